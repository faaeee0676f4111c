/**
 * `npm run replay -- <git repository> [--releases N | --refs a,b,c] [--kind production|sandbox] [--pairs] [--corrupt [seed]]`
 *
 * Releases refs of any SFDX repository to a practice org one after the other and rolls back to each earlier one
 * (`--pairs`: from each to each other). After every step everything the org holds is compared with what an org holds
 * that is given that ref alone, packed by Salesforce's own library. Whatever differs must be named by a plan: a silent
 * difference, or a step that does not end well, is exit code 1. With `--corrupt` one random component is changed behind
 * the tool's back before the proof of each rollback, and the proof has to find it.
 */
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { privateHome } from './replay/private-home.ts';

const usage =
  'usage: npm run replay -- <git repository> [--releases N | --refs a,b,c] [--kind production|sandbox] [--pairs] [--corrupt [--seed N]]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    releases: { type: 'string', default: '5' },
    refs: { type: 'string' },
    kind: { type: 'string', default: 'production' },
    pairs: { type: 'boolean', default: false },
    corrupt: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
});
const [repository] = positionals;
const releases = Number(values.releases);
const isKind = values.kind === 'production' || values.kind === 'sandbox';
if (repository === undefined || !Number.isInteger(releases) || releases < 1 || !isKind) {
  console.error(usage);
  process.exit(2);
}

const home = await privateHome();
const { copyOf } = await import('./replay/project.ts');
const { refsToReplay } = await import('./replay/refs.ts');
const { replay } = await import('./replay/replay.ts');
const { isClean, printReplay, printStep } = await import('./replay/words.ts');

try {
  const began = performance.now();
  const project = await copyOf(repository, home);
  const refs = values.refs?.split(',') ?? (await refsToReplay(project, releases));
  const seed = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
  if (values.corrupt) console.log(`seed ${seed}`);
  const steps = await replay(project, {
    refs,
    kind: values.kind === 'sandbox' ? 'sandbox' : 'production',
    pairs: values.pairs,
    corrupt: values.corrupt ? seed : undefined,
    onStep: printStep,
  });
  printReplay({ steps, refs: refs.length, seconds: (performance.now() - began) / 1000 });
  process.exitCode = isClean(steps) ? 0 : 1;
} finally {
  await rm(home, { recursive: true, force: true });
}
