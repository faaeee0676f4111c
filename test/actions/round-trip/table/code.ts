import { activate } from '../../../../src/practice-org/metadata/flows/flows.ts';
import { piece, tags } from '../pieces.ts';
import { apexClass, flow, testOf } from './components.ts';
import type { Row } from './row.ts';

const card = (...files: readonly string[]) =>
  piece('LightningComponentBundle:card', '', {
    ...Object.fromEntries(files.map((file) => [file, `export default '${file}';\n`])),
    'card.js-meta.xml':
      '<?xml version="1.0" encoding="UTF-8"?>\n<LightningComponentBundle xmlns="http://soap.sforce.com/2006/04/metadata"><apiVersion>62.0</apiVersion><isExposed>true</isExposed></LightningComponentBundle>\n',
  });
const trigger = (text: string) =>
  piece('ApexTrigger:OnAccount', tags({ apiVersion: '62.0', status: 'Active' }), {
    'OnAccount.trigger': `trigger OnAccount on Account (before insert) { new Pricing(); /* ${text} */ }\n`,
  });
const visualforce = (text: string) =>
  piece('ApexPage:Old', tags({ apiVersion: '62.0', label: 'Old' }), { 'Old.page': `<apex:page>${text}</apex:page>` });
const resource = (text: string) =>
  piece('StaticResource:plain', tags({ cacheControl: 'Private', contentType: 'text/plain' }), { 'plain.txt': text });

export const codeRows: readonly Row[] = [
  {
    title: 'Apex that was changed is sent whole; what was added is deleted after it',
    from: [apexClass('Pricing', 'Integer two;'), testOf('Pricing'), apexClass('Added', ''), testOf('Added')],
    to: [apexClass('Pricing', 'Integer one;'), testOf('Pricing')],
    sends: ['ApexClass:Pricing'],
    deletes: ['post ApexClass:Added', 'post ApexClass:AddedTest'],
  },
  {
    title: 'a trigger and a Visualforce page are sent whole',
    always: [apexClass('Pricing', ''), testOf('Pricing')],
    from: [trigger('two'), visualforce('two')],
    to: [trigger('one'), visualforce('one')],
    sends: ['ApexPage:Old', 'ApexTrigger:OnAccount'],
  },
  {
    title: 'Apex that was deleted is created again',
    from: [],
    to: [apexClass('Pricing', 'Integer one;'), testOf('Pricing')],
    sends: ['ApexClass:Pricing', 'ApexClass:PricingTest'],
  },
  {
    title: 'a bundle is one component: a file that the release added to it disappears',
    from: [card('card.js', 'extra.js')],
    to: [card('card.js')],
    sends: ['LightningComponentBundle:card'],
  },
  {
    title: 'a static resource is sent whole',
    from: [resource('two')],
    to: [resource('one')],
    sends: ['StaticResource:plain'],
  },
  {
    title: 'a flow in a sandbox goes back to the version that was active, without a deploy',
    kind: 'sandbox',
    from: [flow('Route', 'two', 'Active')],
    to: [flow('Route', 'one', 'Active')],
    steps: ['Route 1'],
    limits: ['flowVersionStays Flow:Route'],
  },
  {
    title: 'a flow in production was deployed inactive and is left so',
    from: [flow('Route', 'two', 'Active')],
    to: [flow('Route', 'one', 'Active')],
    sends: ['Flow:Route'],
    stays: ['flow:route differs in activity'],
    limits: ['flowVersionStays Flow:Route'],
  },
  {
    title: 'a flow in production that was activated by hand after the former release is left at that version',
    from: [flow('Route', 'two', 'Active')],
    to: [flow('Route', 'one', 'Active')],
    between: (org) => {
      const flows = new Map(org.metadata.flows);
      org.metadata = { ...org.metadata, flows: flows.set('Route', activate(flows.get('Route')!, 1)) };
    },
    limits: ['flowVersionStays Flow:Route'],
  },
  {
    title: 'a flow that was active only since the release is deactivated',
    kind: 'sandbox',
    from: [flow('Route', 'two', 'Active')],
    to: [flow('Route', 'one', 'Draft')],
    sends: ['Flow:Route'],
    steps: ['Route 0'],
    limits: ['flowVersionStays Flow:Route'],
  },
  {
    title: 'a flow that the release brought is deactivated, and never deleted by its name',
    kind: 'sandbox',
    from: [flow('Route', 'one', 'Active')],
    to: [],
    steps: ['Route 0'],
    stays: ['flow:route should not be there'],
    limits: ['flowOnlyDeactivated Flow:Route'],
  },
];
