import type { JournalEntry } from './journal-entry.ts';
import type { Refusal } from './refusal.ts';
import type { Release } from './release.ts';

/** A rollback that the org has validated in advance, as the journal keeps it. Times are ISO 8601. */
export interface ArmedRollback {
  readonly run: string;
  /** Names of releases: what is in the org, and where the validated package leads. */
  readonly from: string;
  readonly to: string;
  readonly orgId: string;
  /** Id of the validation, 18 characters. */
  readonly validation: string;
  /** SHA-256 of the package that was validated, hex. */
  readonly package: string;
  readonly validatedAt: string;
  /**
   * Whether the org can deploy it at once: a validation without tests never qualifies (forcedotcom/cli#2727; reported),
   * and going back runs no tests then either.
   */
  readonly quick: boolean;
  /** Tests and seconds that the validation took, and that a quick deploy saves. */
  readonly testsRun: number;
  readonly seconds: number;
  /** Installed then: `<package>=<version>`, sorted; absent when nobody could tell. */
  readonly packages?: readonly string[];
}

/** A deploy of the org, as far as it matters here. */
export interface DeployMade {
  readonly id: string;
  readonly by: string;
  /** ISO 8601, the org's clock. */
  readonly at: string;
}

export type Readiness =
  | { readonly armed: true; readonly rollback: ArmedRollback; readonly until: string }
  | { readonly armed: false; readonly because: 'never' }
  | { readonly armed: false; readonly because: 'otherRelease'; readonly rollback: ArmedRollback }
  | { readonly armed: false; readonly because: 'expired'; readonly rollback: ArmedRollback; readonly until: string }
  | { readonly armed: false; readonly because: 'deployed'; readonly rollback: ArmedRollback; readonly by: DeployMade }
  /** Packages were installed, upgraded or removed since: `<package>=<version>` of what is there now and was not then. */
  | {
      readonly armed: false;
      readonly because: 'packages';
      readonly rollback: ArmedRollback;
      readonly installed: readonly string[];
    }
  /** The plan that would be made now sends another package: somebody changed in Setup what it depends on. */
  | { readonly armed: false; readonly because: 'planChanged'; readonly rollback: ArmedRollback }
  /** No plan can be made now, for the reason that a rollback would be refused for. */
  | {
      readonly armed: false;
      readonly because: 'notPlanned';
      readonly rollback: ArmedRollback;
      readonly refusal: Refusal;
    };

/**
 * A validation can be quick-deployed for ten days (meta_deployRecentValidation.htm; documented; older pages say four:
 * the org has the last word, and its no is answered with an ordinary deploy).
 */
const validity = 10 * 24 * 60 * 60 * 1000;

/** Until when the org takes a validation, ISO 8601, if nobody deploys before. */
export const armedUntil = (validatedAt: string): string => new Date(Date.parse(validatedAt) + validity).toISOString();

/** Newest first. */
export const armedRollbacks = (entries: readonly JournalEntry[]): readonly ArmedRollback[] =>
  entries
    .flatMap((entry) => {
      if (entry.kind !== 'closed' || entry.ending !== 'armed') return [];
      const opened = entries.find((first) => first.kind === 'opened' && first.run === entry.run);
      return opened?.kind === 'opened' ? [armedBy(opened, entry.evidence)] : [];
    })
    .reverse();

const armedBy = (
  { run, from = '', to = '', orgId }: Extract<JournalEntry, { kind: 'opened' }>,
  evidence: Extract<JournalEntry, { kind: 'closed' }>['evidence'],
): ArmedRollback => ({
  run,
  from,
  to,
  orgId,
  validation: String(evidence['validation']),
  package: String(evidence['package']),
  validatedAt: String(evidence['validatedAt']),
  quick: evidence['testLevel'] !== 'NoTestRun',
  testsRun: Number(evidence['testsRun']),
  seconds: Number(evidence['seconds']),
  ...(Array.isArray(evidence['packages']) && { packages: evidence['packages'] }),
});

interface Standing {
  /** The newest of the journal. */
  readonly rollback: ArmedRollback | undefined;
  readonly current: Pick<Release, 'name'>;
  /** Deploys that succeeded and were no validations; by any tool, any order. */
  readonly deploys: readonly DeployMade[];
  /** Installed now; absent when nobody could tell. */
  readonly packages?: readonly string[] | undefined;
  readonly now: Date;
}

/**
 * Whether the way back from the current release is validated still. Any later deploy voids all validations of an org
 * (meta_deployRecentValidation.htm; documented), and so does installing a package; changes in Setup do not.
 */
export const readinessOf = ({ rollback, current, deploys, packages, now }: Standing): Readiness => {
  if (rollback === undefined) return { armed: false, because: 'never' };
  if (rollback.from !== current.name) return { armed: false, because: 'otherRelease', rollback };
  const later = deploys.find(({ at }) => at > rollback.validatedAt);
  if (later !== undefined) return { armed: false, because: 'deployed', rollback, by: later };
  const installed = packages && packagesSince(rollback, packages);
  if (installed !== undefined) return { armed: false, because: 'packages', rollback, installed };
  const until = armedUntil(rollback.validatedAt);
  return now.toISOString() > until
    ? { armed: false, because: 'expired', rollback, until }
    : { armed: true, rollback, until };
};

/** What is installed otherwise than when the rollback was validated; `undefined` when nothing is, or nobody knows. */
const packagesSince = ({ packages: then }: ArmedRollback, now: readonly string[]): readonly string[] | undefined => {
  if (then === undefined || [...then].sort().join() === [...now].sort().join()) return undefined;
  return now.filter((installed) => !then.includes(installed));
};
