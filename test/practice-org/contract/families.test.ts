import { expect } from 'chai';
import {
  anywhere,
  classes,
  deletion,
  field,
  labels,
  manifest,
  object,
  onlyHere,
  xml,
  type ContractOrg,
  type Files,
} from './contract-org.ts';

const custom = (name: string): string => `${name}__c`;

/** One file of one component. */
const file = (type: string, name: string, at: { path: string; inner: string; root?: string }): Files => ({
  'package.xml': manifest({ [type]: [name] }),
  [at.path]: xml(at.root ?? type, at.inner),
});

/** What the org gives back of a component, without white space. */
const shown = async (
  org: ContractOrg,
  type: string,
  name: string,
  companions: Record<string, string[]> = {},
): Promise<string> => {
  const { files } = await org.retrieve({ [type]: [name], ...companions });
  return [...files]
    .flatMap(([path, text]) => (path === 'package.xml' ? [] : text))
    .join('')
    .replace(/\s+/g, '');
};

const permission = (name: string): string =>
  `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`;

const permissionSet = (name: string, permissions: string, version = '67.0'): Files => ({
  'package.xml': manifest({ PermissionSet: [name] }, version),
  [`permissionsets/${name}.permissionset`]: xml('PermissionSet', `<label>${name}</label>${permissions}`),
});

const profile = (name: string, inner: string): Files => ({
  'package.xml': manifest({ Profile: [name] }),
  [`profiles/${name}.profile`]: xml('Profile', `${inner}<custom>true</custom>`),
});

const picklist = (...values: readonly string[]): string =>
  field(
    'Level__c',
    `<type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted>${values
      .map((value) => `<value><fullName>${value}</fullName><default>false</default><label>${value}</label></value>`)
      .join('')}</valueSetDefinition></valueSet>`,
  );

const flow = (name: string, label: string, status = 'Active'): Files => ({
  'package.xml': manifest({ Flow: [name] }),
  [`flows/${name}.flow`]: xml(
    'Flow',
    `<apiVersion>62.0</apiVersion><label>${label}</label><processType>AutoLaunchedFlow</processType>` +
      '<start><locationX>0</locationX><locationY>0</locationY><connector><targetReference>Set</targetReference></connector></start>' +
      `<assignments><name>Set</name><label>Set</label><locationX>0</locationX><locationY>0</locationY><assignmentItems><assignToReference>v</assignToReference><operator>Assign</operator><value><stringValue>${label}</stringValue></value></assignmentItems></assignments>` +
      `<variables><name>v</name><dataType>String</dataType><isCollection>false</isCollection><isInput>false</isInput><isOutput>false</isOutput></variables><status>${status}</status>`,
  ),
});

const versionsOf = async (org: ContractOrg, name: string): Promise<readonly string[]> =>
  (
    await org.query(
      `SELECT VersionNumber, Status FROM Flow WHERE Definition.DeveloperName = '${name}' ORDER BY VersionNumber`,
      'tooling/',
    )
  ).map(({ VersionNumber, Status }) => `${String(VersionNumber)} ${String(Status)}`);

describe('contract: replaced whole', () => {
  anywhere('an Apex class', async (org) => {
    const name = org.name('Whole');
    await org.deploy(classes({ [name]: `public class ${name} { Integer one; }` }));
    await org.deploy(classes({ [name]: `public class ${name} { Integer two; }` }));
    expect(await shown(org, 'ApexClass', name))
      .to.contain('Integertwo')
      .and.not.contain('Integerone');
  });

  anywhere('a Lightning bundle, files that are left out included', async (org) => {
    const name = org.name('chart').replace('_', '');
    const bundle = (files: Files): Files => ({
      'package.xml': manifest({ LightningComponentBundle: [name] }),
      [`lwc/${name}/${name}.js-meta.xml`]: xml(
        'LightningComponentBundle',
        '<apiVersion>62.0</apiVersion><isExposed>false</isExposed>',
      ),
      [`lwc/${name}/${name}.js`]:
        'import { LightningElement } from "lwc"; export default class Chart extends LightningElement {}',
      ...files,
    });
    await org.deploy(bundle({ [`lwc/${name}/helper.js`]: 'export const one = 1;' }));
    await org.deploy(bundle({}));
    const { files } = await org.retrieve({ LightningComponentBundle: [name] });
    expect([...files.keys()])
      .to.include(`lwc/${name}/${name}.js`)
      .and.not.include(`lwc/${name}/helper.js`);
  });

  anywhere('a permission set, from API 40 on', async (org) => {
    const name = org.name('Set');
    await org.deploy(permissionSet(name, permission('ApiEnabled') + permission('EditTask')));
    await org.deploy(permissionSet(name, permission('ApiEnabled')));
    expect(await shown(org, 'PermissionSet', name))
      .to.contain('ApiEnabled')
      .and.not.contain('EditTask');
  });

  anywhere('a custom tab', async (org) => {
    const name = org.name('Tab');
    const tab = (more: string): Files =>
      file('CustomTab', name, {
        path: `tabs/${name}.tab`,
        inner: `${more}<frameHeight>600</frameHeight><hasSidebar>false</hasSidebar><label>${name}</label><motif>Custom1: Heart</motif><url>https://example.com</url><urlEncodingKey>UTF-8</urlEncodingKey>`,
      });
    await org.deploy(tab('<description>Old</description>'));
    await org.deploy(tab(''));
    expect(await shown(org, 'CustomTab', name)).not.to.contain('Old');
  });

  anywhere('a remote site', async (org) => {
    const name = org.name('Site');
    const site = (more: string): Files =>
      file('RemoteSiteSetting', name, {
        path: `remoteSiteSettings/${name}.remoteSite`,
        inner: `${more}<isActive>true</isActive><url>https://example.com</url>`,
      });
    await org.deploy(site('<description>Old</description>'));
    await org.deploy(site(''));
    expect(await shown(org, 'RemoteSiteSetting', name)).not.to.contain('Old');
  });
});

describe('contract: merged', () => {
  anywhere('fields of an object stay when one of them is deployed', async (org) => {
    const thing = custom(org.name('Thing'));
    await org.deploy(object(thing, field('Kept__c')));
    await org.deploy(object(thing, field('Other__c')));
    expect(await org.list('CustomField')).to.include.members([`${thing}.Kept__c`, `${thing}.Other__c`]);
  });

  anywhere('a single field comes back alone, in the file of its object', async (org) => {
    const thing = custom(org.name('Thing'));
    await org.deploy(object(thing, field('One__c'), field('Two__c')));
    const { files } = await org.retrieve({ CustomField: [`${thing}.One__c`] });
    expect(files.get(`objects/${thing}.object`))
      .to.contain('One__c')
      .and.not.contain('Two__c');
  });

  anywhere('properties of an object stay that are not sent', async (org) => {
    const thing = custom(org.name('Thing'));
    const files = object(thing);
    const path = `objects/${thing}.object`;
    await org.deploy({
      ...files,
      [path]: (files[path] ?? '').replace('<label>', '<description>Kept</description><label>'),
    });
    await org.deploy(files);
    expect(await shown(org, 'CustomObject', thing)).to.contain('<description>Kept</description>');
  });

  anywhere('permission sets merge below API 40', async (org) => {
    const name = org.name('Set');
    await org.deploy(permissionSet(name, permission('ApiEnabled') + permission('EditTask'), '39.0'));
    await org.deploy(permissionSet(name, permission('ApiEnabled'), '39.0'));
    expect(await shown(org, 'PermissionSet', name)).to.contain('EditTask');
  });

  anywhere('profile entries stay unless they are sent as false', async (org) => {
    const [name, helper] = [org.name('Sales'), org.name('Helper')];
    await org.deploy(classes({ [helper]: `public class ${helper} { }` }));
    const access = (enabled: boolean): string =>
      `<classAccesses><apexClass>${helper}</apexClass><enabled>${enabled}</enabled></classAccesses>`;
    const seen = async (): Promise<boolean> =>
      (await shown(org, 'Profile', name, { ApexClass: [helper] })).includes(
        `<apexClass>${helper}</apexClass><enabled>true`,
      );
    await org.deploy(profile(name, access(true)));
    await org.deploy(profile(name, ''));
    expect(await seen()).to.equal(true);
    await org.deploy(profile(name, access(false)));
    expect(await seen()).to.equal(false);
  });

  anywhere('a profile shows what is retrieved with it and nothing else', async (org) => {
    const [name, helper] = [org.name('Sales'), org.name('Helper')];
    await org.deploy(classes({ [helper]: `public class ${helper} { }` }));
    await org.deploy(
      profile(name, `<classAccesses><apexClass>${helper}</apexClass><enabled>true</enabled></classAccesses>`),
    );
    expect(await shown(org, 'Profile', name)).not.to.contain(helper);
    expect(await shown(org, 'Profile', name, { ApexClass: [helper] })).to.contain(helper);
  });

  anywhere('picklist values that are missing are deactivated, not deleted', async (org) => {
    const thing = custom(org.name('Thing'));
    await org.deploy(object(thing, picklist('Low', 'High')));
    await org.deploy(object(thing, picklist('Low')));
    expect(await shown(org, 'CustomField', `${thing}.Level__c`)).to.match(
      /<fullName>High<\/fullName>.*<isActive>false<\/isActive>/,
    );
  });

  anywhere('a new field is visible to nobody until somebody grants it', async (org) => {
    const [thing, name] = [custom(org.name('Thing')), org.name('Sales')];
    await org.deploy(profile(name, ''));
    await org.deploy(object(thing, field('Risk__c')));
    const before = await shown(org, 'Profile', name, { CustomObject: [thing] });
    expect(before).not.to.match(new RegExp(`<field>${thing}.Risk__c</field><readable>true`));
    await org.deploy(
      profile(
        name,
        `<fieldPermissions><editable>true</editable><field>${thing}.Risk__c</field><readable>true</readable></fieldPermissions>`,
      ),
    );
    expect(await shown(org, 'Profile', name, { CustomObject: [thing] })).to.contain(
      `<field>${thing}.Risk__c</field><readable>true`,
    );
  });

  anywhere('settings keep what is not sent', async (org) => {
    const settings = (inner: string): Files =>
      file('Settings', 'Account', { path: 'settings/Account.settings', root: 'AccountSettings', inner });
    await org.deploy(
      settings(
        '<enableAccountOwnerReport>true</enableAccountOwnerReport><enableAccountTeams>false</enableAccountTeams>',
      ),
    );
    await org.deploy(settings('<enableAccountTeams>false</enableAccountTeams>'));
    expect(await shown(org, 'Settings', 'Account')).to.contain('<enableAccountOwnerReport>true');
  });
});

describe('contract: flows', () => {
  anywhere('every changed deploy makes a version', async (org) => {
    const name = org.name('Flow');
    await org.deploy(flow(name, 'one', 'Draft'));
    await org.deploy(flow(name, 'two', 'Draft'));
    expect((await versionsOf(org, name)).map((version) => version.split(' ')[0])).to.deep.equal(['1', '2']);
  });

  anywhere('an unchanged deploy makes none, whatever its status', async (org) => {
    const name = org.name('Flow');
    await org.deploy(flow(name, 'one', 'Draft'));
    await org.deploy(flow(name, 'one', 'Active'));
    expect(await versionsOf(org, name)).to.deep.equal(['1 Draft']);
  });

  anywhere('the Tooling API activates an earlier version', async (org) => {
    const name = org.name('Flow');
    await org.deploy(flow(name, 'one', 'Draft'));
    await org.deploy(flow(name, 'two', 'Draft'));
    const [definition] = await org.query(`SELECT Id FROM FlowDefinition WHERE DeveloperName = '${name}'`, 'tooling/');
    const patched = await org.rest('PATCH', `tooling/sobjects/FlowDefinition/${String(definition?.['Id'])}`, {
      Metadata: { activeVersionNumber: 1 },
    });
    expect([patched.status, (await versionsOf(org, name))[0]]).to.deep.equal([204, '1 Active']);
  });

  anywhere('a flow cannot be deleted by its bare name', async (org) => {
    const name = org.name('Flow');
    await org.deploy(flow(name, 'one', 'Draft'));
    const { status, problems } = await org.deploy(deletion({ Flow: [name] }));
    expect([status, problems]).to.deep.equal(['Failed', 'insufficient access rights on cross-reference id']);
  });

  anywhere('an inactive version can be deleted by its number', async (org) => {
    const name = org.name('Flow');
    await org.deploy(flow(name, 'one', 'Draft'));
    await org.deploy(flow(name, 'two', 'Draft'));
    expect((await org.deploy(deletion({ Flow: [`${name}-1`] }))).status).to.equal('Succeeded');
    expect(await versionsOf(org, name)).to.deep.equal(['2 Draft']);
  });

  onlyHere(
    'production deploys flows inactive, so the bad version stays active',
    { why: 'a scratch org is no production org' },
    async (org) => {
      await org.deploy({
        'package.xml': manifest({ Settings: ['Flow'] }),
        'settings/Flow.settings': xml(
          'FlowSettings',
          '<enableFlowDeployAsActiveEnabled>true</enableFlowDeployAsActiveEnabled>',
        ),
      });
      await org.deploy(flow('Greet', 'bad'));
      await org.deploy({
        'package.xml': manifest({ Settings: ['Flow'] }),
        'settings/Flow.settings': xml(
          'FlowSettings',
          '<enableFlowDeployAsActiveEnabled>false</enableFlowDeployAsActiveEnabled>',
        ),
      });
      expect((await org.deploy(flow('Greet', 'good'))).status).to.equal('Succeeded');
      expect(await versionsOf(org, 'Greet')).to.deep.equal(['1 Active', '2 Draft']);
    },
  );
});

/** What cannot be deleted by type: what is there, what is asked for, what is said. */
const undeletable: readonly {
  readonly what: string;
  readonly of: (org: ContractOrg) => Promise<Readonly<Record<string, string[]>>>;
  readonly says: RegExp;
}[] = [
  {
    what: 'a record type',
    of: async (org) => {
      const thing = custom(org.name('Thing'));
      await org.deploy(
        object(thing, '<recordTypes><fullName>One</fullName><active>true</active><label>One</label></recordTypes>'),
      );
      return { RecordType: [`${thing}.One`] };
    },
    says: /Cannot delete record type through API/,
  },
  { what: 'settings', of: () => Promise.resolve({ Settings: ['Account'] }), says: /./ },
  { what: 'a standard value set', of: () => Promise.resolve({ StandardValueSet: ['Industry'] }), says: /./ },
  { what: 'a standard object', of: () => Promise.resolve({ CustomObject: ['Account'] }), says: /standard object/i },
  {
    what: 'a standard field',
    of: () => Promise.resolve({ CustomField: ['Account.Industry'] }),
    says: /./,
  },
];

describe('contract: deletions', () => {
  for (const { what, of, says } of undeletable)
    anywhere(`${what} cannot be deleted`, async (org) => {
      const { status, problems } = await org.deploy(deletion(await of(org)));
      expect(status).to.equal('Failed');
      expect(problems).to.match(says);
    });

  anywhere('a field that a layout shows goes, and leaves the layout', async (org) => {
    const thing = custom(org.name('Thing'));
    const layout = `${thing}-Main`;
    await org.deploy(object(thing, field('Risk__c')));
    await org.deploy(
      file('Layout', layout, {
        path: `layouts/${layout}.layout`,
        inner:
          '<layoutSections><customLabel>false</customLabel><detailHeading>false</detailHeading><editHeading>true</editHeading><label>Information</label><layoutColumns><layoutItems><behavior>Required</behavior><field>Name</field></layoutItems><layoutItems><behavior>Edit</behavior><field>Risk__c</field></layoutItems></layoutColumns><layoutColumns/><style>TwoColumnsTopToBottom</style></layoutSections>',
      }),
    );
    const { status, problems } = await org.deploy(deletion({ CustomField: [`${thing}.Risk__c`] }));
    expect(status, problems).to.equal('Succeeded');
    expect(await shown(org, 'Layout', layout)).not.to.contain('Risk__c');
  });

  for (const [what, child] of Object.entries({
    'a formula': field('Sum__c', '<formula>Risk__c &amp; "x"</formula><type>Text</type>'),
    'a validation rule':
      '<validationRules><fullName>Rule</fullName><active>true</active><errorConditionFormula>ISBLANK(Risk__c)</errorConditionFormula><errorMessage>No</errorMessage></validationRules>',
    'a field set':
      '<fieldSets><fullName>Set</fullName><description>x</description><displayedFields><field>Risk__c</field><isFieldManaged>false</isFieldManaged><isRequired>false</isRequired></displayedFields><label>Set</label></fieldSets>',
  }))
    anywhere(`a field that ${what} uses stays, and the user is named`, async (org) => {
      const thing = custom(org.name('Thing'));
      await org.deploy(object(thing, field('Risk__c')));
      const files = object(thing, child);
      const [, type = '', name = ''] = /^<(\w+)><fullName>(\w+)/.exec(child) ?? [];
      const typeName = { fields: 'CustomField', validationRules: 'ValidationRule', fieldSets: 'FieldSet' }[type] ?? '';
      const made = await org.deploy({
        ...files,
        'package.xml': manifest({ CustomObject: [thing], [typeName]: [`${thing}.${name}`] }),
      });
      expect(made.status, made.problems).to.equal('Succeeded');
      const { status, problems } = await org.deploy(deletion({ CustomField: [`${thing}.Risk__c`] }));
      expect(status).to.equal('Failed');
      expect(problems).to.contain('referenced elsewhere in salesforce.com').and.contain(name);
    });

  anywhere('a class that a class names stays', async (org) => {
    const [used, user] = [org.name('Used'), org.name('User')];
    await org.deploy(classes({ [used]: `public class ${used} { }`, [user]: `public class ${user} { ${used} it; }` }));
    const { status, problems } = await org.deploy(deletion({ ApexClass: [used] }));
    expect([status, problems.includes(user)]).to.deep.equal(['Failed', true]);
  });

  anywhere('an object takes its fields and layouts with it', async (org) => {
    const thing = custom(org.name('Thing'));
    await org.deploy(object(thing, field('Risk__c')));
    expect((await org.deploy(deletion({ CustomObject: [thing] }))).status).to.equal('Succeeded');
    expect(await org.list('CustomField')).not.to.include(`${thing}.Risk__c`);
  });

  anywhere('labels go one by one', async (org) => {
    const [a, b] = [org.name('A'), org.name('B')];
    await org.deploy(labels({ [a]: '1', [b]: '2' }));
    await org.deploy(deletion({ CustomLabel: [a] }));
    expect(await org.list('CustomLabel'))
      .to.include(b)
      .and.not.include(a);
  });
});
