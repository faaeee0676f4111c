import { setTimeout as delay } from 'node:timers/promises';
import type { Measure } from '../../release/checks/declared-check.ts';
import type { Command } from './command.ts';
import type { HttpProbe } from './http-probe.ts';
import type { InstanceStatus } from './status-site.ts';

/** What checks measure outside the org. Each throws `ProbeError` when the measurement did not come about. */
export interface Probes {
  readonly http: (probe: HttpProbe) => Promise<Measure>;
  /** Runs in the project. */
  readonly command: (command: Omit<Command, 'directory'>) => Promise<Measure>;
  readonly instanceStatus: (instance: string) => Promise<InstanceStatus>;
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Nothing is loaded before it is asked for. */
export const openProbes = (directory: string, environment: NodeJS.ProcessEnv): Probes => {
  const client = async () => (await import('../org/http.ts')).openHttp(environment);
  return {
    http: async (probe) => (await import('./http-probe.ts')).probeHttp(await client(), probe),
    command: async (command) => (await import('./command.ts')).runCommand({ ...command, directory }, environment),
    instanceStatus: async (instance) => (await import('./status-site.ts')).readInstanceStatus(await client(), instance),
    pause: (milliseconds) => delay(milliseconds),
  };
};
