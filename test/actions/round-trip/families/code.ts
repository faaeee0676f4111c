import fc from 'fast-check';
import { draft, maybe, one, word, type Family } from '../family.ts';
import { tags } from '../pieces.ts';

const active = tags({ apiVersion: '62.0', status: 'Active' });

/** Apex, pages, bundles and files: a redeploy replaces them whole. */
export const code: readonly Family[] = [
  word.map((text) => [
    draft('ApexClass:Helper', active, {
      files: { 'Helper.cls': `public class Helper {\n  public static String say() { return '${text}'; }\n}\n` },
    }),
    draft('ApexClass:HelperTest', active, {
      files: {
        'HelperTest.cls': '@IsTest\nprivate class HelperTest {\n  @IsTest\n  static void says() { Helper.say(); }\n}\n',
      },
    }),
  ]),
  word.map((text) => [
    draft('ApexClass:Greeter', active, {
      needs: ['ApexClass:Helper'],
      files: {
        'Greeter.cls': `public class Greeter {\n  public String greet() { return Helper.say() + '${text}'; }\n}\n`,
      },
    }),
    draft('ApexClass:GreeterTest', active, {
      needs: ['ApexClass:Greeter'],
      files: {
        'GreeterTest.cls':
          '@IsTest\nprivate class GreeterTest {\n  @IsTest\n  static void greets() { new Greeter().greet(); }\n}\n',
      },
    }),
  ]),
  one(word, (text) =>
    draft('ApexTrigger:OnAccount', active, {
      needs: ['ApexClass:Helper'],
      files: { 'OnAccount.trigger': `trigger OnAccount on Account (before insert) { Helper.say(); /* ${text} */ }\n` },
    }),
  ),
  one(word, (text) =>
    draft('ApexPage:Old', tags({ apiVersion: '62.0', label: text }), {
      files: { 'Old.page': `<apex:page>${text}</apex:page>` },
    }),
  ),
  one(word, (text) =>
    draft('ApexComponent:Bar', tags({ apiVersion: '62.0', label: 'Bar' }), {
      files: { 'Bar.component': `<apex:component>${text}</apex:component>` },
    }),
  ),
  one(fc.record({ text: word, extra: fc.boolean() }), ({ text, extra }) =>
    draft('LightningComponentBundle:card', '', {
      files: {
        'card.js': `export const text = '${text}';\n`,
        ...(extra && { 'extra.js': 'export default 1;\n' }),
        'card.js-meta.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<LightningComponentBundle xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>62.0</apiVersion><isExposed>true</isExposed></LightningComponentBundle>\n`,
      },
    }),
  ),
  one(word, (text) =>
    draft('AuraDefinitionBundle:Panel', '', {
      files: {
        'Panel.cmp': `<aura:component>${text}</aura:component>`,
        'Panel.cmp-meta.xml':
          '<?xml version="1.0" encoding="UTF-8"?>\n<AuraDefinitionBundle xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>62.0</apiVersion></AuraDefinitionBundle>\n',
      },
    }),
  ),
  one(word, (text) =>
    draft('StaticResource:plain', tags({ cacheControl: 'Private', contentType: 'text/plain' }), {
      files: { 'plain.txt': `${text}\n` },
    }),
  ),
  one(
    fc.record({ label: word, status: fc.constantFrom('Active', 'Draft'), about: fc.boolean() }),
    ({ label, status, about }) =>
      draft('Flow:Route', [
        tags({ apiVersion: '62.0', label }),
        ...(about ? [{ about: 'CustomField:Account.Risk__c', xml: assignment }] : []),
        tags({ processType: 'AutoLaunchedFlow', status }),
        recordVariable,
      ]),
  ),
  one(fc.record({ label: word, status: fc.constantFrom('Active', 'Active', 'Obsolete') }), ({ label, status }) =>
    draft('Flow:Welcome', tags({ apiVersion: '62.0', label, processType: 'AutoLaunchedFlow', status })),
  ),
  one(maybe(word), (description) =>
    draft('RemoteSiteSetting:Api', tags({ description, isActive: true, url: 'https://api.example.com' })),
  ),
  one(word, (label) =>
    draft('NamedCredential:Bank', tags({ allowMergeFieldsInBody: false, endpoint: 'https://bank.example.com', label })),
  ),
];

const assignment =
  '<assignments><name>Set</name><label>Set</label><assignmentItems><assignToReference>account.Risk__c</assignToReference><operator>Assign</operator><value><stringValue>Red</stringValue></value></assignmentItems></assignments>';
const recordVariable =
  '<variables><name>account</name><dataType>SObject</dataType><isCollection>false</isCollection><isInput>true</isInput><isOutput>false</isOutput><objectType>Account</objectType></variables>';
