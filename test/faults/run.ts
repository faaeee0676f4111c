/**
 * `npm run faults -- calls [--only <command>] [--share 1/4] | deaths [--share 1/4] | answers [--runs N] | races [--runs N] | clones [--runs N] |
 * points [--share 1/4] | kills [--runs N] | records [--share 1/4] | record-deaths [--share 1/4] | record-kills [--runs N]`, each with
 * `--seed N`
 *
 * `calls`: every call that a command makes of git and of the org is struck, one after the other, with every kind of
 * fault, once and from then on; then all is healed, one `resume` from a fresh clone ends the run, and it is judged.
 * `deaths`: a process ends at each of its calls, and so does its resume. `answers`: answers of what is sent once are lost. `races`: actors interleaved by a scheduler. `clones`: six clones of
 * a real remote race for its journal. `points`: processes are killed at every named point, and their resumes again.
 * `kills`: at random times. `records`, `record-deaths`, `record-kills`: the same of commands that save records and bring
 * them back. All of it takes about two hours.
 * Exit code 1 when anything is wrong.
 */
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '1/1' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string' },
    only: { type: 'string' },
  },
});
await import('../setup.ts');
const { openLab } = await import('./lab.ts');
const { scenariosIn } = await import('./scenarios.ts');

const seed = Number(values.seed);
const runs = (usual: number): number => Number(values.runs ?? usual);

/** How much of what is wrong was printed. */
let told = 0;

const tell = (wrong: readonly string[]): void => {
  for (const line of wrong.slice(told)) console.log(line);
  told = wrong.length;
};

/** Prints what is wrong; gives what was tried, in words. */
const tried = (what: string, wrong: readonly string[]): string => {
  tell(wrong);
  told = 0;
  if (wrong.length > 0) process.exitCode = 1;
  return `${what}, ${wrong.length} wrong`;
};

const calls = async (): Promise<string> => {
  const { suite } = await import('./suite.ts');
  await using lab = await openLab();
  const [part = 1, of = 1] = values.share.split('/').map(Number);
  const options = { scenarios: await scenariosIn(lab), share: part / of, seed, only: values.only };
  const { cases, wrong, endings } = await suite(lab, options);
  for (const [ending, count] of [...endings].sort(([, one], [, other]) => other - one))
    console.log(`${count} ${ending}`);
  return tried(`${cases} cases`, wrong);
};

const answers = async (): Promise<string> => {
  const { loseAnswers } = await import('./lost-answers.ts');
  await using lab = await openLab();
  const wrong = await loseAnswers(lab, await scenariosIn(lab), { seed, runs: runs(1000) });
  return tried(`${runs(1000)} runs with lost answers`, wrong);
};

const races = async (): Promise<string> => {
  const { tryRaces } = await import('./races.ts');
  const numRuns = runs(2000);
  const wrong = await tryRaces({ seed, numRuns }).then(
    () => [],
    (error: unknown) => [String(error)],
  );
  return tried(`${numRuns} interleavings`, wrong);
};

const deaths = async (): Promise<string> => {
  const { dieAtEveryCall } = await import('./deaths.ts');
  await using lab = await openLab();
  const [part = 1, of = 1] = values.share.split('/').map(Number);
  const options = { scenarios: await scenariosIn(lab), share: part / of, seed };
  const { deaths: died, wrong } = await dieAtEveryCall(lab, options);
  return tried(`${died} deaths, each with another in what was to end it`, wrong);
};

const clones = async (): Promise<string> => {
  const { raceClones } = await import('./race-clones.ts');
  const wrong = await raceClones({ rounds: runs(200), clones: 6 });
  return tried(`${runs(200)} rounds of 6 clones`, wrong);
};

/** Real processes take their time: what was found so far is told. */
const onKill = ({ cases, killed, wrong }: { cases: number; killed: number; wrong: readonly string[] }): void => {
  tell(wrong);
  if (cases % 10 === 0) console.log(`… ${cases} cases, ${killed} killed, ${wrong.length} wrong`);
};

/** Every named crash point of a deploy and of a run that returns to its snapshot: a rollback passes the same. */
const points = async (): Promise<string> => {
  const { openKillingGround } = await import('./killing-ground.ts');
  const { killAtPoints } = await import('./kills.ts');
  await using ground = await openKillingGround();
  const [part = 1, of = 1] = values.share.split('/').map(Number);
  const { cases, killed, wrong } = await killAtPoints(ground, {
    seed,
    names: ['deploy', 'undo'],
    from: part - 1,
    of,
    onKill,
  });
  return tried(`${cases} crash points, each with its resume at another: ${killed} killed`, wrong);
};

const kills = async (): Promise<string> => {
  const { openKillingGround } = await import('./killing-ground.ts');
  const { killAtRandom } = await import('./kills.ts');
  await using ground = await openKillingGround();
  const { cases, killed, wrong } = await killAtRandom(ground, { seed, runs: runs(300), onKill });
  return tried(`${cases} runs, ${killed} killed`, wrong);
};

/** Faults, or deaths, of commands about records. */
const ofRecords = async (what: 'strikeRecords' | 'dieInRecords'): Promise<string> => {
  const { openRecordLab } = await import('./records/record-lab.ts');
  const { recordScenariosIn } = await import('./records/record-scenarios.ts');
  const { [what]: tryAll } = await import('./records/record-suites.ts');
  await using lab = await openRecordLab();
  const [part = 1, of = 1] = values.share.split('/').map(Number);
  const { cases, wrong } = await tryAll(lab, { scenarios: await recordScenariosIn(lab), share: part / of, seed });
  return tried(`${cases} cases`, wrong);
};

const recordKills = async (): Promise<string> => {
  const { killRecords } = await import('./records/record-kills.ts');
  const { cases, killed, wrong } = await killRecords({ seed, runs: runs(1000), onKill });
  return tried(`${cases} backups, restores and rollbacks, ${killed} processes killed`, wrong);
};

const suites: Readonly<Record<string, () => Promise<string>>> = {
  calls,
  deaths,
  answers,
  races,
  clones,
  points,
  kills,
  records: () => ofRecords('strikeRecords'),
  'record-deaths': () => ofRecords('dieInRecords'),
  'record-kills': recordKills,
};

for (const name of positionals.length > 0 ? positionals : Object.keys(suites)) {
  const began = performance.now();
  const result = await (suites[name] ?? (() => Promise.reject(new Error(`there is no suite ${name}`))))();
  console.log(`${name}: ${result} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
}
