import type { Gateways } from '../../gateways/open.ts';
import { lastRun, type Evidence, type RunEnding, type RunVerb } from '../../release/journal-entry.ts';
import { ordersIn } from '../../release/orders.ts';
import { refuse } from '../../release/refusal.ts';
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
export const refuseOrdered = (
  { name, catalogue }: Environment,
  entries: Parameters<typeof ordersIn>[0],
  commit: string,
): void => {
  const { freeze, marks } = ordersIn(entries);
  if (freeze !== undefined)
    refuse({ reason: 'frozen', environment: name, by: freeze.by, at: freeze.at, because: freeze.reason ?? '' });
  for (const release of catalogue.releases) if (release.commit === commit) refuseBlocked({ marks }, release.name);
};
