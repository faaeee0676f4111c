import type { StandardObject } from './standard-crm.ts';

/** Products, price books and files (Object Reference; documented). */
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
  {
    name: 'ContentDocument',
    keyPrefix: '069',
    label: 'Content Document',
    fields: `
Title string 255 required
FileExtension string 40
ContentSize int 9,0`,
  },
  {
    name: 'ContentDocumentLink',
    keyPrefix: '06A',
    label: 'Content Document Link',
    owned: false,
    fields: `
ContentDocumentId reference ContentDocument children ContentDocumentLinks required fixed cascade
LinkedEntityId reference Account|Contact|Case|Opportunity as LinkedEntity children ContentDocumentLinks required fixed
ShareType picklist V|C|I default V
Visibility picklist AllUsers|InternalUsers|SharedUsers default AllUsers`,
  },
  {
    name: 'ContentVersion',
    keyPrefix: '068',
    label: 'Content Version',
    fields: `
Title string 255 required
PathOnClient string 500 required
VersionData base64
FirstPublishLocationId reference Account|Contact|Case|Opportunity as FirstPublishLocation fixed
Description textarea 1000`,
  },
  {
    name: 'Attachment',
    keyPrefix: '00P',
    fields: `
ParentId reference Account|Contact|Case|Opportunity as Parent children Attachments required cascade
Name string 255 required
ContentType string 120
Body base64 required
Description string 500
IsPrivate boolean default false`,
  },
];
