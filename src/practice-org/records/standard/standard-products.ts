import type { StandardObject } from './standard-crm.ts';

/** Products and price books (Object Reference; documented). */
export const PRODUCT_OBJECTS: readonly StandardObject[] = [
  {
    name: 'Product2',
    keyPrefix: '01t',
    label: 'Product',
    owned: false,
    fields: `
Name string 255 required
ProductCode string 255
Description textarea 4000
IsActive boolean default false
Family picklist None
StockKeepingUnit string 180
ExternalId string 255`,
  },
  {
    name: 'Pricebook2',
    keyPrefix: '01s',
    label: 'Price Book',
    owned: false,
    fields: `
Name string 255 required
IsActive boolean default false
IsStandard boolean default false readonly
Description string 255`,
  },
  {
    name: 'PricebookEntry',
    keyPrefix: '01u',
    label: 'Price Book Entry',
    plural: 'Price Book Entries',
    owned: false,
    fields: `
Pricebook2Id reference Pricebook2 children PricebookEntries required fixed
Product2Id reference Product2 children PricebookEntries required fixed
UnitPrice currency 18,2 required
IsActive boolean default false
UseStandardPrice boolean default false`,
  },
];
