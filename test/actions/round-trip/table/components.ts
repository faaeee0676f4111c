import { element, piece, tags, type Piece } from '../pieces.ts';

/** Components that rows are made of, each with the least that the platform asks for. */
const active = tags({ apiVersion: '62.0', status: 'Active' });

export const apexClass = (name: string, body: string): Piece =>
  piece(`ApexClass:${name}`, active, { [`${name}.cls`]: `public class ${name} { ${body} }\n` });

/** Production wants three quarters of the code covered. */
export const testOf = (name: string): Piece =>
  piece(`ApexClass:${name}Test`, active, {
    [`${name}Test.cls`]: `@IsTest\nprivate class ${name}Test {\n  @IsTest\n  static void covers() { new ${name}(); }\n}\n`,
  });

export const claim = (properties: Parameters<typeof tags>[0] = {}): Piece =>
  piece(
    'CustomObject:Claim__c',
    `${tags({ deploymentStatus: 'Deployed', label: 'Claim', ...properties })}${element('nameField', { label: 'Name', type: 'Text' })}${tags({ pluralLabel: 'Claims', sharingModel: 'ReadWrite' })}`,
  );

export const textField = (name: string, label = 'Label', length = 80): Piece =>
  piece(`CustomField:${name}`, tags({ label, length, required: false, type: 'Text' }));

export const valuesOf = (tag: string, ...names: readonly string[]): string =>
  names
    .map((name) => name.split('=') as [string, string?])
    .map(([fullName, label = fullName]) => element(tag, { fullName, default: false, label }))
    .join('');

export const picklist = (name: string, values: string, controlledBy?: string): Piece =>
  piece(
    `CustomField:${name}`,
    `${tags({ label: 'Choice', required: false, type: 'Picklist' })}<valueSet>${tags({ controllingField: controlledBy })}<valueSetDefinition><sorted>false</sorted>${values}</valueSetDefinition></valueSet>`,
  );

export const layout = (name: string, label: string, more = ''): Piece =>
  piece(
    `Layout:${name}`,
    `<layoutSections>${tags({ label })}<layoutColumns><layoutItems><behavior>Required</behavior><field>Name</field></layoutItems></layoutColumns><style>OneColumn</style></layoutSections>${more}`,
  );

export const flow = (name: string, label: string, status: string): Piece =>
  piece(`Flow:${name}`, tags({ apiVersion: '62.0', label, processType: 'AutoLaunchedFlow', status }));

export const label = (name: string, value: string): Piece =>
  piece(`CustomLabel:${name}`, tags({ language: 'en_US', protected: false, shortDescription: name, value }));

export const permissionSet = (name: string, inside = ''): Piece =>
  piece(`PermissionSet:${name}`, `${inside}${tags({ hasActivationRequired: false, label: name })}`);

export const profile = (inside: string): Piece =>
  piece('Profile:Clerk', `${tags({ custom: true, userLicense: 'Salesforce' })}${inside}`);

export const may = (name: string): string => element('userPermissions', { enabled: true, name });

export const page = (name: string, masterLabel: string): Piece =>
  piece(
    `FlexiPage:${name}`,
    `<flexiPageRegions><name>main</name><type>Region</type></flexiPageRegions>${tags({ masterLabel, sobjectType: 'Account' })}<template><name>flexipage:recordHomeTemplateDesktop</name></template>${tags({ type: 'RecordPage' })}`,
  );

export const app = (name: string, inside = ''): Piece =>
  piece(
    `CustomApplication:${name}`,
    `${inside}${tags({ formFactors: 'Large', label: name, navType: 'Standard' })}<tabs>standard-Account</tabs>${tags({ uiType: 'Lightning' })}`,
  );
