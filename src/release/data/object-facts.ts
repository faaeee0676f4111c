/** A field as describe tells it (REST API guide, "sObject Describe"; documented). */
export interface FieldFacts {
  readonly name: string;
  /** `string`, `double`, `reference`, `datetime` … */
  readonly type: string;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  /** Formula or roll-up: nobody typed it. */
  readonly calculated: boolean;
  readonly autoNumber: boolean;
  readonly filterable: boolean;
  readonly externalId: boolean;
  readonly nameField: boolean;
  readonly unique: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName?: string | undefined;
  /** Characters; absent for what is no text. */
  readonly length?: number | undefined;
  /** Digits in all. */
  readonly precision?: number | undefined;
  /** Digits after the point. */
  readonly scale?: number | undefined;
  /** Of a restricted picklist: the values that can be written. */
  readonly activeValues?: ReadonlySet<string> | undefined;
  /** The compound field this one is a part of. */
  readonly partOf?: string | undefined;
  /** Master-detail: the row cannot be without its parent. */
  readonly isMaster: boolean;
}

/** An object as describe tells it. */
export interface ObjectFacts {
  readonly name: string;
  readonly keyPrefix?: string | undefined;
  readonly queryable: boolean;
  /** Its rows go to the Recycle Bin. */
  readonly undeletable: boolean;
  /** Objects whose rows can name one of its rows; absent where the org did not tell. */
  readonly children?: ReadonlySet<string> | undefined;
  readonly fields: readonly FieldFacts[];
}

/** Why the values of a field are not in a backup. */
export type NotSavedReason = 'binary' | 'computed' | 'compound' | 'unknownField';

export interface NotSaved {
  readonly field: string;
  readonly because: NotSavedReason;
}

export interface Columns {
  /** Names in the order of the CSV; `Id` first. */
  readonly fields: readonly FieldFacts[];
  readonly notSaved: readonly NotSaved[];
}

/** Types that Bulk API 2.0 does not answer: their parts are fields of their own (Bulk API 2.0 guide; documented). */
const compound: ReadonlySet<string> = new Set(['address', 'location', 'complexvalue']);

const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const obstacleTo = ({ type, calculated }: FieldFacts): NotSavedReason | undefined => {
  if (type === 'base64') return 'binary';
  if (compound.has(type)) return 'compound';
  return calculated ? 'computed' : undefined;
};

/** What says which record a row is, whatever else is asked: Id, name, external ids, record type, last write. */
const isIdentity = ({ name, nameField, externalId, calculated }: FieldFacts): boolean =>
  ['Id', 'RecordTypeId', 'SystemModstamp', 'IsDeleted', 'LastModifiedById'].includes(name) ||
  ((nameField || externalId) && !calculated);

/** None = all. Named fields bring along what they are made of: the parts of an address, the components of a location. */
export const isWanted = (field: FieldFacts, wanted: readonly string[]): boolean =>
  wanted.length === 0 ||
  wanted.some(
    (name) =>
      sameName(name, field.name) ||
      (field.partOf !== undefined && sameName(name, field.partOf)) ||
      isLocationPart(field, name),
  );

/** A custom location `Site__c` is read and written as `Site__Latitude__s` and `Site__Longitude__s` (documented). */
const isLocationPart = ({ name }: FieldFacts, wanted: string): boolean =>
  /__c$/iu.test(wanted) && new RegExp(`^${wanted.slice(0, -3)}__(?:Latitude|Longitude)__s$`, 'iu').test(name);

/**
 * The columns of a backup: the fields asked for (none = all) and what identifies a row. Formulas and roll-ups are left
 * out without a word unless asked for by name: the org computes them anew.
 */
export const columnsOf = ({ fields }: ObjectFacts, wanted: readonly string[] = []): Columns => {
  const chosen = fields.filter((field) => isIdentity(field) || isWanted(field, wanted));
  const saved = chosen.filter((field) => obstacleTo(field) === undefined);
  const named = wanted.filter((name) => !fields.some((field) => sameName(field.name, name)));
  const left = chosen.flatMap((field): NotSaved[] => {
    const because = obstacleTo(field);
    if (because === undefined || because === 'compound') return [];
    return because === 'computed' && wanted.length === 0 ? [] : [{ field: field.name, because }];
  });
  return {
    fields: [...saved].sort((one, other) => Number(other.name === 'Id') - Number(one.name === 'Id')),
    notSaved: [...left, ...named.map((field): NotSaved => ({ field, because: 'unknownField' }))],
  };
};
