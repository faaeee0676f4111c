import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessMark } from '../release/journal-entry.ts';

const textOf = (read: () => string): string => {
  try {
    return read().trim();
  } catch {
    return ''; // not Linux, or not allowed: the name of the machine has to do
  }
};

/**
 * Where process numbers mean what they mean here: the machine, since it was started, and its table of processes, for
 * containers on one machine have tables of their own, and often all the same name.
 */
const machine = (): string => {
  const parts = [
    hostname(),
    textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    textOf(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
};

export const thisProcess = (): ProcessMark => ({ machine: machine(), pid: process.pid });

/** True for this process too. A process of another machine is never known to have ended. */
export const hasEnded = ({ machine: where, pid }: ProcessMark): boolean =>
  where === machine() && (pid === process.pid || !isAlive(pid));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: somebody else's, and alive
  }
};
