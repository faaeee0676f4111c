import { dropEntries } from './access-entries.ts';
import { isRequired } from './access-rules.ts';
import { DeployProblem, put, type Draft } from '../state/draft.ts';
import { checkField } from './field-rules.ts';
import { memberOf, objectOf } from '../names.ts';
import { treeOf } from '../xml/parsed.ts';
import type { ChildType } from '../registry.ts';
import { mergeField } from './value-sets.ts';
import { childText, innerText, leaf, type XmlElement } from '../xml/xml.ts';
import { keyOf } from '../package/zip-components.ts';

/** A component inside a container's file, on its way in. */
export interface ContainedChild {
  readonly type: ChildType;
  readonly fullName: string;
  readonly element: XmlElement;
}

interface ChildChange {
  readonly draft: Draft;
  readonly child: ContainedChild;
  readonly stored: XmlElement | undefined;
}

const settleField = ({ draft, child, stored }: ChildChange): XmlElement => {
  const { fullName, element } = child;
  checkField(
    { object: objectOf(fullName), name: memberOf(fullName), from: stored, to: element },
    draft.context.records,
  );
  // A field that everybody must see has no entries any more (FLS of required fields; sfdx-hardis, folklore).
  if (stored && !isRequired(stored) && isRequired(element))
    dropEntries(draft, new Set([keyOf('CustomField', fullName)]), new Set(['fieldPermissions']));
  return stored ? mergeField(stored, element) : element;
};

const isActive = (rule: XmlElement): boolean => childText(rule, 'active')?.trim() === 'true';

/** One rule per object is active: activating one deactivates the other (meta_assignmentrule.htm; documented). */
const deactivateOthers = ({ draft, child }: ChildChange): XmlElement => {
  if (!isActive(child.element)) return child.element;
  const parent = keyOf(child.type.parent, objectOf(child.fullName));
  for (const other of [...draft.components.values()]) {
    if (other.parent !== parent || other.fullName === child.fullName || !isActive(treeOf(other))) continue;
    const tree = treeOf(other);
    const children = tree.children.map((one) => (one.name === 'active' ? leaf('active', 'false') : one));
    const { type, fullName, tag } = other;
    put(draft, { type, fullName, parent, tag: tag ?? '', xml: innerText([{ ...tree, children }]) });
  }
  return child.element;
};

/** An active matching rule may only be deactivated (sfdx-hardis deployment tips; folklore). */
const refuseActive = ({ child, stored }: ChildChange): XmlElement => {
  const status = (rule: XmlElement | undefined): string => (rule && childText(rule, 'ruleStatus')?.trim()) ?? '';
  const rest = (rule: XmlElement): string => innerText(rule.children.filter(({ name }) => name !== 'ruleStatus'));
  if (stored && status(stored) === 'Active' && rest(stored) !== rest(child.element))
    throw new DeployProblem("You can't change an active matching rule. Deactivate the rule first.");
  return child.element;
};

const rules: Readonly<Record<string, (change: ChildChange) => XmlElement>> = {
  AssignmentRule: deactivateOthers,
  AutoResponseRule: deactivateOthers,
  CustomField: settleField,
  EscalationRule: deactivateOthers,
  MatchingRule: refuseActive,
};

/** What is stored of a child that was sent: refused, changed by the platform, or as it came. */
export const settledChild = (draft: Draft, child: ContainedChild): XmlElement => {
  const before = draft.components.get(keyOf(child.type.name, child.fullName));
  const change = { draft, child, stored: before && treeOf(before) };
  return rules[child.type.name]?.(change) ?? child.element;
};
