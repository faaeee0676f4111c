import { DeployProblem } from '../state/draft.ts';
import { isCalculated } from '../schema/field-schema.ts';
import { isCustomName } from '../names.ts';
import type { RecordQuestions } from '../types.ts';
import { childText, type XmlElement } from '../xml/xml.ts';

/** A custom field as it is and as it is to be. */
export interface FieldChange {
  readonly object: string;
  readonly name: string;
  readonly from: XmlElement | undefined;
  readonly to: XmlElement;
}

const typeOf = (field: XmlElement): string => childText(field, 'type')?.trim() ?? '';

/** Groups within which a change of type keeps the values (help "Notes on Changing Custom Field Types"; documented). */
const families: readonly ReadonlySet<string>[] = [
  new Set([
    'Text',
    'TextArea',
    'LongTextArea',
    'Html',
    'Email',
    'Phone',
    'Url',
    'Picklist',
    'AutoNumber',
    'EncryptedText',
  ]),
  new Set(['Number', 'Currency', 'Percent', 'Text']),
];

/** Types that may change, but whose values become null (CDC field conversion; documented). */
const lossy = new Set(['Date', 'DateTime', 'Checkbox', 'MultiselectPicklist']);

const isAllowed = (from: string, to: string): boolean =>
  families.some((family) => family.has(from) && family.has(to)) || lossy.has(from) || lossy.has(to);

/** Changes no deploy can make, data or not (sfdx-hardis deployment tips; folklore). */
const refuseKindChange = (from: XmlElement, to: XmlElement): void => {
  const kind = (field: XmlElement): string =>
    childText(field, 'formula') !== undefined && isCalculated(field)
      ? 'Formula'
      : typeOf(field) === 'Summary'
        ? 'Summary'
        : '';
  const [was, is] = [kind(from), kind(to)];
  if (was !== is)
    throw new DeployProblem(
      was === ''
        ? `Cannot update a field to a ${is} from something else`
        : `Cannot update a field from a ${was} to something else`,
    );
  const shared = (field: XmlElement): string | undefined => {
    const valueSet = field.children.find(({ name }) => name === 'valueSet');
    return valueSet && childText(valueSet, 'valueSetName');
  };
  if (typeOf(from) === typeOf(to) && shared(from) !== shared(to) && (shared(from) ?? shared(to)) !== undefined)
    throw new DeployProblem('Cannot change which global value set this picklist uses');
};

/** Turning a master-detail into a lookup or back starts a sharing recalculation (sfdx-hardis; folklore). */
const refuseRelationshipChange = (from: string, to: string): void => {
  const pair = new Set([from, to]);
  if (pair.has('MasterDetail') && pair.has('Lookup'))
    throw new DeployProblem(
      "The requested operation can't be processed now because it interferes with another operation already in progress",
    );
};

const refuseNarrowing = (change: FieldChange & { readonly from: XmlElement }, records: RecordQuestions): void => {
  const size = (field: XmlElement, name: string): number => Number(childText(field, name) ?? '0');
  const narrower = ['length', 'precision'].some((name) => size(change.to, name) < size(change.from, name));
  if (narrower && records.rowsWithValue(change.object, change.name) > 0)
    throw new DeployProblem('Cannot change type due to existing data'); // platform truncates or fails: the harder one
};

const refuseTypeChange = (change: FieldChange & { readonly from: XmlElement }, records: RecordQuestions): void => {
  const [from, to] = [typeOf(change.from), typeOf(change.to)];
  if (from === to) {
    refuseNarrowing(change, records);
    return;
  }
  refuseRelationshipChange(from, to);
  if (!isAllowed(from, to) && records.rowsWithValue(change.object, change.name) > 0)
    throw new DeployProblem('Cannot change type due to existing data');
};

/**
 * Refuses what a deploy may not do to a custom field. Changes between `lossy` types pass, and lose the values.
 * A new master-detail needs an object without rows (help "Relationship Considerations"; documented).
 */
export const checkField = (change: FieldChange, records: RecordQuestions): void => {
  if (!isCustomName(change.name)) return;
  const { from, to } = change;
  if (childText(to, 'type') === undefined) throw new DeployProblem('Must specify a type for the CustomField');
  if (from) {
    refuseKindChange(from, to);
    refuseTypeChange({ ...change, from }, records);
  } else if (typeOf(to) === 'MasterDetail' && records.rowCount(change.object) > 0)
    throw new DeployProblem('Cannot create a master-detail relationship on an object that has existing records');
};
