import type { Gateways } from '../../gateways/open.ts';
import {
  lastRun,
  type Evidence,
  type JournalEntry,
  type RunEnding,
  type RunVerb,
} from '../../release/journal-entry.ts';
import { ordersIn } from '../../release/orders.ts';
import { refuse } from '../../release/refusal.ts';
import type { Release } from '../../release/release.ts';
import { refuseBlocked } from '../blocked.ts';
import type { Environment } from '../environment.ts';
import { refuseOpenRun } from './run.ts';

export interface NewOrder {
  readonly verb: RunVerb;
  readonly ending: RunEnding;
  /** The release it is about. */
  readonly release?: string;
  readonly reason?: string | undefined;
  readonly evidence?: Evidence;
}

/** Writes a person's order into the journal as a run of its own, which sends nothing. Refuses beside an open run. */
export const writeOrder = async (gateways: Gateways, environment: Environment, order: NewOrder): Promise<void> => {
  const journal = gateways.journal(environment.name);
  refuseOpenRun(lastRun(await journal.entries()));
  const { verb, ending, release, reason, evidence = {} } = order;
  const common = { format: 1, run: gateways.newRunId(), at: gateways.now().toISOString() } as const;
  await journal.append({
    ...{ ...common, kind: 'opened', verb, environment: environment.name, orgId: environment.pin?.orgId ?? '' },
    ...{ by: await gateways.repository.committer(), where: gateways.where },
    ...(release === undefined ? {} : { release }),
    ...(reason === undefined ? {} : { reason }),
  });
  await journal.append({ ...common, kind: 'closed', ending, evidence });
};

/** Refuses to give an org anything while its environment is frozen, and a commit that was released and blocked. */
export const refuseOrdered = (environment: Environment, entries: readonly JournalEntry[], commit: string): void => {
  refuseFrozen(environment, entries);
  for (const { name } of blockedAt(environment, entries, commit)) refuseBlocked(ordersIn(entries), name);
};

/** Refuses to give an org anything while its environment is frozen. */
export const refuseFrozen = ({ name }: Environment, entries: readonly JournalEntry[]): void => {
  const { freeze } = ordersIn(entries);
  if (freeze === undefined) return;
  const { by, at, reason: because = '' } = freeze;
  refuse({ reason: 'frozen', environment: name, by, at, because });
};

/** The releases of a commit that somebody has blocked. */
export const blockedAt = (
  { catalogue }: Environment,
  entries: readonly JournalEntry[],
  commit: string,
): readonly Release[] => {
  const { marks } = ordersIn(entries);
  return catalogue.releases.filter(
    (release) => release.commit === commit && marks.get(release.name)?.mark === 'blocked',
  );
};
