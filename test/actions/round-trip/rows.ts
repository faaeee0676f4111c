import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import type { Plan } from '../../../src/release/plan/plan.ts';
import type { NewRows, Story } from './story.ts';

const objects = ['Account', 'Claim__c'];

type Field = NonNullable<ReturnType<PracticeOrg['database']['describe']>>['fields'][number];

/** A value that a field takes; undefined for what is computed or points elsewhere. */
const exampleFor = ({ type, picklistValues = [] }: Field): string | number | undefined => {
  if (type === 'picklist') return picklistValues.find(({ active }) => active !== false)?.value;
  return type === 'string' ? 'x' : type === 'double' ? 1 : undefined;
};

/** Gives users and records to whatever takes them: what is held on to is not deleted. */
const giveAway = ({ database, metadata }: PracticeOrg): void => {
  const user = database.query('SELECT Id FROM User LIMIT 1')[0]!['Id'];
  const assigned = database.query('SELECT PermissionSetId FROM PermissionSetAssignment');
  for (const { type, id } of metadata.components.values()) {
    if (type === 'PermissionSet' && !assigned.some(({ PermissionSetId }) => PermissionSetId === id))
      database.insert('PermissionSetAssignment', [{ AssigneeId: user, PermissionSetId: id }]);
    if (type === 'Role') database.write({ object: 'User', kind: 'update', rows: [{ Id: user, UserRoleId: id }] });
    if (type === 'Queue') database.insert('Case', [{ Subject: 'x', OwnerId: id }]);
  }
};

/** Makes rows of every object that the org has, as people would. */
export const makeRows = (org: PracticeOrg, { count, filled, given }: NewRows): void => {
  const { database } = org;
  if (given) giveAway(org);
  for (const object of objects) {
    const fields: readonly Field[] = database.describe(object)?.fields ?? [];
    const custom = fields.filter(({ name }) => name.endsWith('__c') && (filled || name === 'Note__c'));
    const values = Object.fromEntries(
      custom.filter(({ calculated }) => calculated !== true).map((field) => [field.name, exampleFor(field)]),
    );
    if (fields.length === 0 || count === 0) continue;
    database.insert(
      object,
      Array.from({ length: count }, (_, index) => ({ Name: `row ${database.count(object) + index}`, ...values })),
    );
  }
};

/** `Claim__c.Note__c of row 1` → value. */
type Values = ReadonlyMap<string, unknown>;

/** Every value of every row. */
export const valuesIn = ({ database }: PracticeOrg): Values => {
  const values = new Map<string, unknown>();
  for (const object of objects) {
    const fields = (database.describe(object)?.fields ?? []).map(({ name }) => name);
    const asked = fields.filter((name) => name === 'Name' || name.endsWith('__c'));
    if (asked.length === 0) continue;
    for (const row of database.query(`SELECT Id, ${asked.join(', ')} FROM ${object}`))
      for (const name of asked)
        if (row[name] !== null) values.set(`${object}.${name} of ${String(row['Name'])}`, row[name]);
  }
  return values;
};

/** The fields and objects of the second release whose values its rollback may destroy, as a person names them. */
export const acceptedIn = ({ one, two, accepts }: Story): readonly string[] => {
  if (accepts === 'nothing') return [];
  const before = new Set(one.map(({ key }) => key));
  const added = two.map(({ key }) => key).filter((key) => !before.has(key));
  const types = accepts === 'fields' ? ['CustomField'] : ['CustomField', 'CustomObject'];
  return added.filter((key) => types.some((type) => key.startsWith(`${type}:`))).sort();
};

/** What a plan says it destroys: `Claim__c.Note__c`, `Claim__c`. */
export const lostIn = (plan: Plan | undefined): readonly string[] =>
  (plan?.dataAtRisk ?? []).filter(({ fate }) => fate === 'lost').map(({ component }) => component.fullName);

/** The values without those of such fields and objects. */
export const without = (values: Values, lost: readonly string[]): Values =>
  new Map(
    [...values].filter(([place]) => !lost.some((name) => place.startsWith(`${name}.`) || place.startsWith(`${name} `))),
  );
