import { isCustomName } from '../names.ts';
import { own } from '../own.ts';
import { childText, type XmlElement } from '../xml/xml.ts';
import { contextObject, type Edge, type Path } from './edges.ts';
import { formulaUses } from './formula.ts';
import { xmlReferences } from './xml-table.ts';

export interface Uses {
  readonly edges: Edge[];
  readonly paths: Path[];
}

interface Walk {
  readonly uses: Uses;
  readonly type: string;
  readonly object: string;
  /** Object that a quick action's fields belong to. */
  readonly target: string;
}

const bundleEdges = (element: string, text: string): Edge[] => {
  const [namespace, name] = text.includes(':') ? text.split(':') : ['c', text];
  if (namespace !== 'c' || !name) return [];
  return [
    { element, type: 'LightningComponentBundle', fullName: name },
    { element, type: 'AuraDefinitionBundle', fullName: name },
  ];
};

/** `CustomEntity$Invoice__c` and `CustomEntityCustomEntity$Account$Invoice__c` name objects; `Visits__c` a report type. */
const reportTypeEdges = (element: string, text: string): Edge[] => {
  const [first = '', ...objects] = text.split('$');
  if (objects.length === 0) return [{ element, type: 'ReportType', fullName: first.replace(/__c$/, '') }];
  return objects.filter((name) => isCustomName(name)).map((fullName) => ({ element, type: 'CustomObject', fullName }));
};

const reportPath = (element: string, text: string): Path[] => {
  const [object = '', ...segments] = text.split(/[.$]/);
  return segments.length > 0 ? [{ element, object, segments }] : [];
};

const interpreters: Readonly<Record<string, (walk: Walk, element: string, text: string) => void>> = {
  field: ({ uses, object }, element, text) => uses.paths.push({ element, object, segments: text.split('.') }),
  target: ({ uses, target }, element, text) => uses.paths.push({ element, object: target, segments: text.split('.') }),
  qualified: ({ uses }, element, text) => uses.paths.push(...reportPath(element, text)),
  report: ({ uses }, element, text) => uses.paths.push(...reportPath(element, text)),
  reportType: ({ uses }, element, text) => uses.edges.push(...reportTypeEdges(element, text)),
  bundle: ({ uses }, element, text) => uses.edges.push(...bundleEdges(element, text)),
  // An action in a list on a page is a quick action of an object, or one of Salesforce's own.
  action: ({ uses }, element, text) => {
    if (/^\w+\.\w+$/.test(text)) uses.edges.push({ element, type: 'QuickAction', fullName: text });
  },
  merge: (walk, element, text) => {
    for (const [, inner = ''] of text.matchAll(/\{!([^}]*)\}/g)) interpreters['formula']?.(walk, element, inner);
  },
  formula: ({ uses, object }, element, text) => {
    const found = formulaUses(text, object, element);
    uses.edges.push(...found.edges);
    uses.paths.push(...found.paths);
  },
};

const interpret = (walk: Walk, meaning: string, leaf: XmlElement): void => {
  const text = leaf.text.trim();
  const known = interpreters[meaning];
  if (text === '') return;
  if (known) known(walk, leaf.name, text);
  else if (meaning.startsWith('.'))
    walk.uses.edges.push({ element: leaf.name, type: meaning.slice(1), fullName: `${walk.object}.${text}` });
  else walk.uses.edges.push({ element: leaf.name, type: meaning, fullName: text });
};

/** Elements that say in a sibling what they name: kind → type. */
const kinds: Readonly<Record<string, string>> = {
  Alert: '.WorkflowAlert',
  FieldUpdate: '.WorkflowFieldUpdate',
  FlowAction: '.WorkflowFlowAction',
  OutboundMessage: '.WorkflowOutboundMessage',
  Task: '.WorkflowTask',
  Queue: 'Queue',
  queue: 'Queue',
  QuickAction: 'QuickAction',
  Flexipage: 'FlexiPage',
  LightningComponent: 'AuraDefinitionBundle',
  Visualforce: 'ApexPage',
};

const kindMembers: readonly { readonly kind: string; readonly member: string }[] = [
  { kind: 'type', member: 'name' },
  { kind: 'type', member: 'content' },
  { kind: 'assignedToType', member: 'assignedTo' },
  { kind: 'actionType', member: 'actionName' },
];

const visitKinds = (walk: Walk, element: XmlElement): void => {
  for (const { kind, member } of kindMembers) {
    const text = childText(element, kind)?.trim();
    const named = element.children.find(({ name }) => name === member);
    const meaning = text === undefined ? undefined : own(kinds, text);
    if (meaning !== undefined && named) interpret(walk, meaning, named);
  }
};

/** Fields in a related list are the child object's; Salesforce's own lists do not say which object that is. */
const visitRelatedList = (walk: Walk, element: XmlElement): void => {
  const [object = '', lookup] = childText(element, 'relatedList')?.split('.') ?? [];
  if (lookup === undefined) return;
  for (const field of element.children)
    if (field.name === 'fields' && isCustomName(field.text.trim()))
      walk.uses.paths.push({ element: 'fields', object, segments: [field.text.trim()] });
};

const visit = (walk: Walk, element: XmlElement, parent: string): void => {
  const table = own(xmlReferences, walk.type) ?? {};
  const meaning = own(table, `${parent}/${element.name}`) ?? own(table, element.name);
  if (meaning !== undefined && element.children.length === 0) interpret(walk, meaning, element);
  if (element.children.length === 0) return;
  if (Object.hasOwn(xmlReferences, walk.type)) visitKinds(walk, element);
  if (element.name === 'relatedLists') visitRelatedList(walk, element);
  for (const child of element.children) visit(walk, child, element.name);
};

/** What the XML of one component refers to, not yet resolved to fields of a particular org. */
export const xmlUses = (type: string, fullName: string, root: XmlElement): Uses => {
  const uses: Uses = { edges: [], paths: [] };
  if (!Object.hasOwn(xmlReferences, type)) return uses;
  const object = (type === 'FlexiPage' ? childText(root, 'sobjectType') : undefined) ?? contextObject(type, fullName);
  const walk = { uses, type, object, target: childText(root, 'targetObject')?.trim() ?? object };
  for (const child of root.children) visit(walk, child, root.name);
  if (type === 'CustomTab' && childText(root, 'customObject')?.trim() === 'true')
    uses.edges.push({ element: 'customObject', type: 'CustomObject', fullName });
  return uses;
};
