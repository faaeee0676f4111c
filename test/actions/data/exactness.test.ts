import { expect } from 'chai';
import { backup } from '../../../src/actions/data/backup.ts';
import { restore } from '../../../src/actions/data/restore.ts';
import type { RestoreOutcome } from '../../../src/release/data/data-outcome.ts';
import type { Row } from '../../../src/practice-org/records/types.ts';
import { setTheDataStage, type DataStage } from './data-stage.ts';
import { generatedTable, type Fate, type GeneratedTable } from './generated-rows.ts';

/** For the figures of docs/RELIABILITY.md: RESTORE_SCENARIOS=500 RESTORE_ROWS=200. */
const scenarios = Number(process.env['RESTORE_SCENARIOS'] ?? 10);
/** Each is a table of its own; so many are saved and restored together. */
const tablesOfEach = 5;
const rowsOfEach = Number(process.env['RESTORE_ROWS'] ?? 40);
const firstSeed = Number(process.env['RESTORE_SEED'] ?? 1);

/** What the wire does to a restore: once, or until the command was cut off by it and run again. */
const mishaps = [
  undefined,
  { operation: 'bulkIngestCreate', kind: 'answerLost' },
  { operation: 'bulkIngestUpload', kind: 'answerLost' },
  { operation: 'bulkIngestState', kind: 'answerLost' },
  { operation: 'bulkIngestSuccesses', kind: 'bodyCut' },
  { operation: 'bulkQueryCreate', kind: 'answerLost' },
  'cutOff',
] as const;

interface Scene {
  readonly stage: DataStage;
  readonly object: string;
  /** Each row of the object has one of these, which goes when it goes (master-detail). */
  readonly detail: string;
  readonly table: GeneratedTable;
}

/** Rows as values only, references by the key of the row they mean: ids may be others after a restore. */
const valuesIn = ({ stage, object, detail, table }: Scene): readonly string[] => {
  const { database } = stage.org;
  const names = ['Key__c', ...table.fields.map(({ name }) => name)];
  const rows = database.query(`SELECT Id, Parent__c, ${names.join(', ')} FROM ${object} ORDER BY Key__c`);
  const keys = new Map(rows.map(({ Id, Key__c }) => [Id, Key__c]));
  return [
    ...rows.map((row) => JSON.stringify([...names.map((name) => row[name]), keys.get(row['Parent__c'])])),
    ...database
      .query(`SELECT Key__c, Master__c FROM ${detail} ORDER BY Key__c`)
      .map(({ Key__c, Master__c }) => JSON.stringify([Key__c, keys.get(Master__c)])),
  ];
};

interface InsertedIds {
  readonly ids: readonly string[];
  readonly details: readonly string[];
}

const insertRows = ({ stage, object, detail, table }: Scene): InsertedIds => {
  const { database } = stage.org;
  database.define({
    name: object,
    fields: [
      { name: 'Key__c', type: 'string', length: 40 },
      { name: 'Parent__c', type: 'reference', referenceTo: [object], relationshipName: 'Parent__r' },
      ...table.fields,
    ],
  });
  const ids = database.insert(
    object,
    table.rows.map((row, at) => ({ ...row, Key__c: `row ${String(at).padStart(6, '0')}` })),
  );
  const parents = ids.map((Id, at) => ({ Id, Parent__c: ids[table.parents[at] ?? 0] ?? null }));
  database.write({ object, kind: 'update', rows: parents });
  const master = {
    name: 'Master__c',
    type: 'reference',
    referenceTo: [object],
    relationshipName: 'Master__r',
  } as const;
  database.define({
    ...{ name: detail, owned: false },
    fields: [
      { name: 'Key__c', type: 'string', length: 40 },
      { ...master, cascadeDelete: true, nillable: false },
    ],
  });
  const details = ids.map((Master__c, at) => ({ Master__c, Key__c: `detail ${String(at).padStart(6, '0')}` }));
  return { ids, details: database.insert(detail, details) };
};

/** A row with everything in it gone or, by another seed, something else; details go before their masters, or with them. */
const spoil = ({ stage, object, detail, table }: Scene, { ids, details }: InsertedIds, seed: number): void => {
  const { database } = stage.org;
  const others = generatedTable(seed + 1_000_000, table.rows.length).rows;
  const having = (fate: Fate): readonly number[] => [...ids.keys()].filter((at) => table.fates[at] === fate);
  const names = table.fields.map(({ name, type }) => ({ name, empty: type === 'boolean' ? false : null }));
  const emptied = (): Row => Object.fromEntries(names.map(({ name, empty }) => [name, empty]));
  const changed = (at: number): Row =>
    Object.fromEntries(names.map(({ name, empty }) => [name, others[at]?.[name] ?? empty]));
  const update = (rows: readonly Row[]): unknown => database.write({ object, kind: 'update', rows });
  const next = (fate: Fate): readonly Row[] => having(fate).map((at) => ({ Id: details[(at + 1) % details.length] }));
  database.write({ object: detail, kind: 'delete', rows: next('isBinned') });
  database.write({ object: detail, kind: 'hardDelete', rows: next('isDestroyed') });
  update(having('changes').map((at) => ({ ...changed(at), Id: ids[at], Parent__c: null })));
  update(having('isEmptied').map((at) => ({ ...emptied(), Id: ids[at], Parent__c: null })));
  database.write({ object, kind: 'delete', rows: having('isBinned').map((at) => ({ Id: ids[at] })) });
  database.write({ object, kind: 'hardDelete', rows: having('isDestroyed').map((at) => ({ Id: ids[at] })) });
};

const saved = async (stage: DataStage, objects: readonly string[]): Promise<string> => {
  const wishes = { incremental: false, plain: false, resume: false };
  const outcome = await backup(stage.gateways, { targetOrg: stage.alias, objects, ...wishes });
  if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
  stage.org.clock.advance(60_000);
  return outcome.backup.id;
};

const restored = (stage: DataStage, id: string): Promise<RestoreOutcome> => {
  const wishes = { objects: [], fields: [], ids: [], onConflict: 'overwrite', insert: true, dryRun: false } as const;
  const request = { backup: id, targetOrg: stage.alias, identity: stage.keyFile, ...wishes };
  return restore(stage.gateways, request, () => Promise.resolve());
};

const restoredDespite = async (
  stage: DataStage,
  id: string,
  mishap: (typeof mishaps)[number],
): Promise<RestoreOutcome> => {
  const { faults } = stage.org;
  if (mishap === 'cutOff') {
    const fault = { kind: 'error', code: 'X', message: 'x' } as const;
    faults.force({ operation: 'bulkIngestFailures', fault, on: 'always' });
    await restored(stage, id);
    faults.clear();
  } else if (mishap !== undefined)
    faults.force({ operation: mishap.operation, fault: { kind: mishap.kind }, on: 'next' });
  const outcome = await restored(stage, id);
  faults.clear();
  return outcome;
};

describe('a restore of generated rows of every type', function () {
  this.timeout(scenarios * 60_000);

  it(`gives back every value of ${scenarios} tables of ${rowsOfEach} rows and their details, whatever became of them and whatever the wire did`, async () => {
    await using stage = await setTheDataStage();
    let rows = 0;
    for (let first = firstSeed; first < firstSeed + scenarios; first += tablesOfEach) {
      const scenes = Array.from({ length: tablesOfEach }, (_, at): Scene & { readonly seed: number } => {
        const seed = first + at;
        const names = { object: `Sample${seed}__c`, detail: `Detail${seed}__c` };
        return { stage, seed, ...names, table: generatedTable(seed, rowsOfEach) };
      });
      const inserted = scenes.map(insertRows);
      const before = scenes.map(valuesIn);
      const id = await saved(
        stage,
        scenes.flatMap(({ object, detail }) => [detail, object]),
      );
      for (const [at, scene] of scenes.entries()) spoil(scene, inserted[at] ?? { ids: [], details: [] }, scene.seed);
      const mishap = mishaps[Math.floor(first / tablesOfEach) % mishaps.length];
      const outcome = await restoredDespite(stage, id, mishap);
      const where = `seed ${first}, ${JSON.stringify(mishap)}: ${JSON.stringify(outcome)}`;
      expect(outcome.kind, where).to.equal('restored');
      expect(scenes.map(valuesIn), where).to.deep.equal(before);
      rows += before.flat().length;
    }
    if (scenarios > 50) console.log(`      ${scenarios} tables and their details, ${rows} rows, all equal`);
    expect(rows).to.equal(2 * scenarios * rowsOfEach);
  });
});
