import { expect } from 'chai';
import { holderFacts } from '../../../src/actions/plan/holder-facts.ts';
import { flowFacts, orgFacts, type FactRequest } from '../../../src/actions/plan/org-facts.ts';
import type { FileProperties } from '../../../src/gateways/org/metadata-lists.ts';
import type { Org } from '../../../src/gateways/org/org.ts';
import type { Row } from '../../../src/gateways/org/queries.ts';
import { apexClass, component, deltaOf } from '../../release/plan-builders.ts';

const numbered = (count: number, prefix: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${String(index).padStart(12, '0')}`);

/** An org that notes what it is asked, and answers a query by how many things it names. */
const askedOrg = (answer: (named: readonly string[]) => readonly Row[]) => {
  const asked: number[] = [];
  const toolingQuery = (soql: string): Promise<readonly Row[]> => {
    const named = [...(/ IN \((.*)\)/u.exec(soql)?.[1] ?? '').matchAll(/'([^']+)'/gu)].map(([, name]) => name ?? '');
    asked.push(named.length);
    return Promise.resolve(answer(named));
  };
  return { org: { toolingQuery } as Partial<Org> as Org, asked };
};

/** A rollback that deletes classes which the org knows by these ids. */
const deleting = (org: Org, ids: readonly string[]): FactRequest => {
  const classes = ids.map((id) => apexClass(`C${id}`));
  const files = ids.map((id) => ({ type: 'ApexClass', fullName: `C${id}`, id: `${id}AAA` }) as FileProperties);
  const move = { delta: deltaOf(classes, []), contents: { from: new Map(), to: new Map() } };
  return {
    org,
    move: move as unknown as FactRequest['move'],
    live: { entries: new Map(), files, absent: [], contents: new Map() },
    apiVersion: '62.0',
    recorded: {},
    namers: [],
  };
};

const reference = (to: string, by: string): Row => ({
  MetadataComponentId: by,
  MetadataComponentName: 'Caller',
  MetadataComponentType: 'ApexTrigger',
  RefMetadataComponentId: to,
});

/** An org that counts the rows of some objects and refuses to count those of any other. */
const countingOrg = (counts: Readonly<Record<string, number>>): Org => {
  const count = (soql: string): Promise<number> => {
    const found = counts[/ FROM (\w+) /u.exec(soql)?.[1] ?? ''];
    if (found !== undefined) return Promise.resolve(found);
    return Promise.reject(Object.assign(new Error('no such object'), { reason: 'refusedByOrg' }));
  };
  return { count } as Partial<Org> as Org;
};

describe('who holds on to a queue that would go', () => {
  const key = 'Queue:Agents';
  const queue = component(
    key,
    ['Case', 'Lead'].map((name) => `<queueSobject><sobjectType>${name}</sobjectType></queueSobject>`).join(''),
  );
  const holdersIn = (counts: Readonly<Record<string, number>>): Promise<ReadonlyMap<string, number>> =>
    holderFacts(countingOrg(counts), { delta: deltaOf([queue], []) } as unknown as FactRequest['move'], {
      entries: new Map(),
      files: [{ type: 'Queue', fullName: 'Agents', id: '00G000000000001AAA' } as FileProperties],
      absent: [],
      contents: new Map([[key, queue]]),
    });

  it('are the records of all its objects', async () => {
    expect([...(await holdersIn({ Case: 2, Lead: 1 }))]).to.deep.equal([[key, 3]]);
    expect([...(await holdersIn({ Case: 0, Lead: 0 }))]).to.deep.equal([[key, 0]]);
  });

  it('are at least those that were counted, and unknown where none of them was', async () => {
    expect([...(await holdersIn({ Case: 2 }))]).to.deep.equal([[key, 2]]);
    expect([...(await holdersIn({ Case: 0 }))]).to.deep.equal([]);
  });
});

describe('what is asked of the org before a plan', () => {
  it('is who refers to a deletion, for a hundred deletions at once', async () => {
    const { org, asked } = askedOrg((ids) => ids.slice(0, 1).map((id) => reference(id.slice(0, 15), '01q1')));
    const { dependencies } = await orgFacts(deleting(org, numbered(250, '01p')));
    expect(asked).to.deep.equal([100, 100, 50]);
    expect(dependencies[1]).to.deep.equal({
      of: { type: 'ApexClass', fullName: 'C01p000000000100' },
      by: { type: 'ApexTrigger', fullName: 'Caller' },
      foundIn: 'org',
    });
  });

  it('is asked one by one where an answer may not hold all: the org does not say that there is more', async () => {
    const { org, asked } = askedOrg((ids) =>
      numbered(ids.length > 1 ? 2000 : 1, '01q').map((by) => reference(ids[0] ?? '', by)),
    );
    const { dependencies } = await orgFacts(deleting(org, numbered(3, '01p')));
    expect(asked).to.deep.equal([3, 1, 1, 1]);
    expect(dependencies.map(({ of }) => of.fullName)).to.deep.equal(numbered(3, 'C01p'));
  });

  it('is the versions of flows, as many as fit into a URL at once', async () => {
    const { org, asked } = askedOrg((names) =>
      names.map((name) => ({ VersionNumber: 2, Status: 'Active', Definition: { DeveloperName: name } })),
    );
    const flows = await flowFacts(org, numbered(120, 'Flow'));
    expect(asked).to.deep.equal([100, 20]);
    expect([...flows.values()].every(({ activeVersion }) => activeVersion === 2)).to.equal(true);
  });
});
