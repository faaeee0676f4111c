import { expect } from 'chai';
import {
  firing,
  permissionsIn,
  type Automation,
  type AutomationKind,
  type RowWrite,
} from '../../../src/release/data/automation.ts';
import {
  automationSources,
  listedRuleOf,
  permissionsOf,
  writesOfRule,
} from '../../../src/release/data/automation-sources.ts';

const read = (kind: AutomationKind, row: Readonly<Record<string, unknown>>): readonly Automation[] =>
  automationSources.find(({ kinds }) => kinds.includes(kind))?.read(row) ?? expect.fail(kind);

const account = { QualifiedApiName: 'Account' };

const trigger = {
  Name: 'Watch',
  NamespacePrefix: null,
  EntityDefinition: account,
  ...{ UsageBeforeInsert: false, UsageAfterInsert: false, UsageAfterUndelete: false },
  ...{ UsageBeforeUpdate: false, UsageAfterUpdate: false },
};

const flow = {
  ApiName: 'Rate',
  ProcessType: 'AutoLaunchedFlow',
  TriggerType: 'RecordBeforeSave',
  RecordTriggerType: 'Update',
  TriggerObjectOrEvent: account,
  ActiveVersionId: '301000000000001AAA',
};

describe('what runs when records are written', () => {
  for (const [given, on] of [
    [{ UsageBeforeInsert: true }, ['insert']],
    [{ UsageAfterInsert: true, UsageAfterUpdate: true }, ['insert', 'update']],
    [{ UsageBeforeUpdate: true, UsageAfterUndelete: true }, ['update', 'undelete']],
    [{}, []],
  ] as const)
    it(`is a trigger on ${on.join(' and ') || 'none'} of these writes, by its usages`, () => {
      expect(read('trigger', { ...trigger, ...given })).to.deep.equal([
        { kind: 'trigger', name: 'Watch', object: 'Account', on },
      ]);
    });

  for (const [given, expected] of [
    [{}, { kind: 'beforeSaveFlow', object: 'Account', on: ['update'] }],
    [
      { TriggerType: 'RecordAfterSave', RecordTriggerType: 'Create' },
      { kind: 'afterSaveFlow', object: 'Account', on: ['insert'] },
    ],
    [{ RecordTriggerType: null }, { kind: 'beforeSaveFlow', object: 'Account', on: ['insert', 'update'] }],
    [
      { ProcessType: 'Workflow', TriggerType: null, RecordTriggerType: null, TriggerObjectOrEvent: null },
      { kind: 'process', on: ['insert', 'update'] },
    ],
    [{ TriggerType: 'Scheduled' }, undefined],
    [{ TriggerType: null }, undefined],
    [{ ActiveVersionId: null }, undefined],
  ] as const)
    it(`is ${expected?.kind ?? 'no flow'} where the view says ${JSON.stringify(given)}`, () => {
      expect(read('process', { ...flow, ...given })).to.deep.equal(
        expected === undefined
          ? []
          : [{ ...expected, name: 'Rate', condition: "SELECT Metadata FROM Flow WHERE Id = '301000000000001AAA'" }],
      );
    });

  it('is called with its namespace', () => {
    expect(read('trigger', { ...trigger, NamespacePrefix: 'pack' })[0]?.name).to.equal('pack__Watch');
    const rule = {
      Id: '03d000000000001AAA',
      ValidationName: 'Needs',
      NamespacePrefix: 'pack',
      EntityDefinition: account,
    };
    expect(read('validationRule', rule)[0]).to.include({ name: 'pack__Needs', object: 'Account' });
    expect(read('duplicateRule', { DeveloperName: 'Same', NamespacePrefix: '', SobjectType: 'Lead' })[0]).to.include({
      name: 'Same',
      object: 'Lead',
    });
  });

  for (const [metadata, on] of [
    [{ active: true, triggerType: 'onCreateOnly' }, ['insert']],
    [{ active: true, triggerType: 'onAllChanges' }, ['insert', 'update']],
    [{ active: true, triggerType: 'onCreateOrTriggeringUpdate' }, ['insert', 'update']],
    [{ active: false, triggerType: 'onAllChanges' }, []],
  ] as const)
    it(`is a workflow rule on ${on.join(' and ') || 'nothing'}, by ${JSON.stringify(metadata)}`, () => {
      expect(writesOfRule({ Metadata: metadata })).to.deep.equal(on);
    });

  for (const [condition, names] of [
    ['AND(NOT({!$Permission.Bypass}), {!$Permission.A1} = FALSE, NOT($Permission.Bypass))', ['A1', 'Bypass']],
    [{ leftValueReference: '$Permission.Data_Load', operator: 'EqualTo' }, ['Data_Load']],
    ['ISBLANK(Permission__c)', []],
    [null, []],
  ] as const)
    it(`looks at ${names.join(' and ') || 'no custom permission'} in ${JSON.stringify(condition)}`, () => {
      expect(permissionsIn(condition)).to.deep.equal(names);
    });

  it('looks, as a flow, at what its start asks and not at what it asks later', () => {
    const start = { filterFormula: 'NOT({!$Permission.Bypass})' };
    expect(permissionsOf({ Metadata: { start, decisions: ['{!$Permission.Other}'] } })).to.deep.equal(['Bypass']);
    expect(permissionsOf({ Metadata: { errorConditionFormula: '$Permission.Other' } })).to.deep.equal(['Other']);
  });

  it('is not guessed from a row of another shape', () => {
    for (const wrong of [
      () => read('trigger', { Name: 'Watch' }),
      () => read('validationRule', { Id: "x' OR Id != '", ValidationName: 'V', EntityDefinition: account }),
      () => writesOfRule(undefined),
      () => listedRuleOf({}),
    ])
      expect(wrong).to.throw(RangeError, 'cannot be read');
  });

  it('is told for what is written, object by object, in the order in which it runs', () => {
    const found = (kind: AutomationKind, object: string | undefined, on: readonly RowWrite[]): Automation => ({
      ...{ kind, on, name: `${kind} ${object ?? ''}` },
      ...(object !== undefined && { object }),
    });
    const active = [
      found('process', undefined, ['insert', 'update']),
      found('afterSaveFlow', 'Contact', ['update']),
      found('validationRule', 'Account', ['insert', 'update']),
      found('beforeSaveFlow', 'Account', ['insert', 'update']),
      found('trigger', 'Account', ['insert']),
      found('trigger', 'Lead', ['insert', 'update', 'undelete']),
      found('trigger', 'Contact', ['update', 'undelete']),
    ];
    const writes = new Map([
      ['Contact', new Set(['undelete', 'update'] as const)],
      ['Account', new Set(['update'] as const)],
    ]);
    expect(firing(active, writes).map(({ name, on }) => `${name}: ${on.join()}`)).to.deep.equal([
      'trigger Contact: update,undelete',
      'afterSaveFlow Contact: update',
      'beforeSaveFlow Account: update',
      'validationRule Account: update',
      'process : update',
    ]);
  });
});
