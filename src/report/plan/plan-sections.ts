import type { UnclaimedFile } from '../../release/delta/delta.ts';
import { keyOf, type ComponentId } from '../../release/metadata/component.ts';
import type { ManualStep } from '../../release/plan/limit.ts';
import type {
  DataAtRisk,
  Drift,
  DriftDecision,
  EntryId,
  FlowVersionStep,
  Limit,
  Need,
  Plan,
  ShipAction,
} from '../../release/plan/plan.ts';
import { keptAsIs } from '../../release/plan/touched.ts';
import { shortTime } from '../short-time.ts';
import { unclaimedBecause } from '../unclaimed-words.ts';
import { countText } from './plan-glance.ts';
import { limitMessages as limits, planMessages as words } from './plan-messages.ts';
import { reachSection } from './plan-reach.ts';
import type { PlanItem, PlanSection, Tone } from './plan-section.ts';
import type { PlannedOrg } from './planned-org.ts';

/** Everything a plan says, gravest first; sections without items are left out by the caller. */
export const sectionsOf = (plan: Plan, org: PlannedOrg): readonly PlanSection[] => {
  const forward = plan.purpose === 'deploy';
  return [
    section('risk', plan.dataAtRisk.some(({ fate }) => fate === 'lost') ? 'bad' : 'plain', riskItems(plan)),
    section('drift', 'warn', plan.drift.map(driftItem)),
    section(forward ? 'changed' : 'redeployed', 'plain', shipped(plan, ['redeploy', 'sendEntries'], '~')),
    section(forward ? 'created' : 'recreated', 'plain', shipped(plan, ['recreate'], '+')),
    section('neutralised', 'plain', shipped(plan, ['neutralise'], '○')),
    section(
      'deleted',
      'plain',
      plan.deletes.map((deletion) => ({ sign: '-', tone: 'bad', name: keyOf(deletion) })),
    ),
    section(
      'revoked',
      'plain',
      plan.revokes.map((entry) => ({ sign: '-', tone: 'bad', name: keyOf(entry), text: entryText(entry) })),
    ),
    section('flows', 'plain', plan.steps.filter((step) => step.kind === 'activateFlowVersion').map(flowItem)),
    section('also', 'warn', plan.also.map(alsoItem)),
    section('kept', 'plain', keptItems(plan)),
    section(forward ? 'undecided' : 'limits', 'warn', plan.limits.map(limitItem)),
    section('unclaimed', 'warn', (plan.unclaimed ?? []).map(unclaimedItem)),
    section('references', 'warn', referenceItems(plan)),
    section(
      'manualBefore',
      'warn',
      manualItems(plan, org, (step) => stepsBefore.has(step)),
    ),
    section(
      'manual',
      'warn',
      manualItems(plan, org, (step) => !stepsBefore.has(step)),
    ),
    reachSection(plan),
  ];
};

const section = (title: string, tone: Tone, items: readonly PlanItem[]): PlanSection => ({
  title: words.getMessage(title),
  tone,
  items,
});

const plain = (component: ComponentId): PlanItem => ({ sign: '', tone: 'plain', name: keyOf(component) });

const signTones = { '~': 'change', '+': 'good', '○': 'change' } as const;

const shipped = ({ ships }: Plan, actions: readonly ShipAction[], sign: keyof typeof signTones): readonly PlanItem[] =>
  ships
    .filter(({ action }) => actions.includes(action))
    .map((ship) => ({ sign, tone: signTones[sign], name: keyOf(ship) }));

const alsoItem = ({ component, neededBy }: Need): PlanItem => ({
  ...plain(component),
  text: words.getMessage('also.item', [keyOf(neededBy)]),
});

const entryText = ({ section: name, key }: EntryId): string => (key === undefined ? name : `${name} ${key}`);

const versionText = (version: number): string => (version === 0 ? words.getMessage('none') : String(version));

const flowItem = ({ flow, version, compensation }: FlowVersionStep): PlanItem => ({
  sign: '~',
  tone: 'change',
  name: `Flow:${flow}`,
  text:
    version === 0
      ? words.getMessage('deactivate', [versionText(compensation.version)])
      : words.getMessage('activate', [
          version === 'newest' ? words.getMessage('newest') : String(version),
          versionText(compensation.version),
        ]),
});

const keptItems = (plan: Plan): readonly PlanItem[] =>
  keptAsIs(plan).map((kept) => ({
    sign: '=',
    tone: 'plain',
    name: keyOf(kept),
    text: limits.getMessage(`kept.${kept.because}`),
  }));

const names = (others: readonly ComponentId[] | undefined): string =>
  others === undefined || others.length === 0 ? '' : ` (${others.map(keyOf).join(', ')})`;

/** What cannot be undone, why, and what is done instead. */
const limitItem = ({ component, entry, reason, others, instead, note }: Limit): PlanItem => ({
  sign: '!',
  tone: 'warn',
  name: entry === undefined ? keyOf(component) : `${keyOf(component)} ${entryText(entry)}`,
  text: `${limits.getMessage(reason)}${names(others)}${note === undefined ? '' : ` (${note})`}; ${limits.getMessage(`instead.${instead}`)}`,
});

const unclaimedItem = ({ path, because }: UnclaimedFile): PlanItem => ({
  sign: '!',
  tone: 'warn',
  name: path,
  text: unclaimedBecause[because],
});

/** Steps that are of use only as long as the plan was not carried out. */
const stepsBefore: ReadonlySet<ManualStep> = new Set(['undeleteField', 'deactivateFirst']);

/** The same step in the same place is named once, for all that it is taken for. */
const manualItems = (
  { limits: all }: Plan,
  { instanceUrl }: PlannedOrg,
  isWanted: (step: ManualStep) => boolean,
): readonly PlanItem[] => {
  const steps = all.flatMap(({ manual, component, entry, setup }) =>
    manual === undefined || !isWanted(manual)
      ? []
      : [{ manual, setup, about: [keyOf(component), entry?.key].filter(Boolean).join(' ') }],
  );
  const grouped = Map.groupBy(steps, ({ manual, setup }) => `${manual} ${setup ?? ''}`);
  return [...grouped.values()].flatMap((group): readonly PlanItem[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { manual, setup } = first;
    const link = setup === undefined ? undefined : `${instanceUrl ?? ''}${setup}`;
    return [
      {
        sign: '',
        tone: 'warn',
        name: limits.getMessage(`manual.${manual}`),
        isSentence: true,
        ...(link !== undefined && { link }),
        inside: [...new Set(group.map(({ about }) => about))].map((name) => ({ sign: '', tone: 'plain', name })),
      },
    ];
  });
};

/** What is lost comes first. */
const riskItems = ({ dataAtRisk }: Plan): readonly PlanItem[] =>
  (['lost', 'kept'] as const).flatMap((wanted) => dataAtRisk.filter(({ fate }) => fate === wanted).map(riskItem));

const riskItem = ({ component, value, what, rows, newest, fate }: DataAtRisk): PlanItem => {
  const count = rows === 'unknown' ? words.getMessage('risk.unknown') : countText(rows);
  const last = newest === undefined ? '' : `, ${words.getMessage('risk.newest', [shortTime(newest)])}`;
  const isLost = fate === 'lost';
  return {
    sign: isLost ? '!' : '=',
    tone: isLost ? 'bad' : 'plain',
    name: value === undefined ? keyOf(component) : `${keyOf(component)} "${value}"`,
    text: `${limits.getMessage(`risk.${what}`)}: ${count}${last}${isLost ? ':' : `, ${words.getMessage('risk.kept')}`}`,
    ...(isLost && { loud: words.getMessage('risk.lost') }),
  };
};

const decisionTones: Readonly<Record<DriftDecision, Tone>> = {
  untouched: 'plain',
  kept: 'good',
  overwritten: 'bad',
  merged: 'good',
  alreadyThere: 'plain',
  stop: 'warn',
};

const decided = (decision: DriftDecision): Pick<PlanItem, 'text' | 'loud'> => {
  const text = words.getMessage(`drift.${decision}`);
  return decision === 'overwritten' || decision === 'stop' ? { loud: text } : { text };
};

const kindSigns = { added: '+', changed: '~', removed: '-' } as const;

/** Who changed what when, and what becomes of each part of it. */
const driftItem = ({ component, kind, by, at, decision, entries, files }: Drift): PlanItem => {
  const who = by === undefined ? '' : ` ${words.getMessage('drift.who', [by])}`;
  const when = at === undefined ? '' : ` ${words.getMessage('drift.when', [shortTime(at)])}`;
  const changed = `${words.getMessage(`drift.kind.${kind}`)}${who === '' ? '' : `, changed${who}${when}`}`;
  const { text, loud } = decided(decision);
  const inside = [
    ...entries.map((entry) => ({ ...entry, name: entryText(entry) })),
    ...files.map((file) => ({ ...file, name: file.path })),
  ].map((part): PlanItem => ({
    sign: kindSigns[part.kind],
    tone: decisionTones[part.decision],
    name: part.name,
    ...decided(part.decision),
  }));
  return {
    sign: kindSigns[kind],
    tone: decisionTones[decision],
    name: keyOf(component),
    text: text === undefined ? `${changed}:` : `${changed}: ${text}`,
    ...(loud !== undefined && { loud }),
    ...(inside.length > 0 && { inside }),
  };
};

/** What names a deletion and stays, below what it names; what only has the name in its source may mean something else. */
const referenceItems = ({ references, deletes }: Plan): readonly PlanItem[] => {
  const staying = references.filter(({ afterwards }) => afterwards === 'stays');
  const deleted = new Set(deletes.map(keyOf));
  return [...Map.groupBy(staying, ({ to }) => keyOf(to))].map(([name, list]) => ({
    sign: '!',
    tone: 'warn',
    name,
    inside: list.map(({ by }) => ({
      ...plain(by),
      text: words.getMessage(deleted.has(name) ? 'references.source' : 'references.item'),
    })),
  }));
};
