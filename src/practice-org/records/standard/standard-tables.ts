import { readFields } from '../schema/notation.ts';
import { CRM_OBJECTS, type StandardObject } from './standard-crm.ts';
import { FILE_OBJECTS } from './standard-files.ts';
import { PRODUCT_OBJECTS } from './standard-products.ts';
import { SETUP_OBJECTS } from './standard-setup.ts';
import type { TableDefinition } from '../types.ts';

const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2');

const rights = ({ calls }: StandardObject): Partial<TableDefinition> =>
  calls === undefined
    ? {}
    : {
        createable: calls.includes('create'),
        updateable: calls.includes('update'),
        deletable: calls.includes('delete'),
      };

const tableOf = (object: StandardObject): TableDefinition => {
  const { name, keyPrefix, label, plural, owned, fields } = object;
  return {
    name,
    keyPrefix,
    label: label ?? words(name),
    pluralLabel: plural ?? `${label ?? words(name)}s`,
    fields: readFields(fields).map((field) => ({
      ...field,
      label: field.label ?? words(field.name.replace(/Id$/, ' ID')),
    })),
    ...(owned === undefined ? {} : { owned }),
    ...rights(object),
  };
};

/** The objects every org has, without rows. */
export const standardTables = (): readonly TableDefinition[] =>
  [...CRM_OBJECTS, ...PRODUCT_OBJECTS, ...FILE_OBJECTS, ...SETUP_OBJECTS].map(tableOf);

const SETUP = new Set(SETUP_OBJECTS.map(({ name }) => name.toLowerCase()));

/** Objects about the org itself, which the Tooling API shows too. */
export const isSetupObject = (name: string): boolean => SETUP.has(name.toLowerCase());
