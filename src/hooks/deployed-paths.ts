import path from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Flags of `sf project deploy start` beside which a deploy is of nothing but the paths that `--source-dir` names. */
const options: ParseArgsConfig['options'] = {
  'source-dir': { type: 'string', short: 'd', multiple: true },
  'target-org': { type: 'string', short: 'o' },
  'api-version': { type: 'string', short: 'a' },
  wait: { type: 'string', short: 'w' },
  'test-level': { type: 'string', short: 'l' },
  tests: { type: 'string', short: 't', multiple: true },
  'coverage-formatters': { type: 'string', multiple: true },
  'results-dir': { type: 'string' },
  junit: { type: 'boolean' },
  async: { type: 'boolean' },
  json: { type: 'boolean' },
  concise: { type: 'boolean' },
  verbose: { type: 'boolean' },
  'ignore-conflicts': { type: 'boolean', short: 'c' },
  'ignore-errors': { type: 'boolean', short: 'r' },
  'ignore-warnings': { type: 'boolean', short: 'g' },
};

/**
 * Where all that a deploy sends lies, absolute; undefined when its arguments do not say so beyond doubt. A flag takes
 * several values one after the other, so that a word without a flag may be a path too.
 */
export const deployedPaths = (id: string, argv: readonly string[]): readonly string[] | undefined => {
  if (id !== 'project:deploy:start') return undefined;
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const paths = [values['source-dir'] ?? [], positionals].flat().map(String);
    const isTold = values['source-dir'] !== undefined && !paths.some((one) => one.includes(','));
    return isTold ? paths.map((one) => path.resolve(one)) : undefined;
  } catch {
    return undefined; // a flag that nobody here knows may add anything
  }
};
