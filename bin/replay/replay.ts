import { deploy } from '../../src/actions/deploy.ts';
import { resume } from '../../src/actions/resume.ts';
import { rollback, type Consent } from '../../src/actions/rollback.ts';
import type { Waiting } from '../../src/actions/run/scene.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { login, logout } from '../../src/gateways/practice/practice-login.ts';
import { startPracticeOrg, type PracticeOrg } from '../../src/practice-org/index.ts';
import type { MetadataState } from '../../src/practice-org/metadata/types.ts';
import { keyOf } from '../../src/release/metadata/component.ts';
import type { DeployOutcome, ResumeOutcome, RollbackOutcome } from '../../src/release/outcome.ts';
import type { Plan, PlanOptions } from '../../src/release/plan/plan.ts';
import { differencesBetween, holdingsOf, type Holdings } from './judge.ts';
import type { Project } from './project.ts';
import { everyPair } from './refs.ts';
import { randomFrom, spoilOne, type Random, type Spoiled } from './spoil.ts';
import { wantedBy } from './wanted.ts';

const alias = 'replay';
const options: PlanOptions = {
  keepDataModel: 'whenRowsExist',
  acceptDataLoss: [],
  onDrift: 'overwrite',
  only: [],
  exclude: [],
};

export interface ReplayRequest {
  /** Commits, oldest first. */
  readonly refs: readonly string[];
  readonly kind: 'production' | 'sandbox';
  /** From every release to every other, instead of back one by one. */
  readonly pairs: boolean;
  /** Seed of the changes behind the tool's back; absent for none. */
  readonly corrupt?: number | undefined;
  readonly onStep: (step: ReplayStep) => void;
}

/** A change behind the tool's back, before the proof. */
export interface Corruption {
  readonly component: string;
  readonly how: string;
  /** The proof named the component; after it was repaired, a resumed run ended well. */
  readonly found: boolean;
}

/** One deploy or rollback, with what the org held afterwards against what it should hold. */
export interface ReplayStep {
  readonly what: string;
  readonly kind: Outcome['kind'];
  /** Components that an org holds which is given the release alone. */
  readonly components: number;
  /** Components that were sent, and deleted. */
  readonly sent: number;
  readonly deleted: number;
  readonly seconds: number;
  /** Highest resident memory while it ran, bytes; the practice org lives in the same process. */
  readonly memory: number;
  readonly proven: number;
  readonly limited: number;
  /** Components that are not as in the release and that a plan so far has named → its reason. */
  readonly named: ReadonlyMap<string, string>;
  /** Components that are not as in the release and that no plan has named. */
  readonly silent: readonly string[];
  readonly corruption?: Corruption;
  /** How it ended when not well. */
  readonly trouble?: string;
}

type Outcome = DeployOutcome | RollbackOutcome | ResumeOutcome;

/** What the steps of one replay have in common. */
interface Stage {
  readonly project: Project;
  readonly org: PracticeOrg;
  readonly request: ReplayRequest;
  /** Why a plan said that a component is not as in the release; holds until it is again. */
  readonly reasons: Map<string, string>;
  readonly random: Random | undefined;
}

/** Releases the refs to a new practice org, goes back by rollbacks, and judges the org after each step. */
export const replay = async (project: Project, request: ReplayRequest): Promise<readonly ReplayStep[]> => {
  await using org = await startPracticeOrg({ kind: request.kind, name: alias });
  await login(org, alias, new Date());
  const random = request.corrupt === undefined ? undefined : randomFrom(request.corrupt);
  const stage: Stage = { project, org, request, reasons: new Map(), random };
  const steps: ReplayStep[] = [];
  const take = async (step: Promise<ReplayStep>): Promise<boolean> => {
    steps.push(await step);
    request.onStep(steps.at(-1)!);
    return steps.at(-1)!.trouble === undefined;
  };
  try {
    const wanted: Holdings[] = [];
    for (const [index, ref] of request.refs.entries()) {
      await project.checkOut(ref);
      const holdings = await wantedBy(project, request.kind);
      wanted.push(holdings);
      if (!(await take(release(stage, { number: index + 1, ref, wanted: holdings })))) return steps;
    }
    const last = request.refs.length;
    const back = Array.from({ length: last - 1 }, (_, index) => last - 2 - index);
    for (const index of request.pairs ? everyPair(last) : back)
      if (!(await take(goBack(stage, { number: index + 1, wanted: wanted[index]! })))) return steps;
    return steps;
  } finally {
    await logout(org.username, alias, undefined);
  }
};

const waiting: Waiting = { minutes: 30 };
const ends: ReadonlySet<string> = new Set(['released', 'rolledBack', 'nothingToDo']);

const release = async (
  stage: Stage,
  { number, ref, wanted }: { readonly number: number; readonly ref: string; readonly wanted: Holdings },
): Promise<ReplayStep> => {
  const open = () => openGatewaysAt(stage.project.directory);
  const request = { version: `${number}.0.0`, targetOrg: alias, dryRun: false, options, waiting, whole: false };
  const measured = await measure((agree) => deploy(open, request, agree));
  return judged(stage, { what: `release ${number}.0.0 (${ref.slice(0, 12)})`, wanted, ...measured });
};

const goBack = async (
  stage: Stage,
  { number, wanted }: { readonly number: number; readonly wanted: Holdings },
): Promise<ReplayStep> => {
  const { org, random, project } = stage;
  const open = () => openGatewaysAt(project.directory);
  const saboteur = random && sabotage(org, random);
  const measured = await measure((agree) =>
    rollback(
      open,
      {
        to: `${number}.0.0`,
        targetOrg: alias,
        dryRun: false,
        options,
        waiting: { ...waiting, ...(saboteur && { onProgress: saboteur.onProgress }) },
      },
      (question) => {
        saboteur?.watch(question.plan);
        return agree(question);
      },
    ),
  );
  const what = `roll back to ${number}.0.0`;
  const done = saboteur?.done();
  if (done === undefined) return judged(stage, { what, wanted, ...measured });
  return judged(stage, { what, wanted, ...measured, ...(await repaired(stage, done, measured.outcome)) });
};

interface Measured {
  readonly outcome: Outcome;
  /** What was to be done, however it ended. */
  readonly plan: Plan | undefined;
  readonly seconds: number;
  readonly memory: number;
}

const measure = async (act: (agree: Consent) => Promise<Outcome>): Promise<Measured> => {
  let memory = process.memoryUsage.rss();
  let plan: Plan | undefined;
  const look = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss());
  }, 20);
  const began = performance.now();
  try {
    const outcome = await act((question) => {
      plan = question.plan;
      return Promise.resolve();
    });
    const seconds = (performance.now() - began) / 1000;
    return { outcome, plan, seconds, memory: Math.max(memory, process.memoryUsage.rss()) };
  } finally {
    clearInterval(look);
  }
};

/** A component that was spoiled, and the org as it was before. */
interface Sabotage {
  readonly spoiled: Spoiled;
  readonly right: MetadataState;
}

/** Changes one component when the org says that the last deploy of a plan has succeeded: before it is read back. */
const sabotage = (org: PracticeOrg, random: Random) => {
  let plan: Plan | undefined;
  let before: MetadataState = org.metadata;
  let deploysLeft = 0;
  let done: Sabotage | undefined;
  return {
    watch: (shown: Plan): void => {
      plan = shown;
      before = org.metadata;
      deploysLeft = shown.steps.filter(({ kind }) => kind === 'deploy').length;
    },
    onProgress: ({ status }: { readonly status: string }): void => {
      if (status !== 'Succeeded' || plan === undefined) return;
      deploysLeft -= 1;
      if (deploysLeft > 0) return;
      const right = org.metadata;
      const spoiled = spoilOne(plan, { now: right, before }, random);
      if (spoiled === undefined) return;
      org.metadata = spoiled.state;
      done = { spoiled, right };
    },
    done: (): Sabotage | undefined => done,
  };
};

/** What the proof said of the spoiled component; then the component is repaired and the run carried on. */
const repaired = async (
  { org, project }: Stage,
  { spoiled, right }: Sabotage,
  outcome: Outcome,
): Promise<{ readonly outcome: Outcome; readonly corruption: Corruption }> => {
  const verdict =
    'proof' in outcome ? outcome.proof.components.find((one) => keyOf(one) === spoiled.component)?.verdict : undefined;
  const noticed = outcome.kind === 'unfinished' && verdict !== undefined && !['proven', 'limited'].includes(verdict);
  if (org.metadata === spoiled.state) org.metadata = right;
  const carriedOn = noticed
    ? await resume(() => openGatewaysAt(project.directory), { targetOrg: alias, waiting })
    : outcome;
  const { component, how } = spoiled;
  return { outcome: carriedOn, corruption: { component, how, found: noticed && carriedOn.kind === 'rolledBack' } };
};

interface Taken extends Measured {
  readonly what: string;
  readonly wanted: Holdings;
  readonly corruption?: Corruption;
}

const judged = (stage: Stage, taken: Taken): ReplayStep => {
  const { outcome, plan, wanted, corruption } = taken;
  if (plan !== undefined) explain(plan, stage.reasons);
  const differences = differencesBetween(holdingsOf(stage.org.metadata), wanted);
  const found = new Map(differences.map(({ key, what }) => [key, what]));
  for (const key of stage.reasons.keys()) if (!found.has(key)) stage.reasons.delete(key);
  const named = [...found.keys()].flatMap((key) => {
    const reason = stage.reasons.get(key);
    return reason === undefined ? [] : [[key, reason] as const];
  });
  const proof = 'proof' in outcome ? outcome.proof.counts : undefined;
  return {
    what: taken.what,
    kind: outcome.kind,
    components: wanted.size,
    sent: plan?.ships.length ?? 0,
    deleted: plan?.deletes.length ?? 0,
    seconds: taken.seconds,
    memory: taken.memory,
    proven: proof?.proven ?? 0,
    limited: proof?.limited ?? 0,
    named: new Map(named),
    silent: [...found].filter(([key]) => !stage.reasons.has(key)).map(([key, what]) => `${key} ${what}`),
    ...(corruption && { corruption }),
    ...(!ends.has(outcome.kind) && { trouble: troubleOf(outcome) }),
  };
};

/**
 * What a plan says of a component that it does not bring to what the release says. What an earlier plan said holds only
 * for what this one does not speak of.
 */
const explain = (plan: Plan, reasons: Map<string, string>): void => {
  for (const expected of plan.expected) reasons.delete(keyOf(expected).toLowerCase());
  for (const kept of plan.keeps)
    if (kept.because !== 'alreadyAsPlanned') reasons.set(keyOf(kept).toLowerCase(), kept.because);
  for (const { component, reason } of plan.limits) reasons.set(keyOf(component).toLowerCase(), reason);
};

const troubleOf = (outcome: Outcome): string => {
  switch (outcome.kind) {
    case 'failed':
      return outcome.problems.map(({ what, message }) => `${what}: ${message}`).join('\n');
    case 'unfinished':
      return outcome.detail;
    case 'refused':
      return JSON.stringify(outcome.refusal);
    case 'outside':
      return outcome.message;
    default:
      return outcome.kind;
  }
};
