import { keyOf } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { PlanContents } from '../content/content-source.ts';
import { childText } from '../content/entries.ts';
import { valuesOf } from '../content/value-lists.ts';
import type { ComponentChange } from '../delta/delta.ts';
import { fieldChange } from './field-change.ts';
import { standardValueFields } from './standard-value-fields.ts';

/** SOQL that says how many rows a deletion would take along, and when the newest of them was written. */
export interface RiskQuery {
  /** Questions with the same key are about one thing: their rows add up. */
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
 * The questions to ask before a component goes: rows with a value for a field, rows for an object, rows per record type
 * (Salesforce keeps values of a deleted field for 15 days only; documented); for a change, rows with each picklist value
 * that goes, and rows of a field whose type changes. `namers` are contents that may use a value set: those of its fields
 * that Git knows. Standard fields are never deleted.
 */
export const atRiskQueries = (
  change: ComponentChange,
  contents?: PlanContents,
  namers: readonly ComponentContent[] = [],
): readonly RiskQuery[] => {
  if (change.kind === 'removed') return removalQueries(change);
  return change.kind === 'changed' && contents !== undefined ? changeQueries(change, contents, namers) : [];
};

const removalQueries = (change: ComponentChange): readonly RiskQuery[] => {
  const [object = '', child = ''] = change.fullName.split('.');
  if (!isCustom(object) && !isCustom(child)) return [];
  switch (change.type) {
    case 'CustomField':
      return isCustom(child) ? [fieldQuery(change)] : [];
    case 'CustomObject':
      return [query(keyOf(change), object)];
    case 'RecordType':
      return [query(keyOf(change), object, `RecordType.DeveloperName = '${child}'`)];
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

const fieldQuery = (change: ComponentChange): RiskQuery => {
  const [object = '', name = ''] = change.fullName.split('.');
  return { ...query(keyOf(change), object, `${name} != null`), all: countOf(object) };
};

const changeQueries = (
  change: ComponentChange,
  contents: PlanContents,
  namers: readonly ComponentContent[],
): readonly RiskQuery[] => {
  const live = contents.live.get(keyOf(change));
  const to = contents.to.get(keyOf(change));
  if (live === undefined || live === 'absent' || to === undefined) return [];
  const wanted = valuesOf(to);
  const going = [...valuesOf(live).keys()].filter((value) => !wanted.has(value));
  switch (change.type) {
    case 'CustomField': {
      const isOtherShape = fieldChange(live, to).kind !== 'harmless';
      return [
        ...(isOtherShape ? [fieldQuery(change)] : []),
        ...going.map((value) => valueQuery(change, value, pickerOf(live))),
      ];
    }
    case 'GlobalValueSet':
    case 'StandardValueSet': {
      const pickers = [...standardValueFields(change), ...pickersOf(change.fullName, namers)];
      return going.flatMap((value) => pickers.map((picker) => valueQuery(change, value, picker)));
    }
    default:
      return [];
  }
};

/** A field whose values come from a list. */
interface Picker {
  /** `Claim__c.Region__c` */
  readonly fullName: string;
  readonly isMultiple: boolean;
}

const pickerOf = ({ fullName, xml }: ComponentContent): Picker => ({
  fullName,
  isMultiple: xml !== undefined && childText(xml, 'type') === 'MultiselectPicklist',
});

const pickersOf = (valueSet: string, namers: readonly ComponentContent[]): readonly Picker[] =>
  namers
    .filter(({ type, xml }) => {
      const used = xml?.children.find(({ name }) => name === 'valueSet');
      return type === 'CustomField' && used !== undefined && childText(used, 'valueSetName') === valueSet;
    })
    .map(pickerOf);

/**
 * Rows with a value that the org has and `to` does not: it becomes inactive, and records keep it (meta_customvalue.htm;
 * documented). A multi-select field is asked with INCLUDES (SOQL guide; documented).
 */
const valueQuery = (change: ComponentChange, value: string, { fullName, isMultiple }: Picker): RiskQuery => {
  const [object = '', field = ''] = fullName.split('.');
  const text = `'${value.replace(/[\\']/gu, '\\$&')}'`;
  const condition = isMultiple ? `${field} INCLUDES (${text})` : `${field} = ${text}`;
  return query(`${keyOf(change)}#${value}`, object, condition);
};

const query = (key: string, object: string, condition?: string): RiskQuery => {
  const where = condition === undefined ? '' : ` WHERE ${condition}`;
  return {
    key,
    count: `${countOf(object)}${where}`,
    newest: `SELECT SystemModstamp FROM ${object}${where} ORDER BY SystemModstamp DESC LIMIT 1`,
  };
};
