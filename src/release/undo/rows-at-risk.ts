import { keyOf } from '../metadata/component.ts';
import type { PlanContents } from '../content/content-source.ts';
import { childText } from '../content/entries.ts';
import { valuesOf } from '../content/value-lists.ts';
import type { ComponentChange } from '../delta/delta.ts';

/** SOQL that says how many rows a deletion would take along, and when the newest of them was written. */
export interface RiskQuery {
  readonly key: string;
  readonly count: string;
  readonly newest: string;
  /**
   * Rows of the object, for a field that the org may refuse to filter by (long text, encrypted text: SOQL reference;
   * documented). No rows, no values; any row says nothing about the field.
   */
  readonly all?: string;
}

/**
 * The questions to ask before a component goes: rows with a value for a field, rows for an object, rows per record type;
 * with the contents also rows per picklist value that goes (Salesforce keeps values of a deleted field for 15 days only; documented). Standard fields are never deleted.
 */
export const atRiskQueries = (change: ComponentChange, contents?: PlanContents): readonly RiskQuery[] => {
  if (change.kind === 'changed' && contents !== undefined) return valueQueries(change, contents);
  if (change.kind !== 'removed') return [];
  const [object = '', child = ''] = change.fullName.split('.');
  if (!isCustom(object) && !isCustom(child)) return [];
  switch (change.type) {
    case 'CustomField':
      return isCustom(child) ? [{ ...query(change, object, `${child} != null`), all: countOf(object) }] : [];
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

const countOf = (object: string): string => `SELECT COUNT() FROM ${object}`;

/**
 * Rows with each value of a picklist that the org has and `to` does not: it becomes inactive, and records keep it
 * (meta_customvalue.htm; documented). A multi-select field is asked with INCLUDES (SOQL guide; documented).
 */
const valueQueries = (change: ComponentChange, contents: PlanContents): readonly RiskQuery[] => {
  const [object = '', field = ''] = change.fullName.split('.');
  const live = contents.live.get(keyOf(change));
  const to = contents.to.get(keyOf(change));
  if (change.type !== 'CustomField' || live === undefined || live === 'absent' || to === undefined) return [];
  const wanted = valuesOf(to);
  const isMultiple = live.xml !== undefined && childText(live.xml, 'type') === 'MultiselectPicklist';
  return [...valuesOf(live).keys()]
    .filter((value) => !wanted.has(value))
    .map((value) => {
      const text = `'${value.replace(/[\\']/gu, '\\$&')}'`;
      const condition = isMultiple ? `${field} INCLUDES (${text})` : `${field} = ${text}`;
      return { ...query(change, object, condition), key: `${keyOf(change)}#${value}` };
    });
};

const query = (change: ComponentChange, object: string, condition?: string): RiskQuery => {
  const where = condition === undefined ? '' : ` WHERE ${condition}`;
  return {
    key: keyOf(change),
    count: `${countOf(object)}${where}`,
    newest: `SELECT SystemModstamp FROM ${object}${where} ORDER BY SystemModstamp DESC LIMIT 1`,
  };
};
