/** Source of a project with something of every family that source format treats in its own way, by path. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A metadata file; `inside` is XML. */
export const xmlFile = (type: string, inside = ''): string =>
  `${declaration}<${type} xmlns="http://soap.sforce.com/2006/04/metadata">\n${inside}</${type}>\n`;

const main = 'force-app/main/default';
const other = 'packages/other';

const code: ProjectFiles = {
  [`${main}/classes/Pricing.cls`]: 'public class Pricing {}\n',
  [`${main}/classes/Pricing.cls-meta.xml`]: xmlFile('ApexClass', '    <apiVersion>60.0</apiVersion>\n'),
  [`${main}/classes/deep/er/Nested.cls`]: 'public class Nested {}\r\n',
  [`${main}/classes/deep/er/Nested.cls-meta.xml`]: xmlFile('ApexClass', '    <status>Active</status>\n'),
  [`${main}/triggers/OnClaim.trigger`]: 'trigger OnClaim on Claim__c (before insert) {}',
  [`${main}/triggers/OnClaim.trigger-meta.xml`]: xmlFile('ApexTrigger'),
  [`${main}/pages/Old.page`]: '<apex:page/>',
  [`${main}/pages/Old.page-meta.xml`]: xmlFile('ApexPage', '    <label>Old</label>\n'),
  [`${main}/components/Bar.component`]: '<apex:component/>',
  [`${main}/components/Bar.component-meta.xml`]: xmlFile('ApexComponent', '    <label>Bar</label>\n'),
  [`${main}/testSuites/All.testSuite-meta.xml`]: xmlFile('ApexTestSuite', '    <testClassName>T</testClassName>\n'),
  [`${main}/lwc/claimTile/claimTile.js`]: 'export default class {}\n',
  [`${main}/lwc/claimTile/claimTile.html`]: '<template></template>\n',
  [`${main}/lwc/claimTile/claimTile.js-meta.xml`]: xmlFile(
    'LightningComponentBundle',
    '    <isExposed>true</isExposed>\n',
  ),
  [`${main}/lwc/claimTile/__tests__/claimTile.test.js`]: 'it("is local")\n',
  [`${main}/lwc/claim-tile2/icons/a.svg`]: '<svg/>',
  [`${main}/lwc/claim-tile2/claim-tile2.js`]: '',
  [`${main}/lwc/claim-tile2/claim-tile2.js-meta.xml`]: xmlFile('LightningComponentBundle'),
  [`${main}/lwc/jsconfig.json`]: '{}',
  [`${main}/aura/Panel/Panel.cmp`]: '<aura:component/>',
  [`${main}/aura/Panel/Panel.cmp-meta.xml`]: xmlFile('AuraDefinitionBundle', '    <apiVersion>60.0</apiVersion>\n'),
  [`${main}/aura/Panel/PanelController.js`]: '({})',
  [`${main}/aura/Ping/Ping.evt`]: '<aura:event/>',
  [`${main}/aura/Ping/Ping.evt-meta.xml`]: xmlFile('AuraDefinitionBundle'),
};

const object = `${main}/objects/Claim__c`;

const objects: ProjectFiles = {
  [`${object}/Claim__c.object-meta.xml`]: xmlFile(
    'CustomObject',
    '    <label>Claim</label>\n    <sharingModel>Private</sharingModel>\n    <actionOverrides><actionName>View</actionName><type>Default</type></actionOverrides>\n',
  ),
  [`${object}/fields/Risk__c.field-meta.xml`]: xmlFile(
    'CustomField',
    '    <fullName>Risk__c</fullName>\n    <formula>IF(Amount__c &gt; 5 &amp;&amp; true, &quot;a&apos;b&quot;, &quot;c&quot;)</formula>\n    <type>Text</type>\n',
  ),
  [`${object}/fields/Amount__c.field-meta.xml`]: xmlFile(
    'CustomField',
    '    <fullName>Amount__c</fullName>\n    <description>Total</description>\n    <type>Number</type>\n',
  ),
  [`${object}/recordTypes/Car.recordType-meta.xml`]: xmlFile(
    'RecordType',
    '    <fullName>Car</fullName>\n    <active>true</active>\n    <label>Car</label>\n',
  ),
  [`${object}/listViews/All.listView-meta.xml`]: xmlFile(
    'ListView',
    '    <fullName>All</fullName>\n    <label>All</label>\n',
  ),
  [`${object}/validationRules/Positive.validationRule-meta.xml`]: xmlFile(
    'ValidationRule',
    '    <fullName>Positive</fullName>\n    <active>true</active>\n',
  ),
  [`${object}/webLinks/Go.webLink-meta.xml`]: xmlFile('WebLink', '    <fullName>Go</fullName>\n'),
  [`${object}/fieldSets/Short.fieldSet-meta.xml`]: xmlFile('FieldSet', '    <fullName>Short</fullName>\n'),
  [`${object}/compactLayouts/Small.compactLayout-meta.xml`]: xmlFile(
    'CompactLayout',
    '    <fullName>Small</fullName>\n',
  ),
  [`${object}/businessProcesses/P.businessProcess-meta.xml`]: xmlFile(
    'BusinessProcess',
    '    <fullName>P</fullName>\n',
  ),
  [`${object}/indexes/I.index-meta.xml`]: xmlFile('Index', '    <fullName>I</fullName>\n'),
  [`${object}/sharingReasons/R.sharingReason-meta.xml`]: xmlFile('SharingReason', '    <fullName>R</fullName>\n'),
  [`${main}/objects/Account/fields/Tier__c.field-meta.xml`]: xmlFile(
    'CustomField',
    '    <fullName>Tier__c</fullName>\n    <type>Text</type>\n',
  ),
  [`${other}/objects/Account/fields/Rank__c.field-meta.xml`]: xmlFile(
    'CustomField',
    '    <fullName>Rank__c</fullName>\n    <type>Text</type>\n',
  ),
  [`${main}/objects/Plain__e/Plain__e.object-meta.xml`]: xmlFile('CustomObject', '    <label>Plain</label>\n'),
  [`${main}/objectTranslations/Claim__c-de/Claim__c-de.objectTranslation-meta.xml`]: xmlFile(
    'CustomObjectTranslation',
    '    <caseValues>\n        <plural>false</plural>\n        <value>Schaden</value>\n    </caseValues>\n',
  ),
  [`${main}/objectTranslations/Claim__c-de/Risk__c.fieldTranslation-meta.xml`]: xmlFile(
    'CustomFieldTranslation',
    '    <label>Risiko</label>\n    <name>Risk__c</name>\n',
  ),
  [`${main}/objectTranslations/Claim__c-de/Amount__c.fieldTranslation-meta.xml`]: xmlFile(
    'CustomFieldTranslation',
    '    <label>Betrag</label>\n    <name>Amount__c</name>\n',
  ),
  [`${main}/customMetadata/Rate.Base.md-meta.xml`]: `${declaration}<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">\n    <label>Base</label>\n    <values>\n        <field>Value__c</field>\n        <value xsi:type="xsd:double">1.5</value>\n    </values>\n    <values>\n        <field>Note__c</field>\n        <value xsi:nil="true"/>\n    </values>\n</CustomMetadata>\n`,
  [`${main}/globalValueSets/Tiers.globalValueSet-meta.xml`]: xmlFile(
    'GlobalValueSet',
    '    <masterLabel>Tiers</masterLabel>\n',
  ),
  [`${main}/standardValueSets/Industry.standardValueSet-meta.xml`]: xmlFile(
    'StandardValueSet',
    '    <sorted>false</sorted>\n',
  ),
};

const label = (name: string): string =>
  `    <labels>\n        <fullName>${name}</fullName>\n        <language>en_US</language>\n        <protected>true</protected>\n        <shortDescription>${name}</shortDescription>\n        <value>Text of ${name}</value>\n    </labels>\n`;

const alert = (name: string): string =>
  `    <alerts>\n        <fullName>${name}</fullName>\n        <protected>false</protected>\n    </alerts>\n`;

const rule = (name: string): string =>
  `    <rules>\n        <fullName>${name}</fullName>\n        <active>true</active>\n    </rules>\n`;

const containers: ProjectFiles = {
  [`${main}/labels/CustomLabels.labels-meta.xml`]: xmlFile('CustomLabels', label('Welcome') + label('Bye')),
  [`${other}/labels/CustomLabels.labels-meta.xml`]: xmlFile('CustomLabels', label('Elsewhere')),
  [`${main}/workflows/Claim__c.workflow-meta.xml`]: xmlFile('Workflow', alert('Mail') + rule('Big')),
  [`${main}/sharingRules/Claim__c.sharingRules-meta.xml`]: xmlFile(
    'SharingRules',
    '    <sharingCriteriaRules>\n        <fullName>Mine</fullName>\n        <accessLevel>Read</accessLevel>\n    </sharingCriteriaRules>\n',
  ),
  [`${main}/assignmentRules/Case.assignmentRules-meta.xml`]: xmlFile(
    'AssignmentRules',
    '    <assignmentRule>\n        <fullName>Standard</fullName>\n        <active>true</active>\n    </assignmentRule>\n',
  ),
  [`${main}/matchingRules/Account.matchingRule-meta.xml`]: xmlFile(
    'MatchingRules',
    '    <matchingRules>\n        <fullName>Same</fullName>\n        <ruleStatus>Active</ruleStatus>\n    </matchingRules>\n',
  ),
  [`${main}/bots/Helper/Helper.bot-meta.xml`]: xmlFile('Bot', '    <label>Helper</label>\n'),
  [`${main}/bots/Helper/v1.botVersion-meta.xml`]: xmlFile(
    'BotVersion',
    '    <fullName>v1</fullName>\n    <entryDialog>Welcome</entryDialog>\n',
  ),
};

const inFolders: ProjectFiles = {
  [`${main}/reports/Sales.reportFolder-meta.xml`]: xmlFile('ReportFolder', '    <name>Sales</name>\n'),
  [`${main}/reports/Sales/Open.report-meta.xml`]: xmlFile('Report', '    <name>Open</name>\n'),
  [`${main}/reports/Sales/Sub.reportFolder-meta.xml`]: xmlFile('ReportFolder', '    <name>Sub</name>\n'),
  [`${main}/reports/Sales/Sub/Closed.report-meta.xml`]: xmlFile('Report', '    <name>Closed</name>\n'),
  [`${main}/dashboards/Board.dashboardFolder-meta.xml`]: xmlFile('DashboardFolder', '    <name>Board</name>\n'),
  [`${main}/dashboards/Board/One.dashboard-meta.xml`]: xmlFile('Dashboard', '    <title>One</title>\n'),
  [`${main}/documents/Logos.documentFolder-meta.xml`]: xmlFile('DocumentFolder', '    <name>Logos</name>\n'),
  [`${main}/documents/Logos/logo.png`]: Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]),
  [`${main}/documents/Logos/logo.document-meta.xml`]: xmlFile('Document', '    <name>logo</name>\n'),
  [`${main}/email/Letters.emailFolder-meta.xml`]: xmlFile('EmailFolder', '    <name>Letters</name>\n'),
  [`${main}/email/Letters/Hello.email`]: 'Hello {!Contact.Name}\n',
  [`${main}/email/Letters/Hello.email-meta.xml`]: xmlFile('EmailTemplate', '    <name>Hello</name>\n'),
  [`${main}/territory2Models/World/World.territory2Model-meta.xml`]: xmlFile(
    'Territory2Model',
    '    <name>World</name>\n',
  ),
  [`${main}/territory2Models/World/territories/North.territory2-meta.xml`]: xmlFile(
    'Territory2',
    '    <name>North</name>\n',
  ),
  [`${main}/territory2Models/World/rules/Cold.territory2Rule-meta.xml`]: xmlFile(
    'Territory2Rule',
    '    <name>Cold</name>\n',
  ),
};

const resources: ProjectFiles = {
  [`${main}/staticresources/plain.txt`]: 'plain\n',
  [`${main}/staticresources/plain.resource-meta.xml`]: xmlFile(
    'StaticResource',
    '    <contentType>text/plain</contentType>\n',
  ),
  [`${main}/staticresources/kit/css/a.css`]: 'a{}',
  [`${main}/staticresources/kit/js/classes/b.js`]: 'b()',
  [`${main}/staticresources/kit/index.html`]: '<html></html>'.repeat(500),
  [`${main}/staticresources/kit.resource-meta.xml`]: xmlFile(
    'StaticResource',
    '    <contentType>application/zip</contentType>\n',
  ),
  [`${main}/contentassets/pic.asset`]: Uint8Array.from([1, 2, 3, 0]),
  [`${main}/contentassets/pic.asset-meta.xml`]: xmlFile('ContentAsset', '    <masterLabel>pic</masterLabel>\n'),
  [`${main}/experiences/Portal1.site-meta.xml`]: xmlFile('ExperienceBundle', '    <label>Portal</label>\n'),
  [`${main}/experiences/Portal1/config/portal1.json`]: '{"a":1}',
  [`${main}/experiences/Portal1/views/home.json`]: '{"b":2}',
  [`${main}/digitalExperiences/site/Shop1/Shop1.digitalExperience-meta.xml`]: xmlFile(
    'DigitalExperienceBundle',
    '    <label>Shop</label>\n',
  ),
  [`${main}/digitalExperiences/site/Shop1/sfdc_cms__view/home/content.json`]: '{"c":3}',
  [`${main}/digitalExperiences/site/Shop1/sfdc_cms__view/home/_meta.json`]: '{"d":4}',
};

const plain: ProjectFiles = {
  [`${main}/layouts/Claim__c-Sales %26 Service %28old%29 Layout.layout-meta.xml`]: xmlFile(
    'Layout',
    '    <showEmailCheckbox>false</showEmailCheckbox>\n',
  ),
  [`${main}/profiles/Admin.profile-meta.xml`]: xmlFile('Profile', '    <custom>false</custom>\n'),
  [`${main}/profiles/Custom%3A Sales.profile-meta.xml`]: xmlFile('Profile', '    <custom>true</custom>\n'),
  [`${main}/permissionsets/Agent.permissionset-meta.xml`]: xmlFile('PermissionSet', '    <label>Agent</label>\n'),
  [`${main}/flows/Route.flow-meta.xml`]: xmlFile('Flow', '    <status>Active</status>\n'),
  [`${main}/flexipages/Home.flexipage-meta.xml`]: xmlFile('FlexiPage', '    <type>HomePage</type>\n'),
  [`${main}/applications/Claims.app-meta.xml`]: xmlFile('CustomApplication', '    <label>Claims</label>\n'),
  [`${main}/tabs/Claim__c.tab-meta.xml`]: xmlFile('CustomTab', '    <customObject>true</customObject>\n'),
  [`${main}/settings/Case.settings-meta.xml`]: xmlFile('CaseSettings', '    <enableCaseFeed>true</enableCaseFeed>\n'),
  [`${main}/translations/de.translation-meta.xml`]: xmlFile(
    'Translations',
    '    <customLabels>\n        <label>Hallo</label>\n        <name>Welcome</name>\n    </customLabels>\n',
  ),
  [`${main}/quickActions/Claim__c.New.quickAction-meta.xml`]: xmlFile('QuickAction', '    <type>Create</type>\n'),
  [`${main}/queues/Agents.queue-meta.xml`]: xmlFile('Queue', '    <name>Agents</name>\n'),
  [`${main}/roles/CEO.role-meta.xml`]: xmlFile('Role', '    <name>CEO</name>\n'),
  [`${main}/approvalProcesses/Claim__c.Big.approvalProcess-meta.xml`]: xmlFile(
    'ApprovalProcess',
    '    <active>true</active>\n',
  ),
  [`${main}/remoteSiteSettings/Api.remoteSite-meta.xml`]: xmlFile(
    'RemoteSiteSetting',
    '    <url>https://api.example.com</url>\n',
  ),
  [`${main}/externalServiceRegistrations/Pets.externalServiceRegistration-meta.xml`]: xmlFile(
    'ExternalServiceRegistration',
    '    <label>Pets</label>\n    <schemaUploadFileExtension>json</schemaUploadFileExtension>\n',
  ),
};

const about: ProjectFiles = {
  '.forceignore': '**/jsconfig.json\n**/ignored/**\n',
  [`${main}/classes/ignored/Gone.cls`]: 'public class Gone {}',
  [`${main}/classes/ignored/Gone.cls-meta.xml`]: xmlFile('ApexClass'),
  'README.md': 'not metadata',
};

/** The project, with what `sfdx-project.json` says besides its directories. */
export const allFamilies = (settings: Readonly<Record<string, unknown>> = {}): ProjectFiles => ({
  'sfdx-project.json': JSON.stringify({
    packageDirectories: [{ path: 'force-app', default: true }, { path: 'packages/other' }],
    sourceApiVersion: '62.0',
    ...settings,
  }),
  ...about,
  ...code,
  ...objects,
  ...containers,
  ...inFolders,
  ...resources,
  ...plain,
});

/** Files of the presets that keep components in pieces, instead of those in one. */
export const decomposed: ProjectFiles = {
  ...Object.fromEntries(
    Object.entries(
      allFamilies({
        sourceBehaviorOptions: [
          'decomposePermissionSetBeta2',
          'decomposeCustomLabelsBeta2',
          'decomposeWorkflowBeta',
          'decomposeSharingRulesBeta',
          'decomposeExternalServiceRegistrationBeta',
        ],
      }),
    ).filter(([path]) => !/\/(labels|workflows|sharingRules|permissionsets|externalServiceRegistrations)\//.test(path)),
  ),
  [`${main}/labels/Welcome.label-meta.xml`]: xmlFile(
    'CustomLabel',
    '    <fullName>Welcome</fullName>\n    <value>Hi</value>\n',
  ),
  [`${main}/labels/Bye.label-meta.xml`]: xmlFile(
    'CustomLabel',
    '    <fullName>Bye</fullName>\n    <value>Bye</value>\n',
  ),
  [`${main}/workflows/Claim__c/Claim__c.workflow-meta.xml`]: xmlFile('Workflow'),
  [`${main}/workflows/Claim__c/workflowAlerts/Mail.workflowAlert-meta.xml`]: xmlFile(
    'WorkflowAlert',
    '    <fullName>Mail</fullName>\n    <protected>false</protected>\n',
  ),
  [`${main}/workflows/Claim__c/workflowRules/Big.workflowRule-meta.xml`]: xmlFile(
    'WorkflowRule',
    '    <fullName>Big</fullName>\n    <active>true</active>\n',
  ),
  [`${main}/sharingRules/Claim__c/Claim__c.sharingRules-meta.xml`]: xmlFile('SharingRules'),
  [`${main}/sharingRules/Claim__c/sharingCriteriaRules/Mine.sharingCriteriaRule-meta.xml`]: xmlFile(
    'SharingCriteriaRule',
    '    <fullName>Mine</fullName>\n    <accessLevel>Read</accessLevel>\n',
  ),
  [`${main}/permissionsets/Agent/Agent.permissionset-meta.xml`]: xmlFile('PermissionSet', '    <label>Agent</label>\n'),
  [`${main}/permissionsets/Agent/Agent.classAccess-meta.xml`]: xmlFile(
    'PermissionSet',
    '    <classAccesses>\n        <apexClass>Pricing</apexClass>\n        <enabled>true</enabled>\n    </classAccesses>\n',
  ),
  [`${main}/permissionsets/Agent/objectSettings/Claim__c.objectSettings-meta.xml`]: xmlFile(
    'PermissionSet',
    '    <objectPermissions>\n        <allowRead>true</allowRead>\n        <object>Claim__c</object>\n    </objectPermissions>\n',
  ),
  [`${main}/externalServiceRegistrations/Pets.externalServiceRegistration-meta.xml`]: xmlFile(
    'ExternalServiceRegistration',
    '    <label>Pets</label>\n    <schemaUploadFileExtension>json</schemaUploadFileExtension>\n',
  ),
  [`${main}/externalServiceRegistrations/Pets.yaml`]: 'openapi: 3.0.0\ninfo:\n  title: Pets\n',
};
