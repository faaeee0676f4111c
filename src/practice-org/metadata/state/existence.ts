import type { MetadataState } from '../types.ts';
import { isCustomName, memberOf, namespaceOf, objectOf } from '../names.ts';
import { keyOf } from '../package/zip-components.ts';

type Where = Pick<MetadataState, 'components' | 'flows' | 'packages'>;

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

/** Whether Salesforce brings a component along, so that no deploy has to. */
export const isSalesforces = (type: string, fullName: string): boolean => isStandard[type]?.(fullName) === true;

/** API names are written in any case; a name that is there in another spelling is there. */
const inAnyCase = ({ components }: Where, type: string, name: string): boolean => {
  const small = keyOf(type, name).toLowerCase();
  for (const key of components.keys()) if (key.length === small.length && key.toLowerCase() === small) return true;
  return false;
};

/** Whether the component belongs to an installed package, by the namespace in front of its name. */
const isPackaged = ({ packages }: Where, name: string): boolean => {
  if (packages.length === 0) return false;
  const namespaces = [namespaceOf(memberOf(name)), namespaceOf(name)];
  return packages.some(({ namespacePrefix }) => namespacePrefix !== null && namespaces.includes(namespacePrefix));
};

/** Whether a component can be referred to: it is there, Salesforce brings it, or it is in an installed package. */
export const exists = (where: Where, type: string, fullName: string): boolean => {
  const name = type === 'CustomField' ? homeOf(fullName) : fullName;
  if (where.components.has(keyOf(type, name))) return true;
  if (type === 'Flow' && where.flows.has(name)) return true;
  return isSalesforces(type, name) || isPackaged(where, name) || inAnyCase(where, type, name);
};
