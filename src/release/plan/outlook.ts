import type { ComponentId } from '../metadata/component.ts';

/** How long the org is likely to take, judged by its last deploys. */
export interface Duration {
  /** Whole minutes, rounded up. */
  readonly minutes: number;
  /** How many deploys it was judged by. */
  readonly deploys: number;
}

/** Who holds an access that the plan changes. */
export interface AccessHolders extends ComponentId {
  /** Active users; `unknown` when the org did not say. */
  readonly users: number | 'unknown';
}

/** Apex that is waiting, running or scheduled and that the plan changes or deletes. */
export interface TouchedJob {
  readonly className: string;
  /** `ScheduledApex`, `BatchApex`, `Queueable` … */
  readonly jobType: string;
  readonly status: string;
  readonly jobs: number;
}

/** How a component that the plan changes speaks with the world outside. */
export type IntegrationKind =
  | 'endpoint'
  | 'callout'
  | 'credential'
  | 'event'
  | 'message'
  | 'identity'
  | 'email'
  /** Nothing calls it: the org starts it by the clock. */
  | 'schedule';

export interface TouchedIntegration extends ComponentId {
  readonly kind: IntegrationKind;
}

/**
 * What a plan costs and whom it reaches. It explains the plan and decides nothing: a saved plan is not stale because a
 * user got a permission set meanwhile. Nothing in it names a person.
 */
export interface Outlook {
  readonly duration: Duration | 'unknown';
  readonly holders: readonly AccessHolders[];
  readonly jobs: readonly TouchedJob[] | 'unknown';
  readonly integrations: readonly TouchedIntegration[];
  /** `no`: the org holds no validation that could be deployed at once. `unknown`: it holds some, or did not say. */
  readonly armed: 'yes' | 'no' | 'unknown';
}
