import { own } from '../own.ts';
import { childText, type XmlElement } from '../xml/xml.ts';
import { formulaUses } from './formula.ts';
import type { Uses } from './xml-uses.ts';

/** Kinds of actions in a flow that name a component of ours. */
const actionTypes: Readonly<Record<string, string>> = {
  apex: 'ApexClass',
  emailAlert: 'WorkflowAlert',
  flow: 'Flow',
  quickAction: 'QuickAction',
};

/** Elements whose text names a component. */
const named: Readonly<Record<string, string>> = {
  flowName: 'Flow',
  object: 'CustomObject',
  objectType: 'CustomObject',
  apexClass: 'ApexClass',
};

/** Elements whose text is a field of the object that the step works on. */
const fieldNames = new Set(['field', 'queriedFields', 'sortField', 'assignNextValueToField', 'dateTimeField']);

/** Elements whose text is a reference into a variable or record, or an expression of such. */
const expressions = new Set([
  'assignToReference',
  'elementReference',
  'expression',
  'formula',
  'inputReference',
  'leftValueReference',
  'objectFieldReference',
  'stringValue',
  'text',
  'fieldText',
]);

/** Objects of the flow's records by the name of the variable or step that holds them. */
const objectsByName = (root: XmlElement): ReadonlyMap<string, string> => {
  const objects = new Map<string, string>();
  for (const element of root.children) {
    const name = childText(element, 'name');
    const object = childText(element, 'objectType') ?? childText(element, 'object');
    if (object === undefined) continue;
    if (element.name === 'start') objects.set('$Record', object);
    if (name !== undefined) objects.set(name, object);
  }
  return objects;
};

interface Walk {
  readonly uses: Uses;
  readonly objects: ReadonlyMap<string, string>;
}

/** `{!order.Status__c}` reads from the object that `order` holds; other words are left to the formula rules. */
const addExpression = ({ uses, objects }: Walk, element: string, text: string): void => {
  const found = formulaUses(text.replaceAll(/[{}!]/g, ' '), objects.get('$Record') ?? '', element);
  uses.edges.push(...found.edges);
  for (const path of found.paths) {
    const [first = '', ...rest] = path.segments;
    const object = objects.get(first);
    uses.paths.push(object === undefined ? path : { ...path, object, segments: rest });
  }
};

const visitLeaf = (walk: Walk, element: XmlElement, object: string): void => {
  const text = element.text.trim();
  const type = own(named, element.name);
  if (text === '') return;
  if (type !== undefined) walk.uses.edges.push({ element: element.name, type, fullName: text });
  else if (fieldNames.has(element.name))
    walk.uses.paths.push({ element: element.name, object, segments: text.split('.') });
  else if (expressions.has(element.name)) addExpression(walk, element.name, text);
  else if (element.name === 'extensionName' && text.startsWith('c:')) {
    const fullName = text.slice(2);
    walk.uses.edges.push({ element: element.name, type: 'LightningComponentBundle', fullName });
    walk.uses.edges.push({ element: element.name, type: 'AuraDefinitionBundle', fullName });
  }
};

const visit = (walk: Walk, element: XmlElement, object: string): void => {
  if (element.children.length === 0) {
    visitLeaf(walk, element, object);
    return;
  }
  const action = own(actionTypes, childText(element, 'actionType') ?? '');
  const actionName = childText(element, 'actionName')?.trim();
  if (action !== undefined && actionName !== undefined)
    walk.uses.edges.push({ element: 'actionName', type: action, fullName: actionName });
  const worksOn = childText(element, 'object') ?? childText(element, 'objectType') ?? object;
  const reference = childText(element, 'inputReference');
  const inner = walk.objects.get(reference ?? '') ?? worksOn;
  for (const child of element.children) visit(walk, child, inner);
};

/** What one version of a flow refers to. */
export const flowUses = (root: XmlElement): Uses => {
  const walk: Walk = { uses: { edges: [], paths: [] }, objects: objectsByName(root) };
  for (const element of root.children) visit(walk, element, '');
  return walk.uses;
};
