import { compareComponents, keyOf, parseKey, type ComponentId } from '../metadata/component.ts';
import type { Candidate, Settled } from '../undo/deletions.ts';
import { mentions, searchableContent, termOf } from '../content/mentions.ts';
import type { DataAtRisk, Deletion, DeployStep, SaveDataStep, Ship } from './plan.ts';
import { undoRuleOf } from '../undo/undo-rules.ts';

const rankOf = ({ type }: ComponentId): number => undoRuleOf(type).deletedAt ?? 50;

/** Who names others goes before what is named; equals by name. */
const inDeletionOrder = (one: Deletion, other: Deletion): number =>
  one.deploy - other.deploy || rankOf(one) - rankOf(other) || compareComponents(one, other);

/** Users of what is deleted that the platform only lets go in an earlier deploy (NebulaLogger#140; folklore). */
const neededFirst: Readonly<Record<string, string>> = {
  GlobalValueSet: 'CustomField',
  QuickAction: 'Layout',
};

/**
 * The destructive manifests. After the additions (`post`) is the rule, so that what names a deletion has been replaced;
 * before them (`pre`) goes only what comes back under its name in another shape, or makes way for another one
 * (meta_deploy_deleting_files.htm; documented).
 */
export const planDeletions = (
  settled: Settled,
  candidates: readonly Candidate[],
  reshaped: readonly ComponentId[],
): readonly Deletion[] => {
  const contents = new Map(candidates.map(({ id, live }) => [keyOf(id), live]));
  const isSecond = (id: ComponentId): boolean => {
    const user = neededFirst[id.type];
    const term = termOf(id);
    return (
      user !== undefined &&
      [...settled.gone].some((key) => {
        const content = parseKey(key).type === user ? contents.get(key) : undefined;
        return content !== undefined && mentions(searchableContent(content), term);
      })
    );
  };
  const post = [...settled.deleted].map(parseKey).map((id): Deletion => ({
    ...id,
    when: undoRuleOf(id.type).makesWay === true ? 'pre' : 'post',
    because: 'notInTo',
    deploy: isSecond(id) ? 2 : 1,
  }));
  const pre = reshaped.map(({ type, fullName }): Deletion => ({
    type,
    fullName,
    when: 'pre',
    because: 'shapeClash',
    deploy: 1,
  }));
  return [...pre, ...post].sort(inDeletionOrder);
};

/** One deploy for each number that is used; none when nothing is sent. */
export const deploySteps = (ships: readonly Ship[], deletes: readonly Deletion[]): readonly DeployStep[] =>
  [...new Set([...ships, ...deletes].map(({ deploy }) => deploy))]
    .sort((one, other) => one - other)
    .map((number) => ({ kind: 'deploy', number, compensation: { kind: 'deploySnapshot' } }));

/**
 * What is saved before anything is sent, by object: what the plan destroys, and as a precaution the rows of picklist
 * values and record types that it makes inactive.
 */
export const saveSteps = (risks: readonly DataAtRisk[]): readonly SaveDataStep[] => {
  const saved = risks.filter((risk) => risk.fate === 'lost' || isDeactivated(risk));
  const byObject = Map.groupBy(saved, ({ component }) => component.fullName.split('.')[0] ?? '');
  return [...byObject]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([object, items]) => saveStep(object, items));
};

/** Value sets name no object, so nobody knows whose rows they are. */
const isDeactivated = ({ what, component: { type } }: DataAtRisk): boolean =>
  what === 'recordsOfType' || (what === 'picklistValue' && type === 'CustomField');

const saveStep = (object: string, items: readonly DataAtRisk[]): SaveDataStep => {
  const isWhole = items.some(({ what }) => what === 'records');
  const recordTypes = isWhole ? [] : childNames(items.filter(({ what }) => what === 'recordsOfType'));
  const fields = isWhole ? [] : childNames(items.filter(({ what }) => what !== 'recordsOfType'));
  return {
    kind: 'saveData',
    object,
    fields: recordTypes.length > 0 ? [...fields, 'RecordTypeId'] : fields,
    ...(recordTypes.length > 0 && { recordTypes }),
    ...(!items.some(({ fate }) => fate === 'lost') && { precaution: true }),
    compensation: { kind: 'nothing' },
  };
};

const childNames = (items: readonly DataAtRisk[]): readonly string[] => [
  ...new Set(items.map(({ component }) => component.fullName.split('.').slice(1).join('.')).sort()),
];
