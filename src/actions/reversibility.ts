import type { Gateways } from '../gateways/open.ts';
import type { Org } from '../gateways/org/org.ts';
import type { ReversibilityOutcome } from '../release/catalogue-outcome.ts';
import { findMentions } from '../release/content/source-mentions.ts';
import type { ComponentChange } from '../release/delta/delta.ts';
import { keyOf } from '../release/metadata/component.ts';
import { plainOptions } from '../release/plan/plain-options.ts';
import type { Plan } from '../release/plan/plan.ts';
import { planRollback } from '../release/plan/plan-rollback.ts';
import type { RowFacts } from '../release/plan/plan-input.ts';
import { judge, supposedOrg, type ValuesAtStake } from '../release/plan/reversibility.ts';
import { refuse } from '../release/refusal.ts';
import { atRiskQueries, type RiskQuery } from '../release/undo/rows-at-risk.ts';
import { standingFor } from './compare/inventory.ts';
import { findEnvironment, openPinnedOrg } from './environment.ts';
import { concludedInLine } from './line.ts';
import { withLostAccess } from './plan/lost-access.ts';
import { readMove, refusingUnreadable, type Move } from './plan/move.ts';
import { namedTargets, rowsOfQueries } from './plan/org-facts.ts';
import { namersIn } from './plan/source-search.ts';
import type { OpenGateways } from './walk.ts';

export interface ReversibilityRequest {
  /** The change to one line alone; to the whole project when absent. */
  readonly line?: string | undefined;
  /** The branch that the change is to be merged into, or any other Git ref. */
  readonly base: string;
  /** The change. */
  readonly head: string;
  readonly environment?: string | undefined;
  /** The org that is asked how many rows are at stake; nothing is asked without one. */
  readonly targetOrg?: string | undefined;
}

/** Whether a change could be taken back after its release: from Git, and with an org counted too. Writes nothing. */
export const reversibility = (open: OpenGateways, request: ReversibilityRequest): Promise<ReversibilityOutcome> =>
  concludedInLine(open, { line: request.line, isOptional: true }, async (gateways) => {
    const head = await commitOf(gateways, request.head);
    const onto = await commitOf(gateways, request.base);
    const base = (await gateways.repository.mergeBase(onto, head)) ?? onto;
    const org = request.targetOrg === undefined ? undefined : await openOrg(gateways, request);
    const back = await refusingUnreadable(async () => withLostAccess(await readMove(gateways, ends(head, base))));
    const forth = await readMove(gateways, ends(base, head));
    const values = valuesAtStake(await destroyedBy(forth, org), questionsOf(back));
    const judgement = judge(await wayBack(back), values);
    const changed = forth.delta.changes.length;
    return { kind: 'judged', base, head, changed, isCounted: org !== undefined, ...judgement };
  });

const ends = (from: string, to: string) => ({ from: { commit: from }, to: { commit: to } });

const commitOf = async ({ repository }: Gateways, ref: string): Promise<string> =>
  (await repository.commit(ref)) ?? refuse({ reason: 'unknownRef', ref, nearest: [], shallow: repository.shallow });

const openOrg = async (gateways: Gateways, { environment, targetOrg }: ReversibilityRequest): Promise<Org> =>
  (await openPinnedOrg(gateways, await findEnvironment(gateways, environment), targetOrg)).org;

/** The plan by which an org that holds the change, and nothing else, would go back. */
const wayBack = async (move: Move): Promise<Plan> => {
  const apiVersion = move.to.settings.sourceApiVersion ?? '';
  const empty = move.delta.changes.flatMap((change) =>
    atRiskQueries(change, { ...move.contents, live: move.contents.from }),
  );
  const { live, facts } = supposedOrg(move.delta, move.contents, { apiVersion, empty });
  const namers = await refusingUnreadable(() => namersIn(move.to, namedTargets(move)));
  const going = move.delta.changes.filter(({ kind }) => kind === 'removed');
  return planRollback({
    environment: 'production',
    orgId: '',
    orgKind: 'production',
    from: { commit: move.from.name },
    to: { commit: move.to.name },
    delta: move.delta,
    contents: { ...move.contents, live },
    facts: { ...facts, dependencies: findMentions(going, namers) },
    options: plainOptions,
    inventory: await standingFor(move.to),
  });
};

/** A question for rows, and the change that makes one ask. */
interface Question {
  readonly change: ComponentChange;
  readonly query: RiskQuery;
}

/** A picklist value and a record type are switched off at most, and records keep them. */
const holdValues: ReadonlySet<string> = new Set(['CustomField', 'CustomObject']);

const questionsOf = ({ delta, contents }: Move): readonly Question[] =>
  delta.changes.flatMap((change) =>
    atRiskQueries(change, { ...contents, live: contents.from })
      .filter(({ key }) => holdValues.has(change.type) && key === keyOf(change))
      .map((query) => ({ change, query })),
  );

/** Values that are there now and that the change destroys, by the key of their question. */
const destroyedBy = async (forth: Move, org: Org | undefined): Promise<ReadonlyMap<string, ValuesAtStake>> => {
  const questions = questionsOf(forth);
  const queries = questions.map(({ query }) => query);
  const rows = org === undefined ? new Map<string, RowFacts>() : await rowsOfQueries(org, queries);
  const filled = questions.filter(({ query }) => rows.get(query.key)?.rows !== 0);
  return new Map(
    filled.map((question) => {
      const { key } = question.query;
      return [key, { ...subjectOf(question), when: 'release', rows: rows.get(key)?.rows ?? 'unknown' }];
    }),
  );
};

/** What is entered after the release goes with what the way back takes. */
const valuesAtStake = (
  destroyed: ReadonlyMap<string, ValuesAtStake>,
  wayBack: readonly Question[],
): readonly ValuesAtStake[] => {
  const entered = new Map(
    wayBack
      .filter(({ query }) => !destroyed.has(query.key))
      .map((question) => [question.query.key, { ...subjectOf(question), when: 'return', rows: 'unknown' } as const]),
  );
  return [...destroyed.values(), ...entered.values()];
};

const subjectOf = ({ change: { type, fullName } }: Question): Pick<ValuesAtStake, 'component'> => ({
  component: { type, fullName },
});
