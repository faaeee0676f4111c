import type { ComponentId } from './component.ts';

/** Suffixes of names that a customer gives: `Invoice__c`, `Rate__mdt`. */
const customSuffix = /__(?:c|mdt|e|b|x|kav|ka|dlm|dll|hd|pc|latitude__s|longitude__s)$/iu;

const ownName = (fullName: string): string => fullName.slice(fullName.lastIndexOf('.') + 1);

/** What the platform brings along: it can be changed, never created or deleted. */
export const isStandard = ({ type, fullName }: ComponentId): boolean => {
  switch (type) {
    case 'CustomObject':
      return !customSuffix.test(fullName);
    case 'CustomField':
      return !customSuffix.test(ownName(fullName));
    case 'CustomTab':
      return fullName.startsWith('standard-');
    case 'CustomApplication':
      return fullName.startsWith('standard__');
    default:
      return false;
  }
};

/** Whether the component itself, not only what it belongs to, comes from one of these installed packages. */
export const isManaged = ({ type, fullName }: ComponentId, namespaces: readonly string[]): boolean => {
  const separator = type === 'Layout' ? '-' : /[./]/u;
  const name = fullName.split(separator).at(-1) ?? fullName;
  const rest = name.replace(customSuffix, '');
  const namespace = /^([A-Za-z][A-Za-z0-9_]*?)__/u.exec(rest)?.[1];
  return namespace !== undefined && namespaces.includes(namespace);
};

/** Types whose full name begins with the object they belong to, and what ends that name. */
const ofObject: Readonly<Record<string, string>> = {
  BusinessProcess: '.',
  CompactLayout: '.',
  CustomField: '.',
  FieldSet: '.',
  Index: '.',
  ListView: '.',
  RecordType: '.',
  SharingReason: '.',
  ValidationRule: '.',
  WebLink: '.',
  SharingCriteriaRule: '.',
  SharingGuestRule: '.',
  SharingOwnerRule: '.',
  SharingTerritoryRule: '.',
  WorkflowAlert: '.',
  WorkflowFieldUpdate: '.',
  WorkflowFlowAction: '.',
  WorkflowKnowledgePublish: '.',
  WorkflowOutboundMessage: '.',
  WorkflowRule: '.',
  WorkflowSend: '.',
  WorkflowTask: '.',
  MatchingRule: '.',
  Layout: '-',
  CustomObjectTranslation: '-',
};

/** The object a component goes with when that is deleted; `undefined` when it stands on its own. */
export const objectOf = ({ type, fullName }: ComponentId): ComponentId | undefined => {
  const separator = Object.hasOwn(ofObject, type) ? ofObject[type] : undefined;
  const end = separator === undefined ? -1 : fullName.indexOf(separator);
  return end > 0 ? { type: 'CustomObject', fullName: fullName.slice(0, end) } : undefined;
};

/** A name as people and the Metadata API's answers spell it: files and manifests encode some characters. */
export const decoded = (name: string): string => {
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a percent sign that encodes nothing stands for itself
  }
};
