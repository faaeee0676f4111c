import type { Row } from '../../records/types.ts';
import { apexCompiler } from '../apex/compile.ts';
import { apexSourceOf } from '../apex/source.ts';
import { silencedApex } from '../references/apex-source.ts';
import { DeployProblem } from '../state/draft.ts';
import { treeOf } from '../xml/parsed.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';
import { tableOf } from './schema.ts';
import { audit, define, type MetadataTable } from './table.ts';

const valid = new WeakMap<MetadataState['components'], Map<StoredComponent, boolean>>();

const compiles = (compile: (component: StoredComponent) => void, component: StoredComponent): boolean => {
  try {
    compile(component);
    return true;
  } catch (error) {
    if (error instanceof DeployProblem) return false;
    throw error;
  }
};

/** Whether a class would compile now: something it names may have gone behind its back (ApexClass.IsValid; documented). */
const validity = ({ components, packages }: MetadataState): ((component: StoredComponent) => boolean) => {
  const known = valid.get(components) ?? new Map<StoredComponent, boolean>();
  valid.set(components, known);
  const compile = apexCompiler({ components: new Map(components), packages, removed: [] });
  return (component) => {
    const isValid = known.get(component) ?? compiles(compile, component);
    known.set(component, isValid);
    return isValid;
  };
};

const rowOf = (component: StoredComponent, isValid: boolean): Row => {
  const { text } = apexSourceOf(component);
  const companion = treeOf(component);
  const apiVersion = childText(companion, 'apiVersion');
  return {
    Id: component.id,
    Name: component.fullName,
    FullName: component.fullName,
    NamespacePrefix: component.namespacePrefix ?? null,
    ApiVersion: apiVersion === undefined ? null : Number(apiVersion),
    Status: childText(companion, 'status')?.trim() ?? 'Active',
    IsValid: isValid,
    Body: text,
    LengthWithoutComments: text.length,
    ManageableState: 'unmanaged',
    ...audit(component),
  };
};

const nothingMore = (): Row => ({});

const rowsOf =
  (type: string, more: (state: MetadataState, component: StoredComponent) => Row = nothingMore) =>
  (state: MetadataState): readonly Row[] => {
    const isValid = validity(state);
    return [...state.components.values()]
      .filter((component) => component.type === type)
      .map((component) => ({ ...rowOf(component, isValid(component)), ...more(state, component) }));
  };

/** When a trigger runs, as its columns and its head (`trigger A on Account (before insert)`) call it. */
const usages = {
  UsageBeforeInsert: 'before insert',
  UsageAfterInsert: 'after insert',
  UsageBeforeUpdate: 'before update',
  UsageAfterUpdate: 'after update',
  UsageBeforeDelete: 'before delete',
  UsageAfterDelete: 'after delete',
  UsageAfterUndelete: 'after undelete',
} as const;

/** What a trigger's head says (Tooling API, ApexTrigger; documented). */
const headOf = (state: MetadataState, component: StoredComponent): Row => {
  const text = silencedApex(apexSourceOf(component).text);
  const [, object, moments = ''] = /\btrigger\s+\w+\s+on\s+(\w+)\s*\(([^)]*)\)/i.exec(text) ?? [];
  const table = object === undefined ? null : tableOf(state, object);
  const named = new Set(moments.split(',').map((moment) => moment.trim().replaceAll(/\s+/g, ' ').toLowerCase()));
  return {
    TableEnumOrId: table,
    EntityDefinitionId: table,
    ...Object.fromEntries(Object.entries(usages).map(([column, moment]) => [column, named.has(moment)])),
  };
};

const fields = `
  Name string 255
  FullName string 255
  NamespacePrefix string 15
  ApiVersion double 18,1
  Status picklist Inactive|Active|Deleted
  IsValid boolean
  Body textarea 1000000
  LengthWithoutComments int 9,0
  ManageableState string 40`;

/** Visualforce and Lightning components, which are listed by name only. */
const named = (name: string, keyPrefix: string, field: 'Name' | 'DeveloperName'): MetadataTable => ({
  definition: define(name, keyPrefix, `${field} string 255\nMasterLabel string 255\nNamespacePrefix string 15`),
  api: name.startsWith('Apex') || name === 'StaticResource' ? 'both' : 'tooling',
  rows: (state) =>
    [...state.components.values()]
      .filter(({ type }) => type === name)
      .map((component) => ({
        Id: component.id,
        [field]: component.fullName,
        MasterLabel: component.fullName,
        NamespacePrefix: component.namespacePrefix ?? null,
        ...audit(component),
      })),
});

export const apexTables: readonly MetadataTable[] = [
  { definition: define('ApexClass', '01p', fields), api: 'both', rows: rowsOf('ApexClass') },
  {
    definition: define(
      'ApexTrigger',
      '01q',
      `${fields}\nTableEnumOrId string 255\nEntityDefinitionId reference EntityDefinition\n${Object.keys(usages)
        .map((column) => `${column} boolean`)
        .join('\n')}`,
    ),
    api: 'both',
    rows: rowsOf('ApexTrigger', headOf),
  },
  named('ApexPage', '066', 'Name'),
  named('ApexComponent', '099', 'Name'),
  named('StaticResource', '081', 'Name'),
  named('AuraDefinitionBundle', '0Ab', 'DeveloperName'),
  named('LightningComponentBundle', '0Rb', 'DeveloperName'),
];
