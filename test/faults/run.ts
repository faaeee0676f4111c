/**
 * `npm run faults [-- --share 1/20] [--seed N] [--only <scenario>]`
 *
 * Strikes every call that a command makes of git and of the org, one after the other, with every kind of fault, once
 * and from then on; heals everything, lets one `resume` from a fresh clone end the run, and judges. Exit code 1 when
 * anything is wrong in any case.
 */
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    share: { type: 'string', default: '1/1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
await import('../setup.ts');
const { openLab } = await import('./lab.ts');
const { scenariosIn } = await import('./scenarios.ts');
const { suite } = await import('./suite.ts');

await using lab = await openLab();
const [part = 1, of = 1] = values.share.split('/').map(Number);
const began = performance.now();
const { cases, wrong, endings } = await suite(lab, {
  scenarios: await scenariosIn(lab),
  share: part / of,
  seed: Number(values.seed),
  only: values.only,
});
for (const line of wrong) console.log(line);
for (const [ending, count] of [...endings].sort(([, one], [, other]) => other - one)) console.log(`${count} ${ending}`);
const seconds = (performance.now() - began) / 1000;
console.log(`${cases} cases in ${seconds.toFixed(0)} s, ${wrong.length} wrong`);
process.exitCode = wrong.length === 0 ? 0 : 1;
