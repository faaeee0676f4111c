/** Prints what a build of sfdx-git-delta says about a pair; in a process of its own, for it remembers earlier pairs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Pair } from './pair.ts';
import { manifestsOf } from './sfdx-git-delta.ts';

const [library = '', pair = ''] = process.argv.slice(2);
const output = mkdtempSync(path.join(tmpdir(), 'sf-release-judge-'));
const { added, removed } = await (await manifestsOf(library))(JSON.parse(pair) as Pair, output);
rmSync(output, { recursive: true, force: true });
process.stdout.write(`\n${JSON.stringify({ added: [...added], removed: [...removed] })}`, () => {
  process.exit(0);
});
