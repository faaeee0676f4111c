/** Names that end in `__c`, `__mdt` and the like are the customer's or a package's; all others are Salesforce's. */
export const isCustomName = (name: string): boolean => /__[a-z]+$/i.test(name);

/** The namespace in front of a packaged name: `npsp` of `npsp__Level__c` and of `npsp__Helper`; undefined for none. */
export const namespaceOf = (name: string): string | undefined =>
  /^([a-z]\w*?)__(?!(?:c|mdt|e|b|x|kav|r|pc|share|history|feed|tag|changeevent)$)/i.exec(name)?.[1];

/** `Account` of `Account.Risk__c`. */
export const objectOf = (fullName: string): string => {
  const dot = fullName.indexOf('.');
  return dot < 0 ? fullName : fullName.slice(0, dot);
};

/** `Risk__c` of `Account.Risk__c`. */
export const memberOf = (fullName: string): string => fullName.slice(fullName.indexOf('.') + 1);
