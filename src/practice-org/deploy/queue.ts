import type { DeployOutcome, MetadataState, OrgUser } from '../metadata/types.ts';
import { hasEnded, type DeployJob, type DeployReport, type Schedule } from './job.ts';

/** How long things take on the org's clock, in milliseconds. Tests add what their directives say. */
export interface DeployTiming {
  /** In the queue before the deploy starts. */
  readonly pending: number;
  readonly components: number;
  readonly finalizing: number;
  readonly canceling: number;
  /** From the retrieve call to its result. */
  readonly retrieve: number;
}

export const INSTANT: DeployTiming = { pending: 0, components: 0, finalizing: 0, canceling: 0, retrieve: 0 };

const reportOf = ({ state: _state, schemaChanges: _changes, ...report }: DeployOutcome): DeployReport => report;

/** What a deploy does to the org; the queue decides only when. */
export interface DeployTarget {
  /** The metadata as it is now; another object after every change. */
  state(): MetadataState;
  /** What the deploy would do to `state()`, started at `at`. Changes nothing. */
  plan(job: DeployJob, at: Date): DeployOutcome;
  commit(job: DeployJob, outcome: DeployOutcome, at: Date): void;
}

export type CancelAnswer = { readonly done: boolean } | { readonly refused: 'unknown' | 'ended' | 'finalizing' };

/** First API version in which a deploy that is finalizing cannot be canceled (meta_canceldeploy.htm; documented). */
const FINALIZING_IS_FINAL = 65;

/**
 * One deploy at a time, in the order they came. There are no timers: each call first lets happen what should have
 * happened until `now`, so a moved clock moves the deploys with it and a restarted org resumes where it was.
 */
export class DeployQueue {
  readonly #target: DeployTarget;
  readonly #jobs: DeployJob[];
  #plannedOn: MetadataState | undefined;
  timing: DeployTiming;
  /** Nothing leaves Pending while true. */
  frozen = false;

  constructor(target: DeployTarget, timing: DeployTiming, jobs: DeployJob[] = []) {
    this.#target = target;
    this.timing = timing;
    this.#jobs = jobs;
  }

  get jobs(): readonly DeployJob[] {
    return this.#jobs;
  }

  find(id: string): DeployJob | undefined {
    return this.#jobs.find((job) => job.id === id);
  }

  submit(job: DeployJob): void {
    this.settle(job.createdDate);
    this.#jobs.push(job);
    this.settle(job.createdDate);
  }

  /** Lets every deploy come as far as it should be at `now`. */
  settle(now: number): void {
    let job = this.#head();
    while (job && this.#advance(job, now)) job = this.#head();
  }

  cancel(id: string, by: OrgUser, now: number): CancelAnswer {
    this.settle(now);
    const job = this.find(id);
    if (!job) return { refused: 'unknown' };
    if (hasEnded(job)) return { refused: 'ended' };
    if (job.status === 'Canceling') return { done: false };
    if (job.status === 'Finalizing' && job.apiVersion >= FINALIZING_IS_FINAL) return { refused: 'finalizing' };
    job.canceledBy = by;
    if (job.status === 'Pending') {
      this.#end(job, 'Canceled', now);
      return { done: true };
    }
    job.commitsAnyway = job.status === 'Finalizing';
    job.status = 'Canceling';
    job.cancelAt = now + this.timing.canceling;
    return { done: false };
  }

  /** Forgets everything. */
  clear(): void {
    this.#jobs.length = 0;
    this.frozen = false;
  }

  /** A service upgrade: what runs starts again from the beginning (meta_deployment_service_upgrade.htm; documented). */
  restart(now: number): DeployJob | undefined {
    this.settle(now);
    const job = this.#jobs.find((each) => each.status === 'InProgress' || each.status === 'Finalizing');
    if (job) this.#start(job, now);
    return job;
  }

  #head(): DeployJob | undefined {
    return this.#jobs.find((job) => !hasEnded(job));
  }

  /** One step of one deploy; false when its time has not come. */
  #advance(job: DeployJob, now: number): boolean {
    if (job.status === 'Pending') {
      const due = Math.max(job.createdDate + this.timing.pending, this.#freeSince());
      if (this.frozen || now < due) return false;
      this.#start(job, due);
      return true;
    }
    if (job.status === 'Canceling') {
      if (now < (job.cancelAt ?? now)) return false;
      if (job.commitsAnyway) this.#commit(job, now);
      this.#end(job, 'Canceled', job.cancelAt ?? now);
      return true;
    }
    return this.#progress(job, now);
  }

  #progress(job: DeployJob, now: number): boolean {
    const { schedule, startDate } = job;
    if (!schedule || startDate === undefined) throw new Error(`deploy ${job.id} runs without a schedule`);
    const plan = job.plan ?? this.#plan(job, startDate); // plans do not survive a restart of the org
    const finalizingFrom = plan.success || plan.partial ? schedule.testsDone : schedule.end;
    if (now >= schedule.end) {
      this.#finish(job, schedule.end);
      return true;
    }
    if (now >= finalizingFrom) job.status = 'Finalizing';
    return false;
  }

  #start(job: DeployJob, at: number): void {
    job.startDate = at;
    job.status = 'InProgress';
    job.schedule = this.#scheduled(this.#plan(job, at), at);
  }

  #plan(job: DeployJob, at: number): DeployOutcome {
    this.#plannedOn = this.#target.state();
    job.plan = this.#target.plan(job, new Date(at));
    job.report = reportOf(job.plan);
    return job.plan;
  }

  #scheduled(plan: DeployOutcome, from: number): Schedule {
    const componentsDone = from + (plan.refusal ? 0 : this.timing.components);
    const testsDone = componentsDone + plan.tests.totalTime;
    const end = testsDone + (plan.success || plan.partial ? this.timing.finalizing : 0);
    return { componentsDone, testsDone, end };
  }

  #finish(job: DeployJob, at: number): void {
    const { success, partial } = this.#commit(job, at);
    this.#end(job, success ? 'Succeeded' : partial ? 'SucceededPartial' : 'Failed', at);
  }

  /** Commits what was planned; plans again first when somebody changed the org meanwhile. */
  #commit(job: DeployJob, at: number): DeployOutcome {
    const plan = job.plan && this.#plannedOn === this.#target.state() ? job.plan : this.#plan(job, at);
    this.#target.commit(job, plan, new Date(at));
    return plan;
  }

  #end(job: DeployJob, status: DeployJob['status'], at: number): void {
    job.status = status;
    job.completedDate = at;
    delete job.entries;
    delete job.schedule;
    delete job.plan;
    if (!(status === 'Succeeded' && job.options.checkOnly && job.report?.quickDeployable)) delete job.zip;
  }

  #freeSince(): number {
    return Math.max(0, ...this.#jobs.map((job) => job.completedDate ?? 0));
  }
}
