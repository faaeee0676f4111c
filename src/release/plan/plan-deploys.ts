import { compareComponents, keyOf, parseKey, type ComponentId, type ComponentKey } from '../metadata/component.ts';
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
 * before them (`pre`) goes only what comes back under its name in another shape
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
    when: 'post',
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

/** What has to be saved before anything is sent: the values that the plan destroys, object by object. */
export const saveSteps = (risks: readonly DataAtRisk[]): readonly SaveDataStep[] => {
  const lost = risks.filter(({ fate }) => fate === 'lost');
  const byObject = Map.groupBy(lost, ({ component }) => component.fullName.split('.')[0] ?? '');
  return [...byObject]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([object, items]) => ({
      kind: 'saveData',
      object,
      fields: items.some(({ what }) => what === 'records')
        ? []
        : fieldsOf(items.map(({ component }) => keyOf(component))),
      compensation: { kind: 'nothing' },
    }));
};

const fieldsOf = (keys: readonly ComponentKey[]): readonly string[] =>
  keys.map((key) => parseKey(key).fullName.split('.').slice(1).join('.')).sort();
