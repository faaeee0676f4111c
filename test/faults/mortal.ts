import type { Git } from '../../src/gateways/git/git.ts';

/** Which call a process does not survive (the first is 1), and whether it still takes effect. */
export interface Death {
  readonly nth: number;
  readonly landed: boolean;
}

/** A process as far as its calls go: when it is dead, none of them comes back and nothing of it goes on. */
export interface Mortal {
  /** Makes a call, unless this is the end. */
  live<T>(call: () => Promise<T>): Promise<T>;
  /** Resolves when the process is dead. */
  readonly died: Promise<void>;
  /** Calls made so far. */
  readonly calls: number;
}

const never = new Promise<never>(() => undefined);

/** Without a death the process lives for ever. */
export const openMortal = (death?: Death): Mortal => {
  const end = Promise.withResolvers<undefined>();
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    died: end.promise,
    live: async (call) => {
      calls += 1;
      if (death === undefined || calls < death.nth) return call();
      if (calls === death.nth && death.landed) await call();
      end.resolve(undefined);
      return never;
    },
  };
};

/** A git of a process that may die. */
export const mortalGit = (git: Git, mortal: Mortal): Git => ({
  directory: git.directory,
  run: (args) => mortal.live(() => git.run(args)),
  pipe: (...given) => mortal.live(() => git.pipe(...given)),
  ask: (args) => mortal.live(() => git.ask(args)),
  blobs: (names, take) => mortal.live(() => git.blobs(names, take)),
});
