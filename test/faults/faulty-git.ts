import { GitError, type Git } from '../../src/gateways/git/git.ts';
import type { GitFault, Striker } from './fault.ts';

/** A git whose calls are struck by faults. */
export const faultyGit = (git: Git, striker: Striker): Git => {
  const struck = async <T>(args: readonly string[], call: () => Promise<T>): Promise<T> => {
    const fault = striker.strike('git', args.slice(0, 4).join(' ')) as GitFault | undefined;
    if (fault === undefined) return call();
    if (fault === 'gitDiesAfterwards') await call();
    throw failureOf(fault, args);
  };
  return {
    directory: git.directory,
    run: (args) => struck(args, () => git.run(args)),
    pipe: (args, ...rest) => struck(args, () => git.pipe(args, ...rest)),
    ask: (args) => struck(args, () => git.ask(args)),
    blobs: (names, take) => struck(['cat-file', '--batch'], () => git.blobs(names, take)),
  };
};

const failureOf = (fault: GitFault, args: readonly string[]): GitError => {
  switch (fault) {
    case 'gitFails':
      return new GitError(args, 128, "fatal: unable to access 'https://git.example.com/': Connection reset by peer");
    case 'gitDiesAfterwards':
      return new GitError(args, -1, '');
    case 'gitFindsALock':
      return new GitError(args, 128, "error: cannot lock ref: Unable to create '/repo/refs.lock': File exists.");
  }
};
