import { deploy } from '../../src/actions/deploy.ts';
import { resume } from '../../src/actions/resume.ts';
import { rollback, type Consent } from '../../src/actions/rollback.ts';
import type { Waiting } from '../../src/actions/run/scene.ts';
import { openGatewaysAt } from '../../src/gateways/open.ts';
import { login, logout } from '../../src/gateways/practice/practice-login.ts';
import { startPracticeOrg, type PracticeOrg } from '../../src/practice-org/index.ts';
import type { Plan, PlanOptions } from '../../src/release/plan/plan.ts';
import { explained, reasonsIn, type Explained } from './explain.ts';
import { differencesBetween, holdingsOf, type Holdings } from './judge.ts';
import type { Project } from './project.ts';
import { everyPair } from './refs.ts';
import { isNoticed, leftOtherwise, sabotage, type Outcome, type Sabotage } from './sabotage.ts';
import { randomFrom, type Random } from './spoil.ts';
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
  /**
   * The proof named the component, and either a resumed run ended well after it had been repaired, or the run was undone
   * and the org held what it had held before.
   */
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

/** What the steps of one replay have in common. */
interface Stage {
  readonly project: Project;
  readonly org: PracticeOrg;
  readonly request: ReplayRequest;
  /** What plans have explained so far and is still there. */
  readonly reasons: Explained;
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

interface Target {
  readonly number: number;
  readonly wanted: Holdings;
}

const goBack = async (stage: Stage, { number, wanted }: Target): Promise<ReplayStep> => {
  const what = `roll back to ${number}.0.0`;
  const { random, org } = stage;
  const saboteur = random && sabotage(org, random);
  // A run that finds itself wrong either stays open, to be repaired and carried on, or returns to its own snapshot.
  const atomic = random === undefined || random() < 0.5;
  const measured = await rollBackTo(stage, number, { atomic, saboteur });
  const done = saboteur?.done();
  if (done === undefined) return judged(stage, { what, wanted, ...measured });
  const carriedOn = atomic ? await repeated(stage, done, { number, measured }) : await repaired(stage, done, measured);
  return judged(stage, { what, wanted, ...carriedOn });
};

interface Manner {
  readonly atomic: boolean;
  readonly saboteur?: ReturnType<typeof sabotage> | undefined;
}

const rollBackTo = ({ project }: Stage, number: number, { atomic, saboteur }: Manner): Promise<Measured> => {
  const onProgress = saboteur && { onProgress: saboteur.onProgress };
  const request = { to: `${number}.0.0`, targetOrg: alias, dryRun: false, options, atomic };
  return measure((agree) =>
    rollback(
      () => openGatewaysAt(project.directory),
      { ...request, waiting: { ...waiting, ...onProgress } },
      (question) => {
        saboteur?.watch(question.plan);
        return agree(question);
      },
    ),
  );
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

/** The spoiled component is repaired and the run carried on. */
const repaired = async ({ org, project }: Stage, done: Sabotage, measured: Measured): Promise<Carried> => {
  const { component, how, state } = done.spoiled;
  const noticed = isNoticed(done, measured.outcome);
  if (org.metadata === state) org.metadata = done.right;
  const outcome = noticed
    ? await resume(() => openGatewaysAt(project.directory), { targetOrg: alias, waiting })
    : measured.outcome;
  const found = noticed && outcome.kind === 'rolledBack';
  return { ...measured, outcome, corruption: { component, how, found } };
};

/** A run that was undone leaves the org as it was before; then it is done once more in peace. */
const repeated = async (
  stage: Stage,
  done: Sabotage,
  { number, measured }: { readonly number: number; readonly measured: Measured },
): Promise<Carried> => {
  const { component, how } = done.spoiled;
  const left = leftOtherwise(done, measured.outcome, stage.org);
  const corruption = { component, how: `${how}, undone`, found: left?.length === 0 };
  if (left === undefined) return { ...measured, corruption };
  const again = await rollBackTo(stage, number, { atomic: true });
  return { ...again, corruption, left };
};

/** A run after its saboteur. */
interface Carried extends Measured {
  readonly corruption: Corruption;
  /** What the run that was undone left otherwise than it was. */
  readonly left?: readonly string[];
}

interface Taken extends Measured {
  readonly what: string;
  readonly wanted: Holdings;
  readonly corruption?: Corruption;
  readonly left?: readonly string[];
}

const judged = (stage: Stage, taken: Taken): ReplayStep => {
  const { outcome, plan, wanted, corruption, left = [] } = taken;
  const { named, silent } = explained(
    differencesBetween(holdingsOf(stage.org.metadata), wanted),
    plan === undefined ? new Map() : reasonsIn(plan),
    stage.reasons,
  );
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
    named,
    silent: [...left, ...silent],
    ...(corruption && { corruption }),
    ...(!ends.has(outcome.kind) && { trouble: troubleOf(outcome) }),
  };
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
