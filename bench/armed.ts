/**
 * A rollback of a release whose tests take half an hour, armed and unarmed, each as a process of its own from the
 * command to the proof.
 *
 *     npm run bench armed
 *
 * The org's clock is moved while a deploy runs its tests, a minute at a time; what it was moved by counts as waited.
 */
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { apexClass } from '../test/actions/project.ts';
import { setTheStage, type Stage } from '../test/actions/stage.ts';

const minutesOfTests = 30;
const goalSeconds = 20;

const command = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const run = promisify(execFile);

const slowTest = apexClass(
  'GreeterTest',
  `@IsTest\nprivate class GreeterTest {\n    // @practice takes ${minutesOfTests * 60} s\n    @IsTest\n    static void greets() {\n        System.assertEquals('hello', Greeter.greet());\n    }\n}\n`,
);

const greeter = (words: string): Record<string, string> =>
  apexClass('Greeter', `public class Greeter { public static String greet() { return 'hello'; } /* ${words} */ }\n`);

const testsRun = async ({ org }: Stage): Promise<boolean> => {
  const query = encodeURIComponent("SELECT Id FROM DeployRequest WHERE Status = 'InProgress'");
  const answer = await fetch(`${org.url}/services/data/v${org.apiVersion}/tooling/query?q=${query}`, {
    headers: { Authorization: `Bearer ${org.accessToken}` },
  });
  return ((await answer.json()) as { totalSize: number }).totalSize > 0;
};

/** Does it again and again, one after the other, until it is disposed of. */
const every = (milliseconds: number, act: () => Promise<void>): Disposable => {
  const stop = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await act();
      await pause(milliseconds);
    }
  };
  void loop();
  return {
    [Symbol.dispose]: () => {
      stop.abort();
    },
  };
};

/** Does the work, and lets the org's time pass meanwhile whenever a deploy is at its tests. Gives minutes that passed. */
const whileTestsPass = async <Result>(
  stage: Stage,
  work: Promise<Result>,
): Promise<{ readonly result: Result; readonly minutes: number }> => {
  let minutes = 0;
  using _ = every(100, async () => {
    if (!(await testsRun(stage))) return;
    stage.org.clock.advance(60_000);
    minutes += 1;
  });
  return { result: await work, minutes };
};

interface Measured {
  /** From the command to its end, the org's minutes included. */
  readonly seconds: number;
  readonly ofTests: number;
  readonly wasArmed: boolean;
}

const rollback = async (stage: Stage): Promise<Measured> => {
  const words = ['--target-org', stage.alias, '--confirm', stage.alias, '--reason', 'bench', '--no-arm', '--json'];
  const start = performance.now();
  const work = run(process.execPath, [command, 'release', 'rollback', ...words], { cwd: stage.directory });
  const { result, minutes } = await whileTestsPass(stage, work);
  const { result: answer } = JSON.parse(result.stdout) as {
    result: { kind: string; deploy: { validation?: string }; proof: { counts: { proven: number } } };
  };
  if (answer.kind !== 'rolledBack' || answer.proof.counts.proven === 0) throw new Error(result.stdout);
  const waited = minutes * 60;
  const seconds = (performance.now() - start) / 1000 + waited;
  return { seconds, ofTests: waited, wasArmed: answer.deploy.validation !== undefined };
};

const release = async (stage: Stage, version: string): Promise<void> => {
  const { result } = await whileTestsPass(stage, stage.deploy(version));
  if (result.kind !== 'released') throw new Error(JSON.stringify(result));
};

const arm = async (stage: Stage): Promise<void> => {
  const words = ['--target-org', stage.alias, '--json'];
  await whileTestsPass(stage, run(process.execPath, [command, 'release', 'arm', ...words], { cwd: stage.directory }));
};

await using stage = await setTheStage();
await stage.commit({ ...slowTest, ...greeter('one') });
await release(stage, '1.0.0');
const measured: Measured[] = [];
for (const isArmed of [true, false, true, false]) {
  await stage.commit(greeter(`${measured.length}`));
  await release(stage, 'minor');
  if (isArmed) await arm(stage);
  const one = await rollback(stage);
  if (one.wasArmed !== isArmed) throw new Error(`armed: ${one.wasArmed}, expected ${isArmed}`);
  measured.push(one);
  console.log(
    `${isArmed ? 'armed' : 'unarmed'}: ${one.seconds.toFixed(1)} s from command to proof, ${one.ofTests} s of them tests in the org`,
  );
}
const [armed, unarmed] = [true, false].map((wanted) =>
  Math.max(...measured.filter(({ wasArmed }) => wasArmed === wanted).map(({ seconds }) => seconds)),
);
console.log(`goal: armed in ${goalSeconds} s; ${((unarmed ?? 0) / (armed ?? 1)).toFixed(0)} times as fast as unarmed`);
process.exitCode = (armed ?? Infinity) <= goalSeconds ? 0 : 1;
