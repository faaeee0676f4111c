import type { Draft } from './draft.ts';
import { isCustomName, memberOf, namespaceOf, objectOf } from './names.ts';
import { keyOf } from './zip-components.ts';

type Where = Pick<Draft, 'components' | 'flows' | 'packages'>;

/** Fields of tasks and events belong to Activity, those of person accounts to Contact (Metadata API guide; documented). */
const homeOf = (field: string): string => {
  const [object, name] = [objectOf(field), memberOf(field)];
  if (object === 'Task' || object === 'Event') return `Activity.${name}`;
  return object === 'Account' && name.endsWith('__pc') ? `Contact.${name.replace(/__pc$/, '__c')}` : field;
};

/** What Salesforce brings along, by type: it is not in our state and must not count as missing. */
const isStandard: Readonly<Record<string, (fullName: string) => boolean>> = {
  CustomObject: (name) => !isCustomName(name),
  CustomField: (name) => !isCustomName(memberOf(name)),
  CustomTab: (name) => name.startsWith('standard-'),
  CustomApplication: (name) => name.startsWith('standard__'),
  // Layouts, lists and links of standard objects have names that depend on edition and language.
  Layout: (name) => !isCustomName(name.split('-')[0] ?? ''),
  ListView: (name) => !isCustomName(objectOf(name)),
  WebLink: (name) => !isCustomName(objectOf(name)),
  CompactLayout: (name) => memberOf(name) === 'SYSTEM',
  RecordType: (name) => memberOf(name) === '__MASTER__',
  QuickAction: (name) => !name.includes('__') && !isCustomName(objectOf(name)),
  FlexiPage: (name) => /^(?:flexipage|standard|home|runtime_\w+?)__/.test(name),
  EmailTemplate: (name) => name.startsWith('unfiled$public/'),
  Report: (name) => name.startsWith('unfiled$public/'),
  ReportType: (name) => !isCustomName(name),
  StandardValueSet: () => true,
};

/** Whether a component can be referred to: it is there, Salesforce brings it, or it is in an installed package. */
export const exists = ({ components, flows, packages }: Where, type: string, fullName: string): boolean => {
  const name = type === 'CustomField' ? homeOf(fullName) : fullName;
  if (components.has(keyOf(type, name))) return true;
  if (type === 'Flow' && flows.has(name)) return true;
  if (isStandard[type]?.(name) === true) return true;
  const namespace = namespaceOf(memberOf(name)) ?? namespaceOf(name);
  return namespace !== undefined && packages.some(({ namespacePrefix }) => namespacePrefix === namespace);
};
