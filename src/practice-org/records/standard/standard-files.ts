import type { StandardObject } from './standard-crm.ts';

/** What files can hang on, beside every custom object. */
const PARENTS = 'Account|Contact|Lead|Opportunity|Case|Campaign|Task|Event|Product2';

/** Attachments and Salesforce Files (Object Reference; documented). What the org writes of them itself: write/files.ts. */
export const FILE_OBJECTS: readonly StandardObject[] = [
  {
    name: 'ContentDocument',
    keyPrefix: '069',
    label: 'Content Document',
    calls: ['update', 'delete'],
    fields: `
Title string 255 required
Description textarea 1000
FileExtension string 40 readonly
FileType string 20 readonly
ContentSize int 10,0 readonly
LatestPublishedVersionId reference ContentVersion as LatestPublishedVersion readonly
IsArchived boolean readonly default false`,
  },
  {
    name: 'ContentDocumentLink',
    keyPrefix: '06A',
    label: 'Content Document Link',
    owned: false,
    fields: `
ContentDocumentId reference ContentDocument children ContentDocumentLinks required fixed cascade
LinkedEntityId reference ${PARENTS}|User as LinkedEntity children ContentDocumentLinks required fixed cascade
ShareType picklist V|C|I default V
Visibility picklist AllUsers|InternalUsers|SharedUsers default AllUsers`,
  },
  {
    name: 'ContentVersion',
    keyPrefix: '068',
    label: 'Content Version',
    calls: ['create', 'update'],
    fields: `
ContentDocumentId reference ContentDocument children ContentVersions fixed cascade
Title string 255
PathOnClient string 500 required fixed
VersionData base64
Checksum string 50 readonly
ContentSize int 10,0 readonly
ContentLocation picklist S|E|L fixed default S
FileExtension string 40 readonly
FileType string 20 readonly
VersionNumber string 20 readonly
IsLatest boolean readonly default false
FirstPublishLocationId reference ${PARENTS}|User as FirstPublishLocation fixed
Description textarea 1000
ReasonForChange string 1000`,
  },
  {
    name: 'Attachment',
    keyPrefix: '00P',
    fields: `
ParentId reference ${PARENTS} as Parent children Attachments required cascade
Name string 255 required
ContentType string 120
Body base64 required
BodyLength int 10,0 readonly
Description string 500
IsPrivate boolean default false`,
  },
];

/** References to whatever has files: every new custom object is added to what they may lead to. */
export const FILE_REFERENCES: readonly (readonly [object: string, field: string])[] = [
  ['Attachment', 'ParentId'],
  ['ContentDocumentLink', 'LinkedEntityId'],
  ['ContentVersion', 'FirstPublishLocationId'],
];
