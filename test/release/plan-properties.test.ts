import { expect } from 'chai';
import fc from 'fast-check';
import { keyOf, type ComponentKey } from '../../src/release/metadata/component.ts';
import type { ComponentContent } from '../../src/release/content/content.ts';
import type { FlowFacts, PlanInput } from '../../src/release/plan/plan-input.ts';
import { leftBehind } from '../../src/release/undo/left-behind.ts';
import { planRollback } from '../../src/release/plan/plan-rollback.ts';
import { parsePlan } from '../../src/release/plan/plan-file.ts';
import { isProven, prove } from '../../src/release/plan/proof.ts';
import { carryOut } from './org-model.ts';
import { apexClass, component, field, flow, inputOf, object, profile } from './plan-builders.ts';

/** Half of the families have a change in any run; names are few, so that they refer to each other. */
const word = fc.constantFrom('a', 'b', 'c');
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });
const tags = (text: Readonly<Record<string, string>>): string =>
  Object.entries(text)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('');

const values = (tag: string) =>
  fc
    .subarray(['Red', 'Green', 'Blue'], { minLength: 1 })
    .map((names) => names.map((name) => `<${tag}>${tags({ fullName: name, label: name })}</${tag}>`).join(''));

const onOff = (section: string, name: string, keys: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...keys), fc.boolean()).map((entries) =>
    Object.entries(entries)
      .map(([key, enabled]) => `<${section}>${tags({ [name]: key, enabled: String(enabled) })}</${section}>`)
      .join(''),
  );

const fieldAccess = fc
  .dictionary(fc.constantFrom('Claim__c.Amount__c', 'Account.Risk__c'), fc.constantFrom('read', 'edit'))
  .map((entries) =>
    Object.entries(entries)
      .map(
        ([key, right]) =>
          `<fieldPermissions>${tags({ editable: String(right === 'edit'), field: key, readable: 'true' })}</fieldPermissions>`,
      )
      .join(''),
  );
const layoutAccess = optional(fc.constantFrom('Account-A', 'Account-B')).map((layout) =>
  layout === undefined ? '' : `<layoutAssignments>${tags({ layout })}</layoutAssignments>`,
);
const apps = fc
  .subarray(['Sales', 'Service'])
  .map((names) =>
    names
      .map(
        (application, index) =>
          `<applicationVisibilities>${tags({ application, default: String(index === 0), visible: 'true' })}</applicationVisibilities>`,
      )
      .join(''),
  );

const access = fc
  .tuple(
    onOff('classAccesses', 'apexClass', ['Helper', 'User']),
    onOff('userPermissions', 'name', ['ViewSetup', 'ModifyAllData']),
    fieldAccess,
    layoutAccess,
    apps,
    optional(word).map((text) => (text === undefined ? '' : tags({ description: text }))),
  )
  .map((parts) => parts.join(''));

const families: readonly fc.Arbitrary<ComponentContent>[] = [
  word.map((text) => apexClass('Helper', `class Helper { String s = '${text}'; }`)),
  word.map((text) => apexClass('User', `class User { Helper h; /* ${text} */ }`)),
  fc
    .dictionary(fc.constantFrom('card.js', 'card.html', 'extra.js'), word, { minKeys: 1 })
    .map((files) => component('LightningComponentBundle:card', undefined, files)),
  access.map((entries) => profile(entries)),
  access.map((entries) => component('PermissionSet:Sales', `<label>Sales</label>${entries}`)),
  fc
    .record({ label: word, enableFeeds: optional(fc.boolean()), externalSharingModel: optional(word) })
    .map(({ label, enableFeeds, externalSharingModel }) =>
      object(
        'Claim__c',
        tags({
          label,
          ...(enableFeeds === undefined ? {} : { enableFeeds: String(enableFeeds) }),
          ...(externalSharingModel === undefined ? {} : { externalSharingModel }),
        }),
      ),
    ),
  fc
    .constantFrom('<type>Text</type><length>80</length>', '<type>Text</type><length>20</length>', '<type>Date</type>')
    .map((inside) => field('Claim__c.Amount__c', inside)),
  fc
    .record({ list: values('value'), label: word })
    .map(({ list, label }) =>
      field(
        'Account.Risk__c',
        `<label>${label}</label><type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted>${list}</valueSetDefinition></valueSet>`,
      ),
    ),
  values('customValue').map((list) => component('GlobalValueSet:Colour', `<masterLabel>Colour</masterLabel>${list}`)),
  values('standardValue').map((list) => component('StandardValueSet:Industry', list)),
  word.map((label) => component('RecordType:Claim__c.One', tags({ fullName: 'One', active: 'true', label }))),
  word.map((text) =>
    component('ValidationRule:Claim__c.V', tags({ fullName: 'V', active: 'true', errorMessage: text })),
  ),
  word.map((text) => component('CustomLabel:Hello', tags({ fullName: 'Hello', value: text }))),
  word.map((text) => component('WorkflowRule:Account.R', tags({ fullName: 'R', description: text }))),
  word.map((text) => component('Layout:Account-A', tags({ one: text }))),
  word.map((text) => component('Layout:Account-B', tags({ one: text }))),
  fc
    .record({ one: word, two: optional(word) })
    .map(({ one, two }) => component('Settings:Case', tags({ one, ...(two && { two }) }))),
  fc.dictionary(fc.constantFrom('Hello', 'Bye'), word, { minKeys: 1 }).map((texts) =>
    component(
      'Translations:de',
      Object.entries(texts)
        .map(([name, label]) => `<customLabels>${tags({ label, name })}</customLabels>`)
        .join(''),
    ),
  ),
  fc.dictionary(fc.constantFrom('One__c', 'Two__c'), word, { minKeys: 1 }).map((fields) =>
    component(
      'CustomMetadata:Rate.A',
      `<label>A</label>${Object.entries(fields)
        .map(([name, value]) => `<values>${tags({ field: name, value })}</values>`)
        .join('')}`,
    ),
  ),
  fc
    .record({ label: word, page: optional(fc.constantFrom('Page')) })
    .map(({ label, page }) =>
      component(
        'CustomApplication:Sales',
        `<label>${label}</label>${page === undefined ? '' : `<actionOverrides>${tags({ actionName: 'View', content: page })}</actionOverrides>`}`,
      ),
    ),
  word.map((text) => component('FlexiPage:Page', tags({ masterLabel: text }))),
  word.map((text) => component('DataCategoryGroup:Topics', tags({ label: text }))),
  fc
    .record({ label: word, status: fc.constantFrom('Active', 'Draft') })
    .map(({ label, status }) => flow('Route', label, status)),
];

const version = fc
  .tuple(...families.map((family) => optional(family)))
  .map((contents) => contents.filter((content) => content !== undefined));

interface Story {
  readonly from: readonly ComponentContent[];
  readonly to: readonly ComponentContent[];
  readonly rows: number;
  readonly activeNow: number;
  readonly recorded: number | undefined;
  readonly accept: boolean;
  readonly before: boolean;
}

const story: fc.Arbitrary<Story> = fc.record({
  from: version,
  to: version,
  rows: fc.constantFrom(0, 3),
  activeNow: fc.constantFrom(0, 2),
  recorded: optional(fc.constantFrom(0, 1, 9)),
  accept: fc.boolean(),
  before: fc.boolean(),
});

/** A value that is deleted takes its parent's rows along: counts for everything that can hold some. */
const inputFrom = ({ from, to, rows, activeNow, recorded, accept, before }: Story): PlanInput => {
  const holders = [...from, ...to].map(keyOf);
  const hasFlow = from.some(({ type }) => type === 'Flow');
  const flows: ReadonlyMap<string, FlowFacts> = new Map(
    hasFlow ? [['Route', { activeVersion: activeNow, versions: [1, 2] }]] : [],
  );
  return inputOf({
    from,
    to,
    ...(before && { before: to }),
    facts: {
      rows: new Map(holders.map((key) => [key, { rows }])),
      flows,
      recordedFlowVersions: new Map(recorded === undefined ? [] : [['Route', recorded]]),
    },
    options: { acceptDataLoss: accept ? ['CustomField:Claim__c.Amount__c', 'CustomObject:Claim__c'] : [] },
  });
};

/** CI runs some hundred; `PROPERTY_RUNS=5000 mocha …` runs more. The seed of a failure is printed with it. */
const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 400) };

describe('any release, rolled back', () => {
  it('leaves the org as planned, and every difference to the former release is explained', () => {
    fc.assert(
      fc.property(story, (told) => {
        const input = inputFrom(told);
        const plan = planRollback(input);
        const org = carryOut(plan, input);
        const proof = prove({ plan, planned: input.contents, live: org.contents, flows: org.flows });
        const silent = proof.components.filter(
          ({ verdict, limits, kept }) => verdict === 'limited' && limits.length === 0 && kept === undefined,
        );
        expect(silent).to.deep.equal([]);
        expect(
          isProven(proof),
          JSON.stringify(proof.components.filter(({ verdict }) => verdict !== 'proven')),
        ).to.equal(true);
        const told_ = new Set(proof.components.map(keyOf));
        for (const change of input.delta.changes) expect(told_.has(keyOf(change)), keyOf(change)).to.equal(true);
      }),
      runs,
    );
  });

  it('can be rolled forward again: what the rollback left on purpose is not met as drift', () => {
    fc.assert(
      fc.property(story, (told) => {
        const input = inputFrom(told);
        const plan = planRollback(input);
        const org = carryOut(plan, input);
        const forth = inputFrom({ ...told, from: told.to, to: told.from, recorded: told.activeNow, before: false });
        const next: PlanInput = {
          ...forth,
          contents: { ...forth.contents, live: org.contents },
          facts: { ...forth.facts, flows: org.flows },
          left: leftBehind(plan, input.contents),
        };
        const again = planRollback(next);
        expect(again.blockers, JSON.stringify(again.drift)).to.deep.equal([]);
        const end = carryOut(again, next);
        const proof = prove({ plan: again, planned: next.contents, live: end.contents, flows: end.flows });
        expect(
          isProven(proof),
          JSON.stringify(proof.components.filter(({ verdict }) => verdict !== 'proven')),
        ).to.equal(true);
      }),
      runs,
    );
  });

  it('is found out when somebody changes one component behind its back', () => {
    fc.assert(
      fc.property(story, fc.nat(), (told, pick) => {
        const input = inputFrom(told);
        const plan = planRollback(input);
        fc.pre(plan.expected.length > 0);
        const org = carryOut(plan, input);
        const victim = plan.expected[pick % plan.expected.length];
        if (victim === undefined) return;
        const live = new Map(org.contents);
        live.set(keyOf(victim), spoiled(live.get(keyOf(victim)), victim));
        // versions of a flow never change: of one that is active by its number, another may be activated
        const flows = new Map<string, FlowFacts>([...org.flows, ['Route', { activeVersion: 99, versions: [99] }]]);
        const proof = prove({ plan, planned: input.contents, live, flows: victim.type === 'Flow' ? flows : org.flows });
        expect(isProven(proof), keyOf(victim)).to.equal(false);
      }),
      runs,
    );
  });

  it('is planned the same way twice, down to the id', () => {
    fc.assert(
      fc.property(story, (told) => {
        expect(planRollback(inputFrom(told))).to.deep.equal(planRollback(inputFrom(told)));
      }),
      { numRuns: 50 },
    );
  });

  it('has an id that survives being written and read, and no edit', () => {
    fc.assert(
      fc.property(story, (told) => {
        const plan = planRollback(inputFrom(told));
        const text = JSON.stringify(plan);
        expect(parsePlan(text)).to.deep.equal(JSON.parse(text));
        expect(() => parsePlan(text.replace('"production"', '"elsewhere"'))).to.throw(RangeError, 'changed after');
      }),
      { numRuns: 50 },
    );
  });

  it('has another id exactly when something that it says is another', () => {
    fc.assert(
      fc.property(story, story, (one, other) => {
        const { id: first, ...left } = planRollback(inputFrom(one));
        const { id: second, ...right } = planRollback(inputFrom(other));
        expect(first === second).to.equal(JSON.stringify(left) === JSON.stringify(right));
      }),
      { numRuns: 100 },
    );
  });

  it('never names in a destructive manifest what must not be there', () => {
    const never = new Set(['RecordType', 'Settings', 'StandardValueSet', 'Profile', 'Flow', 'DataCategoryGroup']);
    fc.assert(
      fc.property(story, (told) => {
        const { deletes } = planRollback(inputFrom(told));
        expect(deletes.filter(({ type }) => never.has(type))).to.deep.equal([]);
      }),
      runs,
    );
  });

  it('destroys no value that nobody gave away by name', () => {
    fc.assert(
      fc.property(story, (told) => {
        const { dataAtRisk, options } = planRollback(inputFrom(told));
        const lost = dataAtRisk.filter(({ fate }) => fate === 'lost').map(({ component: id }) => keyOf(id));
        expect(lost.filter((key) => !options.acceptDataLoss.includes(key))).to.deep.equal([]);
      }),
      runs,
    );
  });
});

/** What a component is after somebody else touched it: another value in it, or it is there or gone against the plan. */
const spoiled = (
  present: ComponentContent | 'absent' | undefined,
  { type, fullName }: { readonly type: string; readonly fullName: string },
): ComponentContent | 'absent' => {
  if (present === undefined || present === 'absent')
    return component(`${type}:${fullName}` satisfies ComponentKey, tags({ spoiled: 'x' }));
  if (present.xml === undefined) return 'absent';
  const children = [...present.xml.children, { name: 'spoiled', text: 'x', children: [] }];
  return { ...present, xml: { name: present.xml.name, children } };
};
