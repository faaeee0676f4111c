import type { FieldDefinition, FieldType, PicklistValue } from '../types.ts';

/**
 * Standard objects are written as one line per field, so that a whole object fits on a screen:
 *
 *     Name string 255 required
 *     ParentId reference Account as Parent children ChildAccounts
 *     Status picklist Open|Closed
 *     Amount currency 18,2
 *
 * Words after the type: a length or `precision,scale`; `required`, `unique`, `externalId`, `restricted`, `readonly`,
 * `fixed` (set on insert only), `unfilterable`, `cascade`, `reparentable`, `restrict`; `as <way up>`,
 * `children <way down>`, `default <value>`, `auto <format>` for auto-numbers, `of <Field>+<Field>` for compounds.
 */
type Flag = Partial<Record<keyof FieldDefinition, unknown>>;

const FLAGS: Readonly<Record<string, Flag>> = {
  required: { nillable: false },
  unique: { unique: true },
  externalId: { externalId: true },
  restricted: { restrictedPicklist: true },
  readonly: { createable: false, updateable: false },
  fixed: { updateable: false },
  unfilterable: { filterable: false },
  cascade: { cascadeDelete: true },
  reparentable: { reparentable: true },
  restrict: { restrictedDelete: true },
};

const picklist = (text: string): readonly PicklistValue[] =>
  text.split('|').map((value) => ({ value: value.replaceAll('_', ' ') }));

const literal = (text: string): boolean | number | string =>
  text === 'true' || text === 'false'
    ? text === 'true'
    : /^-?\d+$/.test(text)
      ? Number(text)
      : text.replaceAll('_', ' ');

const VALUED: Readonly<Record<string, (text: string) => Flag>> = {
  as: (relationshipName) => ({ relationshipName }),
  children: (childRelationshipName) => ({ childRelationshipName }),
  default: (text) => ({ defaultValue: literal(text) }),
  auto: (autoNumber) => ({ autoNumber }),
  of: (text) => ({ composedOf: text.split('+') }),
};

const size = (word: string): Flag => {
  const [first = 0, scale] = word.split(',').map(Number);
  return scale === undefined ? { length: first } : { precision: first, scale };
};

const argument = (type: FieldType, word: string): Flag => {
  if (/^\d+(,\d+)?$/.test(word)) return size(word);
  if (type === 'reference') return { referenceTo: word.split('|') };
  if (type === 'picklist' || type === 'multipicklist') return { picklistValues: picklist(word) };
  throw new Error(`Unknown word "${word}" in a field's notation.`);
};

const withoutId = (name: string): string => name.replace(/Id$/, '');

/** Reads one line of the notation. */
export const readField = (line: string): FieldDefinition => {
  const [name = '', type = 'string', ...words] = line.trim().split(/\s+/);
  const field: Flag = { name, type, ...(type === 'reference' ? { relationshipName: withoutId(name) } : {}) };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const valued = VALUED[word];
    if (valued === undefined) Object.assign(field, FLAGS[word] ?? argument(type as FieldType, word));
    else Object.assign(field, valued(words[++at] ?? ''));
  }
  return field as unknown as FieldDefinition;
};

/** Reads a block of lines; blank ones are skipped. */
export const readFields = (lines: string): readonly FieldDefinition[] =>
  lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readField);
