import { keyOf } from '../metadata/component.ts';
import type { ComponentChange } from '../delta/delta.ts';

/** SOQL that says how many rows a deletion would take along, and when the newest of them was written. */
export interface RiskQuery {
  readonly key: string;
  readonly count: string;
  readonly newest: string;
}

/**
 * The questions to ask before a component goes: rows with a value for a field, rows for an object, rows per record type
 * (Salesforce keeps values of a deleted field for 15 days only; documented). Standard fields are never deleted.
 */
export const atRiskQueries = (change: ComponentChange): readonly RiskQuery[] => {
  if (change.kind !== 'removed') return [];
  const [object = '', child = ''] = change.fullName.split('.');
  if (!isCustom(object) && !isCustom(child)) return [];
  switch (change.type) {
    case 'CustomField':
      return isCustom(child) ? [query(change, object, `${child} != null`)] : [];
    case 'CustomObject':
      return [query(change, object)];
    case 'RecordType':
      return [query(change, object, `RecordType.DeveloperName = '${child}'`)];
    default:
      return [];
  }
};

/**
 * What holds rows of its own: not events or big objects. Records of custom metadata are metadata, but the org may have
 * some that Git never saw.
 */
const isCustom = (name: string): boolean => /^\w+__(?:c|mdt)$/u.test(name);

const query = (change: ComponentChange, object: string, condition?: string): RiskQuery => {
  const where = condition === undefined ? '' : ` WHERE ${condition}`;
  return {
    key: keyOf(change),
    count: `SELECT COUNT() FROM ${object}${where}`,
    newest: `SELECT SystemModstamp FROM ${object}${where} ORDER BY SystemModstamp DESC LIMIT 1`,
  };
};
