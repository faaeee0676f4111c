import { expect } from 'chai';
import { planWords } from '../../src/report/plan-words.ts';
import { apexClass, component, field, flow, planOf, profile, rows, type Scene } from '../release/plan-builders.ts';

const org = { name: 'Acme', username: 'ada@acme.example' };

/** Without the line of the plan's id, which is a hash. */
const wordsOf = (scene: Scene): string => planWords(planOf(scene), org).replace(/^Plan [0-9a-f]{64}$/mu, 'Plan <id>');

describe('the words of a plan', () => {
  it('say what happens, what cannot, what it costs, and where', () => {
    const exportReport = '<userPermissions><enabled>true</enabled><name>ExportReport</name></userPermissions>';
    const words = wordsOf({
      from: [
        apexClass('New'),
        apexClass('Changed', 'class Changed { int x; }'),
        field('Account.Lost__c'),
        field('Account.Kept__c'),
        component('RecordType:Account.R', '<fullName>R</fullName><active>true</active>'),
        flow('Route', 'new'),
        profile(exportReport),
      ],
      to: [apexClass('Changed'), apexClass('Gone'), profile()],
      facts: {
        rows: rows({ 'CustomField:Account.Lost__c': 5, 'CustomField:Account.Kept__c': 7000 }),
        flows: new Map([['Route', { activeVersion: 1, versions: [1] }]]),
      },
      options: { acceptDataLoss: ['CustomField:Account.Lost__c'] },
    });
    const [heading, ...sections] = words.trimEnd().split('\n\n');
    expect(heading).to.equal(
      'production/v1.1.0 → production/v1.0.0\nOrg Acme (PRODUCTION, ada@acme.example, 00D000000000001AAA)\nPlan <id>',
    );
    const limits = sections.filter((section) => section.startsWith('Cannot be undone by the plan (3)\n'));
    expect(limits.join()).to.contain(
      '\n  CustomField:Account.Kept__c: deleting it would destroy data; kept; by hand: ',
    );
    const plain = sections.filter((section) => !limits.includes(section) && !section.startsWith('Kept as it is'));
    expect(plain).to.deep.equal([
      'Put back as it was (2)\n  ~ ApexClass:Changed\n  ~ Profile:Admin',
      'Created again (1)\n  + ApexClass:Gone',
      'Cannot be deleted: left without effect (1)\n  ○ RecordType:Account.R',
      'Deleted (2)\n  - ApexClass:New\n  - CustomField:Account.Lost__c',
      'Access taken back (1)\n  - Profile:Admin  userPermissions ExportReport',
      'Flow versions (1)\n  Route: no version stays active (now: 1)',
      [
        'Data at risk (3)',
        '  CustomField:Account.Kept__c: 7,000 rows (values of the field, kept)',
        '  CustomField:Account.Lost__c: 5 rows (values of the field, LOST)',
        '  RecordType:Account.R: an unknown number of rows (records of the type, kept)',
      ].join('\n'),
      'Tests: RunLocalTests',
    ]);
  });

  it('of a deploy speak forwards, and of a sandbox quietly', () => {
    const scene: Scene = {
      to: [apexClass('Fresh'), apexClass('Changed')],
      from: [apexClass('Changed', 'class Changed { int x; }')],
    };
    expect(wordsOf({ ...scene, purpose: 'deploy', orgKind: 'sandbox' }))
      .to.contain('Org Acme (sandbox, ada@acme.example, 00D000000000001AAA)')
      .and.contain('\n\nChanged (1)\n  ~ ApexClass:Changed\n\nNew (1)\n  + ApexClass:Fresh\n\n')
      .and.not.contain('Put back')
      .and.not.contain('PRODUCTION');
  });

  it('of nothing to send say so instead of naming tests', () => {
    expect(wordsOf({})).to.equal(
      'production/v1.1.0 → production/v1.0.0\nOrg Acme (PRODUCTION, ada@acme.example, 00D000000000001AAA)\nPlan <id>\n\nNothing is sent: the org already holds what the plan wants.\n\n',
    );
  });

  it('count a long list and say where all of it is', () => {
    const names = Array.from({ length: 45 }, (_, index) => `C${String(index).padStart(2, '0')}`);
    const words = wordsOf({ from: names.map((name) => apexClass(name)) });
    expect(words).to.contain('Deleted (45)\n  - ApexClass:C00\n');
    expect(words).to.contain('  - ApexClass:C39\n  … and 5 more (all of them with --json)\n\n');
    expect(words).not.to.contain('C40');
  });
});
