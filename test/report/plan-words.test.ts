import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import type { CheckResult } from '../../src/release/checks/check.ts';
import { keyOf, parseKey } from '../../src/release/metadata/component.ts';
import type { Outlook } from '../../src/release/plan/outlook.ts';
import { withOutlook } from '../../src/release/plan/plan-assembly.ts';
import { parsePlan } from '../../src/release/plan/plan-file.ts';
import type { Plan } from '../../src/release/plan/plan.ts';
import { planHtml } from '../../src/report/plan/plan-html.ts';
import { planMarkdown } from '../../src/report/plan/plan-markdown.ts';
import { planWords } from '../../src/report/plan-words.ts';
import { apexClass, component, field, flow, planOf, profile, type Scene } from '../release/plan-builders.ts';

const org = { name: 'Acme', username: 'ada@acme.example', instanceUrl: 'https://acme.my.salesforce.com' };

const outlook: Outlook = {
  duration: { minutes: 14, deploys: 9 },
  holders: [{ type: 'Profile', fullName: 'Admin', users: 12 }],
  jobs: [{ className: 'Changed', jobType: 'ScheduledApex', status: 'Queued', jobs: 1 }],
  integrations: [{ type: 'ApexClass', fullName: 'Changed', kind: 'callout' }],
  armed: 'no',
};

const exportReport = '<userPermissions><enabled>true</enabled><name>ExportReport</name></userPermissions>';

/** Something of everything. */
const scene: Scene = {
  from: [
    apexClass('New'),
    apexClass('Changed', 'class Changed { int x; }'),
    apexClass('Hot'),
    field('Account.Lost__c'),
    field('Account.Kept__c'),
    component('RecordType:Account.R', '<fullName>R</fullName><active>true</active>'),
    flow('Route', 'new'),
    profile(exportReport),
  ],
  to: [apexClass('Changed'), apexClass('Gone'), apexClass('Hot', 'class Hot { int y; }'), profile()],
  live: [apexClass('Hot', 'class Hot { fixed }')],
  facts: {
    rows: new Map([
      ['CustomField:Account.Lost__c', { rows: 5, newest: '2026-11-20T23:12:00.000Z' }],
      ['CustomField:Account.Kept__c', { rows: 7000 }],
    ]),
    flows: new Map([['Route', { activeVersion: 1, versions: [1] }]]),
    lastModified: new Map([['ApexClass:Hot', { by: 'Grace Hopper', at: '2026-11-21T02:12:00.000Z' }]]),
  },
  options: { acceptDataLoss: ['CustomField:Account.Lost__c'], onDrift: 'overwrite' },
};

const routeActive = { facts: { flows: new Map([['Route', { activeVersion: 1, versions: [1] }]]) } };

const full = (options = scene.options ?? {}): Plan => withOutlook(planOf({ ...scene, options }), outlook);

/** Blocks of the text, without colours. */
const blocksOf = (plan: Plan, columns?: number): readonly string[] =>
  stripVTControlCharacters(planWords(plan, org, columns))
    .trimEnd()
    .split('\n\n');

const block = (plan: Plan, title: string): string => blocksOf(plan).find((text) => text.startsWith(title)) ?? 'none';

describe('the words of a plan', () => {
  it('say first where, then what a person has to know before anything else', () => {
    const plan = full();
    const [heading, glance] = blocksOf(plan);
    expect(heading).to.equal(
      `Roll back production/v1.1.0 → production/v1.0.0\nOrg Acme (PRODUCTION, ada@acme.example, 00D000000000001AAA)\nPlan ${plan.id}`,
    );
    expect(glance?.split('\n').map((line) => line.trim())).to.deep.equal([
      '8 components change in the org: 4 ApexClass, 1 CustomField, 1 Flow, 1 Profile and 1 RecordType',
      '2 are deleted: ApexClass:New and CustomField:Account.Lost__c',
      'DATA IS LOST: the values of 5 rows, of CustomField:Account.Lost__c',
      'Data stays: 2 components that records use, or may use, are kept, or only switched off.',
      '1 change made in the org GOES LOST: ApexClass:Hot',
      '1 permission is taken back',
      '1 flow version is made active or inactive',
      '1 component stays as it is now, for the reasons below',
      '3 steps are for a person, listed below',
      'Tests: RunLocalTests',
      'About 14 minutes, judged by the last 9 deploys of this org.',
      'Not armed: the org runs the tests of the deploy first.',
    ]);
  });

  it('then name everything: what changes, what is lost, what stays and why', () => {
    const plan = full();
    expect(block(plan, 'Data at risk')).to.equal(
      [
        'Data at risk (3)',
        '  ! CustomField:Account.Lost__c  values of the field: 5 rows, last written 2026-11-20 23:12 UTC: LOST',
        '  = CustomField:Account.Kept__c  values of the field: 7,000 rows, kept',
        '  = RecordType:Account.R  records of the type: nobody could count the rows, kept',
      ].join('\n'),
    );
    expect(block(plan, 'Put back')).to.equal(
      'Put back as it was (3)\n  ~ ApexClass:Changed\n  ~ ApexClass:Hot\n  ~ Profile:Admin',
    );
    expect(block(plan, 'Created again')).to.equal('Created again (1)\n  + ApexClass:Gone');
    expect(block(plan, 'Cannot be deleted')).to.contain('\n  ○ RecordType:Account.R');
    expect(block(plan, 'Deleted')).to.equal('Deleted (2)\n  - ApexClass:New\n  - CustomField:Account.Lost__c');
    expect(block(plan, 'Access taken back')).to.contain('\n  - Profile:Admin  userPermissions ExportReport');
    expect(block(plan, 'Flow versions')).to.contain('\n  ~ Flow:Route  no version stays active (now: 1)');
    expect(block(plan, 'Kept as it is')).to.equal('Kept as it is (1)\n  = CustomField:Account.Kept__c  it holds data');
    expect(block(plan, 'Cannot be undone')).to.contain(
      '\n  ! CustomField:Account.Kept__c  deleting it would destroy data; kept\n',
    );
  });

  it('name who changed the org when, part by part, and what becomes of it', () => {
    expect(block(full(), 'Changed in the org')).to.equal(
      [
        'Changed in the org since the release (1)',
        '  ~ ApexClass:Hot  differs in the org, changed by Grace Hopper on 2026-11-21 02:12 UTC: GOES LOST',
        '      ~ Hot.cls  GOES LOST',
      ].join('\n'),
    );
    const kept = full({ ...scene.options, onDrift: 'keep' });
    expect(block(kept, 'Changed in the org')).to.contain(': stays\n      ~ Hot.cls  stays');
    expect(blocksOf(kept)[1]).to.contain('1 change made in the org stays: ApexClass:Hot');
  });

  it('of a plan that must not be carried out say so right after the summary', () => {
    const [, , blocked] = blocksOf(full({ ...scene.options, onDrift: 'stop' }));
    expect(blocked).to.match(
      /^It cannot be carried out as it is \(1\)\n {2}! Somebody changed 1 component in the org .*--on-drift/u,
    );
  });

  it('lead a person to the place in Setup for every step that is left to them', () => {
    const text = block(full(), 'By hand');
    expect(text).to.contain(
      '\n  delete its versions in Setup, Flows, when nobody needs them\n    https://acme.my.salesforce.com/lightning/setup/Flows/home\n      Flow:Route',
    );
    expect(text).to.contain('/lightning/setup/ObjectManager/Account/RecordTypes/view\n      RecordType:Account.R');
  });

  it('name files that are no component, with the reason', () => {
    const unclaimed = [
      { path: 'force-app/notes.txt', in: 'to', because: 'noType' },
      { path: 'force-app/staticresources/Big.zip', in: 'both', because: 'lfsPointer' },
    ] as const;
    const plan = planOf({ ...scene, unclaimed });
    expect(block(plan, 'Files that')).to.equal(
      [
        'Files that are no component, left as they are (2)',
        '  ! force-app/notes.txt  no metadata type claims it',
        '  ! force-app/staticresources/Big.zip  a Git LFS pointer, its content is elsewhere',
      ].join('\n'),
    );
    expect(parsePlan(JSON.stringify(plan))).to.deep.equal(plan);
    expect(block(full(), 'Files that')).to.equal('none');
  });

  it('tell whom and what the plan reaches', () => {
    expect(block(full(), 'Whom and what')).to.equal(
      [
        'Whom and what it reaches (3)',
        '  Profile:Admin  held by 12 active users',
        '  ApexClass:Changed  1 ScheduledApex job, queued',
        '  ApexClass:Changed  speaks with other systems: it calls them',
      ].join('\n'),
    );
    const silent: Outlook = { ...outlook, jobs: 'unknown', holders: [{ ...outlook.holders[0]!, users: 'unknown' }] };
    const told = block(withOutlook(planOf(scene), silent), 'Whom and what');
    expect(told).to.contain('how many users hold it is unknown').and.contain('waiting or scheduled is unknown');
  });

  it('name what keeps the name of a deletion in its source, and what is held by something else', () => {
    const fact = (of: string, by: string, foundIn: 'org' | 'source') => ({
      of: parseKey(of),
      by: parseKey(by),
      foundIn,
    });
    const plan = planOf({
      from: [apexClass('New'), apexClass('Used')],
      facts: {
        dependencies: [
          fact('ApexClass:New', 'ApexClass:Dynamic', 'source'),
          fact('ApexClass:Used', 'ApexPage:Start', 'org'),
        ],
      },
    });
    expect(blocksOf(plan)[1]).to.contain('1 component has the name of what is deleted in its source, and stays');
    expect(block(plan, 'Still referred to')).to.equal(
      [
        'Still referred to (2)',
        '  ! ApexClass:New',
        '      ApexClass:Dynamic  still has the name in its source: look whether it works without',
        '  ! ApexClass:Used',
        '      ApexPage:Start  names it and stays',
      ].join('\n'),
    );
  });

  it('tell apart what a person does before and afterwards', () => {
    const plan = planOf({ to: [field('Account.Gone__c')], from: [flow('Route', 'new')], ...routeActive });
    expect(block(plan, 'By hand, before')).to.contain('undelete it in Setup').and.not.contain('Flow:Route');
    expect(block(plan, 'By hand, afterwards')).to.contain('Flow:Route').and.not.contain('Gone__c');
  });

  it('of a selection that takes nothing do not say that the org holds what is wanted', () => {
    const plan = planOf({ from: [apexClass('New')], options: { only: ['Flow'] } });
    expect(blocksOf(plan).slice(1).join('\n')).to.match(
      /^ {2}Nothing is sent\.\nIt cannot be carried out as it is \(1\)\n {2}! The selection/u,
    );
  });

  it('of a deploy speak forwards, and of a sandbox quietly', () => {
    const words = blocksOf(
      planOf({
        to: [apexClass('Fresh'), apexClass('Changed')],
        from: [apexClass('Changed', 'class Changed { int x; }')],
        purpose: 'deploy',
        orgKind: 'sandbox',
      }),
    ).join('\n\n');
    expect(words)
      .to.contain(
        'Deploy production/v1.1.0 → production/v1.0.0\nOrg Acme (sandbox, ada@acme.example, 00D000000000001AAA)',
      )
      .and.contain('\n\nChanged (1)\n  ~ ApexClass:Changed\n\nNew (1)\n  + ApexClass:Fresh')
      .and.not.contain('Put back')
      .and.not.contain('PRODUCTION');
  });

  it('of nothing to send say so instead of naming tests', () => {
    const blocks = blocksOf(planOf({}));
    expect(blocks.slice(1)).to.deep.equal(['  Nothing is sent: the org already holds what the plan wants.']);
  });

  it('count a long list and say where all of it is', () => {
    const names = Array.from({ length: 45 }, (_, index) => `C${String(index).padStart(2, '0')}`);
    const words = block(planOf({ from: names.map((name) => apexClass(name)) }), 'Deleted');
    expect(words).to.match(/^Deleted \(45\)\n {2}- ApexClass:C00\n/u);
    expect(words).to.match(/ {2}- ApexClass:C39\n {2}… and 5 more; --json has all of them$/u);
  });

  for (const columns of [80, 120])
    it(`fit a terminal of ${columns} columns, whatever is in them but links and hashes`, () => {
      const lines = blocksOf(full(), columns)
        .join('\n')
        .split('\n')
        .filter((line) => !/https:|^Plan /u.test(line));
      expect(Math.max(...lines.map((line) => line.length))).to.be.at.most(columns);
    });

  it('show no control characters and no hidden text of a name', () => {
    const plan = planOf({ from: [component('Layout:Account-\u001b[31mRed\u202e', '<a>b</a>')] });
    expect(planWords(plan, org)).to.contain('Layout:Account-<U+001B>[31mRed<U+202E>');
    expect(planHtml(plan, org)).to.contain('Layout:Account-&lt;U+001B&gt;[31mRed&lt;U+202E&gt;');
  });
});

describe('the page and the Markdown of a plan', () => {
  it('name everything that the plan names', () => {
    const plan = full();
    const everything = [...plan.ships, ...plan.deletes, ...plan.keeps].map(keyOf);
    for (const text of [planHtml(plan, org), planMarkdown(plan, org)])
      for (const name of new Set(everything.filter((key) => key !== 'Flow:Route'))) expect(text).to.contain(name);
  });

  it('tell what the checks before say, those that passed as a number', () => {
    const check = { call: 'GET /limits', onFail: 'refuse', whenUnknown: 'ask', evidence: [] } as const;
    const checks: readonly CheckResult[] = [
      { ...check, name: 'rightOrg', verdict: 'pass' },
      { ...check, name: 'deployedRelease', verdict: 'pass', evidence: ['0Af2 by Grace'], warns: true },
      {
        ...check,
        name: 'instanceStatus',
        verdict: 'inconclusive',
        because: 'a practice org',
        skipped: 'notApplicable',
      },
      { ...check, name: 'noDeployRunning', verdict: 'fail', evidence: ['0Af1 by Ada'] },
      { ...check, name: 'apiLimits', verdict: 'inconclusive', because: 'no answer' },
      { ...check, name: 'tagSignature', verdict: 'inconclusive', because: 'off', skipped: 'byPerson' },
    ];
    const text = planMarkdown(full(), org, { checks });
    expect(text.slice(text.indexOf('<details open><summary>Checks before'))).to.match(
      /^<details open><summary>Checks before \(6\)<\/summary>\n\n- `!` As things stand, nothing would be sent\.\n- 2 of 5 passed\n- `!` the current release is what was deployed last passed: 0Af2 by Grace\n- `!` no other deploy is running failed: 0Af1 by Ada\n- `!` enough API calls are left nobody could tell: no answer\n- the tag is signed by somebody trusted left out: off\n/u,
    );
    expect(planHtml(full(), org, checks)).to.contain('failed: 0Af1 by Ada');
    expect(planMarkdown(full(), org)).to.not.contain('Checks before');
  });

  it('load nothing, run nothing, and take no name for an element', () => {
    const plan = planOf({ from: [component('Layout:Account-<script>alert(1)</script>', '<a>b</a>')] });
    const page = planHtml(plan, org);
    expect(page).to.contain('default-src &#39;none&#39;').and.not.contain('<script');
    expect(planMarkdown(plan, org)).to.contain('`Layout:Account-<script>alert(1)</script>`');
  });

  it('link every manual step to the org', () => {
    const link = 'https://acme.my.salesforce.com/lightning/setup/Flows/home';
    expect(planHtml(full(), org)).to.contain(`<a href="${link}">`);
    expect(planMarkdown(full(), org)).to.contain(`](${link})`);
  });

  it('stay within what a pull request takes, and say what was cut', () => {
    const plan = planOf({ from: Array.from({ length: 3000 }, (_, index) => apexClass(`Class_${index}`)) });
    const text = planMarkdown(plan, org, { limit: 20_000 });
    expect(text.length).to.be.at.most(20_000);
    expect(text).to.match(/… and \d+ more; --json has all of them/u);
    expect(text).to.contain(plan.id);
  });
});
