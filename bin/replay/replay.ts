import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readContents } from '../../src/actions/contents.ts';
import { deploy } from '../../src/actions/deploy.ts';
import { rollback } from '../../src/actions/rollback.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { login } from '../../src/gateways/practice-login.ts';
import { startPracticeOrg } from '../../src/practice-org/index.ts';
import { compareContents } from '../../src/release/compare-contents.ts';
import { keyOf, type ComponentKey } from '../../src/release/component.ts';
import type { DeployOutcome, RollbackOutcome } from '../../src/release/outcome.ts';
import type { Plan, PlanOptions } from '../../src/release/plan.ts';
import { everythingIn } from './everything.ts';
import { refsToReplay } from './refs.ts';

const run = promisify(execFile);
const alias = 'replay';
const options: PlanOptions = {
  keepDataModel: 'whenRowsExist',
  acceptDataLoss: [],
  onDrift: 'overwrite',
  only: [],
  exclude: [],
};

export interface ReplayRequest {
  readonly refs?: readonly string[] | undefined;
  readonly releases: number;
  readonly kind: 'production' | 'sandbox';
  readonly say: (line: string) => void;
}

/** One deploy or rollback, with what the org held afterwards against what it should hold. */
export interface ReplayStep {
  readonly what: string;
  readonly kind: string;
  readonly components: number;
  readonly seconds: number;
  readonly proven: number;
  readonly limited: number;
  /** Components that differ from the release and that a plan so far has named, with its reason. */
  readonly named: ReadonlyMap<ComponentKey, string>;
  /** Components that differ and that no plan has named. */
  readonly silent: readonly string[];
}

export interface Replay {
  readonly refs: readonly string[];
  readonly steps: readonly ReplayStep[];
  readonly silent: readonly string[];
  /** Bytes. */
  readonly peakMemory: number;
  readonly seconds: number;
}

export const replay = async (directory: string, request: ReplayRequest): Promise<Replay> => {
  const started = performance.now();
  const refs = request.refs ?? (await refsToReplay(directory, request.releases));
  await using org = await startPracticeOrg({ kind: request.kind, name: alias });
  await login(org, alias, new Date());
  const open = () => openGatewaysAt(directory);
  const gateways = await open();
  const standard = new Set((await everythingIn(await gateways.openOrg(alias), gateways)).keys());
  const explained = new Map<ComponentKey, string>();
  const steps: ReplayStep[] = [];
  const take = async (
    what: string,
    commit: string,
    act: () => Promise<DeployOutcome | RollbackOutcome>,
  ): Promise<void> => {
    const began = performance.now();
    const outcome = await act();
    const seconds = (performance.now() - began) / 1000;
    if ('plan' in outcome) explain(outcome.plan, explained);
    const version = await gateways.versionAt(commit, what);
    const wanted = await readContents(version);
    const held = await everythingIn(await gateways.openOrg(alias), gateways);
    const found = differences({ wanted, held, standard, explained });
    const step = { what, ...summaryOf(outcome), components: wanted.size, seconds, ...found };
    steps.push(step);
    request.say(lineOf(step));
    if (!['released', 'rolledBack', 'nothingToDo'].includes(outcome.kind))
      throw new Error(`${what} ended as ${outcome.kind}: ${JSON.stringify(outcome, undefined, 1).slice(0, 4000)}`);
  };
  const waiting = { minutes: 10 };
  const commits: string[] = [];
  for (const [index, ref] of refs.entries()) {
    const commit = (
      await run('git', ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], { cwd: directory })
    ).stdout.trim();
    await run('git', ['checkout', '--quiet', '--force', '--detach', commit], { cwd: directory });
    commits.push(commit);
    const common = { targetOrg: alias, dryRun: false, options, waiting, whole: false };
    await take(`release ${index + 1}.0.0 (${ref.slice(0, 12)})`, commit, () =>
      deploy(open, { version: `${index + 1}.0.0`, ...common }, () => Promise.resolve()),
    );
  }
  for (let index = refs.length - 2; index >= 0; index--)
    await take(`roll back to ${index + 1}.0.0`, commits[index] ?? '', () =>
      rollback(open, { to: `${index + 1}.0.0`, targetOrg: alias, dryRun: false, options, waiting }, () =>
        Promise.resolve(),
      ),
    );
  return {
    refs,
    steps,
    silent: steps.flatMap(({ what, silent }) => silent.map((key) => `${what}: ${key}`)),
    peakMemory: process.resourceUsage().maxRSS * 1024,
    seconds: (performance.now() - started) / 1000,
  };
};

/** Limits and keeps of every plan so far: what it says of a component holds until a later plan undoes it. */
const explain = (plan: Plan, explained: Map<ComponentKey, string>): void => {
  for (const { component, reason } of plan.limits) explained.set(keyOf(component), reason);
  for (const kept of plan.keeps) explained.set(keyOf(kept), kept.because);
};

const summaryOf = (outcome: DeployOutcome | RollbackOutcome) =>
  'proof' in outcome && outcome.proof !== undefined
    ? { kind: outcome.kind, proven: outcome.proof.counts.proven, limited: outcome.proof.counts.limited }
    : { kind: outcome.kind, proven: 0, limited: 0 };

interface Comparison {
  readonly wanted: Awaited<ReturnType<typeof readContents>>;
  readonly held: Awaited<ReturnType<typeof readContents>>;
  readonly standard: ReadonlySet<ComponentKey>;
  readonly explained: ReadonlyMap<ComponentKey, string>;
}

const differences = ({ wanted, held, standard, explained }: Comparison) => {
  const named = new Map<ComponentKey, string>();
  const silent: string[] = [];
  for (const key of new Set([...wanted.keys(), ...held.keys()])) {
    if (!wanted.has(key) && (standard.has(key) || key.startsWith('FlowDefinition:'))) continue; // the org makes one for each flow
    const change = compareContents(wanted.get(key), held.get(key));
    if (change === undefined) continue;
    const reason = explained.get(key);
    if (reason === undefined)
      silent.push(
        `${key} ${change.kind} ${change.entries
          .map(({ section, key: name }) => `${section} ${name ?? ''}`)
          .slice(0, 3)
          .join(', ')}`,
      );
    else named.set(key, reason);
  }
  return { named, silent };
};

const lineOf = ({ what, kind, components, seconds, proven, limited, named, silent }: ReplayStep): string =>
  `${what}: ${kind}, ${components} components, ${proven} proven, ${limited} limited, ${named.size} named, ${silent.length} silent, ${seconds.toFixed(1)} s`;
