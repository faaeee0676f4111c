import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Measure } from '../../release/checks/declared-check.ts';
import { ProbeError } from './probe-error.ts';

export interface Command {
  /** The program and its arguments: no shell reads them. */
  readonly argv: readonly string[];
  readonly directory: string;
  /** Names of environment variables that are handed on beside the harmless ones. */
  readonly env: readonly string[];
  /** What the run tells the command: variables by name. */
  readonly told: Readonly<Record<string, string>>;
  /** Milliseconds, then it is killed. */
  readonly timeLimit: number;
}

/** Variables without which programs do not start or cannot write; tokens and passwords are in none of them. */
const harmless =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TERM|CI|TMPDIR|TEMP|TMP|NO_COLOR|FORCE_COLOR|SYSTEMROOT|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMFILES|WINDIR)$/iu;

const kept = (all: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(all).filter(([name]) => harmless.test(name) || names.includes(name)));

/**
 * Runs a program in a folder and gives its exit code. Its output goes nowhere: it may hold anything, and what it has to
 * say it can write to a file. Throws `ProbeError` when it could not be started, was killed, or took too long.
 */
export const runCommand = async (command: Command, environment: NodeJS.ProcessEnv): Promise<Measure> => {
  const { argv, directory, env, told, timeLimit } = command;
  const [program = '', ...args] = argv;
  const begun = performance.now();
  const child = spawn(program, args, {
    cwd: directory,
    env: { ...kept(environment, env), ...told },
    stdio: 'ignore',
    windowsHide: true,
    // A group of its own, so that what the program started is ended with it.
    detached: process.platform !== 'win32',
  });
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort();
    killGroup(child.pid);
  }, timeLimit);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (late.signal.aborted) throw new ProbeError(`${program} took longer than ${timeLimit / 1000} s and was ended`);
    if (code === null) throw new ProbeError(`${program} was ended by ${signal ?? 'somebody'}`);
    return { value: code, took: Math.round(performance.now() - begun) };
  } catch (error) {
    if (error instanceof ProbeError) throw error;
    throw new ProbeError(`${program} could not be started (${codeOf(error)})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error; // it has ended meanwhile
  }
};
