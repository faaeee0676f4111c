/** One addressable piece of metadata. A child (`CustomField` `Account.Risk__c`) is a component of its own. */
export interface ComponentId {
  /** API name of the metadata type: `ApexClass`, `CustomField`. */
  readonly type: string;
  /** Full name as the Metadata API spells it, decoded: `Account.Risk__c`, `Account-Account Layout`, `Folder/Report`. */
  readonly fullName: string;
}

/** `Type:FullName`, the glossary's name of a component; types never hold a colon. */
export type ComponentKey = `${string}:${string}`;

export const keyOf = ({ type, fullName }: ComponentId): ComponentKey => `${type}:${fullName}`;

/** The component a key names. Throws a `RangeError` for text without a colon. */
export const parseKey = (key: string): ComponentId => {
  const colon = key.indexOf(':');
  if (colon < 1 || colon === key.length - 1) throw new RangeError(`not a component key (Type:FullName): ${key}`);
  return { type: key.slice(0, colon), fullName: key.slice(colon + 1) };
};

/** Orders components by type, then by name, by code unit: the same on every machine and in every locale. */
export const compareComponents = (one: ComponentId, other: ComponentId): number =>
  compareText(one.type, other.type) || compareText(one.fullName, other.fullName);

export const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
