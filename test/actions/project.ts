/** A small project in source format, by path: enough of each kind to go wrong. */
const xml = (root: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://soap.sforce.com/2006/04/metadata">\n${body}\n</${root}>\n`;

const main = 'force-app/main/default';

const active = '    <apiVersion>62.0</apiVersion>\n    <status>Active</status>';

export const apexClass = (name: string, source: string): Record<string, string> => ({
  [`${main}/classes/${name}.cls`]: source,
  [`${main}/classes/${name}.cls-meta.xml`]: xml('ApexClass', active),
});

export const withoutClass = (name: string): Record<string, undefined> => ({
  [`${main}/classes/${name}.cls`]: undefined,
  [`${main}/classes/${name}.cls-meta.xml`]: undefined,
});

export const textField = (object: string, name: string, label = name): Record<string, string> => ({
  [`${main}/objects/${object}/fields/${name}.field-meta.xml`]: xml(
    'CustomField',
    `    <fullName>${name}</fullName>\n    <label>${label}</label>\n    <length>80</length>\n    <type>Text</type>`,
  ),
});

export const labels = (values: Readonly<Record<string, string>>): Record<string, string> => ({
  [`${main}/labels/CustomLabels.labels-meta.xml`]: xml(
    'CustomLabels',
    Object.entries(values)
      .map(
        ([name, value]) =>
          `    <labels>\n        <fullName>${name}</fullName>\n        <language>en_US</language>\n        <protected>false</protected>\n        <shortDescription>${name}</shortDescription>\n        <value>${value}</value>\n    </labels>`,
      )
      .join('\n'),
  ),
});

export const profile = (
  userPermissions: readonly string[],
  fields: readonly string[] = [],
): Record<string, string> => ({
  [`${main}/profiles/Clerk.profile-meta.xml`]: xml(
    'Profile',
    [
      '    <custom>true</custom>',
      ...fields.map(
        (field) =>
          `    <fieldPermissions>\n        <editable>true</editable>\n        <field>${field}</field>\n        <readable>true</readable>\n    </fieldPermissions>`,
      ),
      '    <userLicense>Salesforce</userLicense>',
      ...userPermissions.map(
        (name) =>
          `    <userPermissions>\n        <enabled>true</enabled>\n        <name>${name}</name>\n    </userPermissions>`,
      ),
    ].join('\n'),
  ),
});

export const startingProject: Readonly<Record<string, string>> = {
  'sfdx-project.json': `${JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '62.0' }, undefined, 2)}\n`,
  [`${main}/objects/Thing__c/Thing__c.object-meta.xml`]: xml(
    'CustomObject',
    '    <deploymentStatus>Deployed</deploymentStatus>\n    <label>Thing</label>\n    <nameField>\n        <label>Thing Name</label>\n        <type>Text</type>\n    </nameField>\n    <pluralLabel>Things</pluralLabel>\n    <sharingModel>ReadWrite</sharingModel>',
  ),
  ...textField('Thing__c', 'Colour__c'),
  ...apexClass(
    'Greeter',
    "public class Greeter {\n    public static String greet() {\n        return 'hello';\n    }\n}\n",
  ),
  ...apexClass(
    'GreeterTest',
    "@IsTest\nprivate class GreeterTest {\n    @IsTest\n    static void greets() {\n        System.assertEquals('hello', Greeter.greet());\n    }\n}\n",
  ),
  ...labels({ Hello: 'Hello', Bye: 'Bye' }),
  ...profile(['RunReports']),
};
