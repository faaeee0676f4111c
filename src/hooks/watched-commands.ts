/** Standard commands that give an org something, by id; loaded by every `sf` command, so that it imports nothing. */
const deploying: ReadonlySet<string> = new Set([
  'project:deploy:start',
  'project:deploy:quick',
  'project:deploy:resume',
  'project:deploy:report',
  'project:delete:source',
]);

/** Those that begin something: the others follow what has begun. */
const beginning: ReadonlySet<string> = new Set([
  'project:deploy:start',
  'project:deploy:quick',
  'project:delete:source',
]);

export const isWatched = (id: string): boolean => deploying.has(id);

/** A validation changes nothing: it is never vetoed. */
export const mayBeVetoed = (id: string, argv: readonly string[]): boolean =>
  beginning.has(id) && !argv.includes('--dry-run');

/** Switched off for one shell or pipeline. */
export const isOff = (environment: NodeJS.ProcessEnv): boolean =>
  /^(?:false|0|off|no)$/iu.test(environment['SF_RELEASE_HOOKS'] ?? '');

/** Whether a command answers in JSON, as the platform's commands are asked for it. */
export const isJsonWanted = (argv: readonly string[], environment: NodeJS.ProcessEnv): boolean =>
  argv.includes('--json') || environment['SF_CONTENT_TYPE']?.toUpperCase() === 'JSON';

/** What a command was told after `-o` or `--target-org`: hooks see arguments as they were typed. */
export const targetOrgIn = (argv: readonly string[]): string | undefined => {
  for (const [index, argument] of argv.entries()) {
    if (argument === '-o' || argument === '--target-org') return argv[index + 1];
    const [, joined] = /^(?:--target-org=|-o=?)(.+)$/u.exec(argument) ?? [];
    if (joined !== undefined) return joined;
  }
  return undefined;
};
