import { element, piece, tags } from '../pieces.ts';
import { app, claim, layout, page } from './components.ts';
import type { Row } from './row.ts';

const assigned = element('actionOverrides', {
  actionName: 'View',
  content: 'Account_Page',
  formFactor: 'Large',
  pageOrSobjectType: 'Account',
  skipRecordTypeSelect: false,
  type: 'Flexipage',
});
const action = (text: string) =>
  piece(
    'QuickAction:Account.New_Claim',
    tags({ label: text, optionsCreateFeedItem: false, targetObject: 'Claim__c', type: 'Create' }),
  );
const tab = (description: string) =>
  piece(
    'CustomTab:Web',
    tags({ customObject: false, description, label: 'Web', motif: 'Custom20: Airplane', url: 'https://example.com' }),
  );
const reportType = (text: string) =>
  piece(
    'ReportType:Claims',
    tags({ baseObject: 'Account', category: 'other', deployed: true, description: text, label: text }),
  );
const report = (name: string) => [
  piece('ReportFolder:Sales', tags({ accessType: 'Public', name: 'Sales' })),
  piece('Report:Sales/Open', tags({ format: 'Tabular', name, reportType: 'AccountList', showDetails: true })),
];
const dashboard = (title: string) => [
  piece('DashboardFolder:Board', tags({ accessType: 'Public', name: 'Board' })),
  piece('Dashboard:Board/One', tags({ backgroundEndColor: '#FFFFFF', title })),
];
const people = (text: string) => [
  piece('Role:CEO', tags({ caseAccessLevel: 'Edit', description: text, name: 'CEO' })),
  piece('Group:Team', tags({ doesIncludeBosses: true, name: text })),
  piece(
    'Queue:Agents',
    `${tags({ doesSendEmailToMembers: false, name: text })}<queueSobject><sobjectType>Case</sobjectType></queueSobject>`,
  ),
];

export const pageRows: readonly Row[] = [
  {
    title: 'layouts, pages, actions and tabs that were changed are sent whole',
    always: [claim()],
    from: [layout('Account-Sales', 'two'), page('Account_Page', 'two'), action('two'), tab('two')],
    to: [layout('Account-Sales', 'one'), page('Account_Page', 'one'), action('one'), tab('one')],
    sends: ['CustomTab:Web', 'FlexiPage:Account_Page', 'Layout:Account-Sales', 'QuickAction:Account.New_Claim'],
  },
  {
    title: 'those that were added are deleted, actions before layouts and pages',
    always: [claim()],
    from: [layout('Account-Sales', 'one'), page('Account_Page', 'one'), action('one'), tab('one')],
    to: [],
    deletes: [
      'post CustomTab:Web',
      'post FlexiPage:Account_Page',
      'post Layout:Account-Sales',
      'post QuickAction:Account.New_Claim',
    ],
  },
  {
    title: 'reports, dashboards and report types are sent whole, and a folder goes after what is in it',
    from: [reportType('two'), ...report('two'), ...dashboard('one')],
    to: [reportType('one'), ...report('one')],
    sends: ['Report:Sales/Open', 'ReportType:Claims'],
    deletes: ['post Dashboard:Board/', 'post Dashboard:Board/One'],
  },
  {
    title: 'an application is sent whole; the page that it assigns stays assigned, and stays',
    from: [app('Claims', assigned), page('Account_Page', 'one')],
    to: [app('Claims')],
    sends: ['CustomApplication:Claims'],
    stays: ['customapplication:claims differs in actionOverrides', 'flexipage:account_page should not be there'],
    limits: [
      'pageAssignmentStays CustomApplication:Claims actionOverrides View | Account |  | Large',
      'stillReferenced FlexiPage:Account_Page',
    ],
  },
  {
    title: 'roles, groups and queues are sent whole',
    from: people('two'),
    to: people('one'),
    sends: ['Group:Team', 'Queue:Agents', 'Role:CEO'],
  },
  {
    title: 'roles, groups and queues that were added are deleted',
    from: people('one'),
    to: [],
    deletes: ['post Group:Team', 'post Queue:Agents', 'post Role:CEO'],
  },
  {
    title: 'an object keeps its last layout',
    always: [claim()],
    from: [layout('Claim__c-Claim Layout', 'one')],
    to: [],
    stays: ['layout:claim__c-claim layout should not be there'],
    limits: ['lastLayout Layout:Claim__c-Claim Layout'],
  },
];
