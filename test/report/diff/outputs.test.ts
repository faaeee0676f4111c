import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { z } from 'zod';
import { diffHtml } from '../../../src/report/diff/diff-html.ts';
import { diffJson } from '../../../src/report/diff/diff-json.ts';
import { commentLimit, diffMarkdown } from '../../../src/report/diff/diff-markdown.ts';
import { diffOutcomeForm } from './forms.ts';
import { diffSchema } from '../../../src/report/diff/diff-schema.ts';
import { aComparison, everyKind, type Versions } from '../a-comparison.ts';

const comparison = aComparison(...everyKind);

/** So many classes of so many lines, all different. */
const many = (count: number, lines: number): Versions[] =>
  ['from', 'to'].map((side) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `ApexClass:Class${index}`,
        { files: { [`Class${index}.cls`]: Array.from({ length: lines }, (__, line) => `${side} ${line}\n`).join('') } },
      ]),
    ),
  );

describe('the words of a diff', () => {
  it('say the direction first, then every component under its type with its sign', async () => {
    const text = await diffOutcomeForm(comparison, undefined);
    expect(text.split('\n')[0]).to.equal(
      'Going from production/v1.0.0 to production/v1.1.0 would add 1 component, change 4 and remove 1.',
    );
    for (const line of ['- Old', '~ Greeter', '+ CustomField Risk__c', '~ Hello', '~ Clerk'])
      expect(text).to.match(new RegExp(`^ +${line.replace(/[+.]/g, '\\$&')}`, 'mu'));
  });

  it('name a component per line for scripts, and nothing else', async () => {
    expect((await diffOutcomeForm(comparison, 'name-only')).split('\n')).to.deep.equal([
      'ApexClass:Greeter',
      'ApexClass:Old',
      'CustomField:Account.Rating__c',
      'CustomField:Account.Risk__c',
      'CustomLabel:Hello',
      'Profile:Clerk',
    ]);
  });

  it('show the lines of code and the values of entries', async () => {
    const text = await diffOutcomeForm(comparison, 'patch');
    for (const line of ['-two', '+2', ' one']) expect(text.split('\n')).to.include(line);
    expect(text).to.include('Customer rating');
    expect(text).to.include('RunReports');
  });

  it('name what only an attribute says', async () => {
    const bundle = (...factors: string[]): Versions => ({
      'LightningComponentBundle:tile': {
        xml: `<targetConfigs><targetConfig targets="lightning__AppPage"><supportedFormFactors>${factors.map((factor) => `<supportedFormFactor type="${factor}"/>`).join('')}</supportedFormFactors></targetConfig></targetConfigs>`,
      },
    });
    const text = await diffOutcomeForm(aComparison(bundle('Small'), bundle('Small', 'Large')), undefined);
    expect(text).to.include('supportedFormFactor: +Large');
  });

  it('count entries and lines by component', async () => {
    const text = await diffOutcomeForm(comparison, 'stat');
    expect(text).to.match(/ApexClass:Greeter +\+1 {2}-1 {2}~1 entry$/mu);
    expect(text).to.match(/Profile:Clerk +\+1 ~1 -1 entries$/mu);
    expect(text.split('\n').at(-1)).to.equal('6 components differ, 6 entries and 2 lines added, 2 removed.');
  });

  it('hold no escape code and no control character that a name brings along', async () => {
    const hostile = aComparison({}, { 'ApexClass:A\u001b[31mB\u0007': { files: { 'A.cls': '' } } });
    for (const form of [undefined, 'name-only', 'stat', 'patch', 'markdown'] as const) {
      const codes = Array.from(Buffer.from(await diffOutcomeForm(hostile, form)));
      expect(codes.filter((code) => code < 32 && code !== 9 && code !== 10)).to.deep.equal([]);
    }
  });
});

describe('a diff as JSON', () => {
  it('is what its schema says, in an order that does not change', () => {
    const json = diffJson({ ...comparison, files: [] });
    expect(diffSchema.parse(JSON.parse(JSON.stringify(json)))).to.deep.equal(json);
    expect(json.summary).to.include({ added: 1, changed: 4, removed: 1 });
    expect(JSON.stringify(diffJson({ ...aComparison(...everyKind), files: [] }))).to.equal(JSON.stringify(json));
  });

  it('is what the shipped schema says, which refuses anything else', () => {
    const file = new URL('../../../schemas/release-diff.schema.json', import.meta.url);
    const shipped = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);
    const json = JSON.parse(JSON.stringify(diffJson({ ...comparison, files: [] }))) as Record<string, unknown>;
    expect(shipped.safeParse(json).error).to.equal(undefined);
    for (const wrong of [
      { ...json, more: 1 },
      { ...json, different: 'yes' },
      { ...json, changes: [{ kind: 'moved' }] },
    ])
      expect(shipped.safeParse(wrong).success, JSON.stringify(wrong).slice(-80)).to.equal(false);
  });
});

describe('a diff as a pull-request comment', () => {
  it('names every component and shows lines as far as there is room', () => {
    const text = diffMarkdown(comparison, { formatting: false });
    for (const name of ['Greeter', 'Account.Risk__c', 'Clerk']) expect(text).to.include(name);
    expect(text).to.include('```diff');
  });

  it('is never longer than a comment may be, and says what it left out', () => {
    for (const [count, lines] of [
      [40, 400],
      [2_000, 3],
      [10_000, 1],
    ] as const) {
      const [from = {}, to = {}] = many(count, lines);
      const text = diffMarkdown(aComparison(from, to), { formatting: false });
      expect(text.length).to.be.at.most(commentLimit);
      expect(text).to.match(/left out for want of room/u);
    }
  });

  it('ends no code block from within', () => {
    const text = diffMarkdown(
      aComparison(
        { 'ApexClass:A': { files: { 'A.cls': 'x\n' } } },
        { 'ApexClass:A': { files: { 'A.cls': '```\n# x\n' } } },
      ),
      { formatting: false },
    );
    expect(text).to.match(/^\s*`{4,}diff/mu);
  });
});

describe('a diff as a page', () => {
  it('has nothing to press when nothing differs', () => {
    const page = diffHtml(aComparison({}, {}));
    expect(page)
      .to.include('would change nothing')
      .and.not.match(/<form|<script/u);
  });

  it('shows a thousand entries of a component and counts the others', () => {
    const permissions = Array.from(
      { length: 1200 },
      (_, index) => `<userPermissions><enabled>true</enabled><name>P${index}</name></userPermissions>`,
    );
    const page = diffHtml(
      aComparison({ 'Profile:Clerk': { xml: '' } }, { 'Profile:Clerk': { xml: permissions.join('') } }),
    );
    expect(page.match(/<figure/gu)).to.have.length(1000);
    expect(page).to.match(/… and 200 more.*--patch --only "Profile:Clerk"/u);
  });

  it('is one file that loads nothing, and text of the metadata is never markup', () => {
    const evil = '</script><img src=x onerror=alert(1)>';
    const page = diffHtml(
      aComparison(
        { 'CustomLabel:L': { xml: '<value>x</value>' } },
        { 'CustomLabel:L': { xml: `<value>${evil.replaceAll('<', '&lt;')}</value>` }, [`ApexClass:${evil}`]: {} },
      ),
    );
    expect(page).to.include('default-src &#39;none&#39;');
    expect(page).not.to.include('<img');
    expect(page).not.to.match(/(?:src|href)="(?!data:)/u);
    expect(page.match(/<script>/gu)).to.have.length(1);
  });
});
