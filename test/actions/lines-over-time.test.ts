import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import type { Outcome } from '../../src/release/outcome.ts';
import { classSaying, core, inDirectory, linedProject, sales, type Files } from './lined-project.ts';
import { withoutClass } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

/** What a class of the org says. */
const said = ({ org }: Stage, name: string): string | undefined =>
  /return '(\w+)'/u.exec(
    [...(org.metadata.components.get(`ApexClass:${name}`)?.files.values() ?? [])]
      .map((bytes) => Buffer.from(bytes).toString('utf8'))
      .join('\n'),
  )?.[1];

const planOf = (outcome: Outcome) => {
  if (outcome.kind !== 'released' && outcome.kind !== 'rolledBack') throw new Error(JSON.stringify(outcome));
  return outcome.plan;
};

const names = (components: readonly { readonly fullName: string }[]) => components.map(({ fullName }) => fullName);

const lines = (core: string, sales?: string): string =>
  [
    `lines:\n  core:\n    packageDirectories: [${core}]`,
    ...(sales === undefined ? [] : [`  sales:\n    packageDirectories: [${sales}]`]),
    '',
  ].join('\n');

const project = (...directories: readonly string[]): string =>
  JSON.stringify({ packageDirectories: directories.map((path) => ({ path })), sourceApiVersion: '62.0' });

const configured = ({ org }: Stage, text: string) => ({
  'release.yaml': `environments:\n  production:\n    orgId: ${org.orgId}\n${text}`,
});

const quotes = (files: Files) => inDirectory('packages/quotes', files);

/** A third package directory, of one of the lines. */
const withQuotes = (stage: Stage, line: 'core' | 'sales') => ({
  'sfdx-project.json': project('packages/core', 'packages/sales', 'packages/quotes'),
  ...(line === 'core'
    ? configured(stage, lines('packages/core, packages/quotes', 'packages/sales'))
    : configured(stage, lines('packages/core', 'packages/sales, packages/quotes'))),
});

/** 1.0.0 of both lines; 1.1.0 of `core` from a commit that has more of `sales` than anybody deployed. */
const released = async (): Promise<Stage> => {
  const stage = await setTheStage();
  await stage.commit({ ...linedProject(stage.org.orgId), ...sales(classSaying('Extra', 'one')) }, 'two lines');
  planOf(await stage.deploy('1.0.0', { line: 'core' }));
  planOf(await stage.deploy('1.0.0', { line: 'sales' }));
  await stage.commit({ ...core(classSaying('Greeter', 'two')), ...sales(classSaying('Sale', 'two')) });
  planOf(await stage.deploy('1.1.0', { line: 'core' }));
  return stage;
};

/** A rollback that is left while the org works, and brought to its end by who knows it from the journal alone. */
const begunAndResumed = async (stage: Stage, given: Parameters<Stage['rollback']>[0]) => {
  stage.org.events.holdDeploys(true);
  const interrupt = new AbortController();
  const onProgress = (): void => {
    interrupt.abort();
  };
  const left = await stage.rollback({ ...given, waiting: { minutes: 1, signal: interrupt.signal, onProgress } });
  expect(left.kind).to.equal('inProgress');
  stage.org.events.holdDeploys(false);
  return stage.resume();
};

describe('a release line whose package directories change', function () {
  this.timeout(120_000);

  it('goes on from what the line gave that had them, and back to that', async () => {
    await using stage = await released();
    await stage.commit({
      ...configured(stage, lines('packages/core, packages/sales')),
      ...sales({ ...classSaying('Sale', 'three'), ...withoutClass('Extra') }),
    });
    const given = planOf(await stage.deploy('1.2.0', { line: 'core' }));
    expect([names(given.ships), names(given.deletes), given.drift]).to.deep.equal([['Sale'], ['Extra'], []]);
    expect(given.options.takenOver?.from).to.deep.include({
      ...{ line: 'sales', release: 'production/sales/v1.0.0', packageDirectories: ['packages/sales'] },
      commit: await stage.git('rev-parse', 'production/sales/v1.0.0^{}'),
    });
    const back = planOf(await begunAndResumed(stage, { line: 'core' }));
    expect([names(back.limits.map(({ component }) => component)), names(back.deletes)]).to.deep.equal([[], []]);
    expect([said(stage, 'Sale'), said(stage, 'Extra'), said(stage, 'Greeter')]).to.deep.equal(['one', 'one', 'two']);
    planOf(await stage.rollback({ line: 'core', undoLast: true }));
    expect([said(stage, 'Sale'), said(stage, 'Extra')]).to.deep.equal(['three', undefined]);
    await stage.commit(core(classSaying('Greeter', 'three')));
    expect(names(planOf(await stage.deploy('1.3.0', { line: 'core' })).ships)).to.deep.equal(['Greeter']);
    await writeFile(path.join(stage.directory, 'release.yaml'), lines('packages/core', 'packages/sales'));
    expect(await stage.deploy('1.4.0', { line: 'core' }), 'which no commit says')
      .to.have.property('refusal')
      .that.deep.equals({ reason: 'dirtyTree', files: ['release.yaml'] });
  });

  it('takes a release out again with what it took over, and leaves what another line has by now', async () => {
    await using stage = await released();
    await stage.commit({ ...withQuotes(stage, 'core'), ...quotes(classSaying('Quote', 'one')) });
    planOf(await stage.deploy('1.1.0', { line: 'sales' }));
    await stage.commit(quotes(classSaying('Quote', 'two')));
    planOf(await stage.deploy('1.2.0', { line: 'core' }));
    await stage.commit({
      ...withQuotes(stage, 'sales'),
      ...quotes(classSaying('Quote', 'three')),
      ...core(classSaying('Greeter', 'three')),
    });
    expect(names(planOf(await stage.deploy('1.2.0', { line: 'sales' })).ships)).to.deep.equal(['Quote']);
    const without = planOf(await stage.deploy('1.3.0', { line: 'core' }));
    expect([names(without.ships), names(without.deletes)]).to.deep.equal([['Greeter'], []]);
    const back = planOf(await stage.rollback({ line: 'core', to: '1.2.0' }));
    expect([names(back.ships), said(stage, 'Quote')]).to.deep.equal([['Greeter'], 'three']);
    planOf(await stage.rollback({ line: 'sales', undo: '1.2.0' }));
    expect(said(stage, 'Quote')).to.equal('two');
  });

  it('takes a directory back that another line had meanwhile as that one left it', async () => {
    await using stage = await setTheStage();
    await stage.commit(
      {
        ...linedProject(stage.org.orgId),
        ...withQuotes(stage, 'core'),
        ...quotes(classSaying('Quote', 'one')),
      },
      'quotes of core',
    );
    planOf(await stage.deploy('1.0.0', { line: 'core' }));
    planOf(await stage.deploy('1.0.0', { line: 'sales' }));
    const lent = { ...classSaying('Quote', 'two'), ...classSaying('Offer', 'two') };
    await stage.commit({ ...withQuotes(stage, 'sales'), ...quotes(lent) });
    planOf(await stage.deploy('1.1.0', { line: 'sales' }));
    await stage.commit({
      ...withQuotes(stage, 'core'),
      ...quotes({ ...classSaying('Quote', 'one'), ...withoutClass('Offer') }),
    });
    const taken = planOf(await stage.deploy('1.1.0', { line: 'core' }));
    expect([names(taken.ships), names(taken.deletes), taken.drift]).to.deep.equal([['Quote'], ['Offer'], []]);
    expect([said(stage, 'Quote'), said(stage, 'Offer')]).to.deep.equal(['one', undefined]);
  });

  it('that begins with directories of another, or of the whole project, goes on from what that one gave', async () => {
    for (const before of [lines('packages/core, packages/sales'), '']) {
      await using stage = await setTheStage();
      await stage.commit({
        ...linedProject(stage.org.orgId),
        ...configured(stage, before),
        ...sales(classSaying('Extra', 'one')),
      });
      planOf(await stage.deploy('1.0.0', before === '' ? {} : { line: 'core' }));
      await stage.commit({
        ...configured(stage, lines('packages/core', 'packages/sales')),
        ...sales(withoutClass('Extra')),
      });
      const first = planOf(await stage.deploy('1.0.0', { line: 'sales' }));
      expect([names(first.ships), names(first.deletes)], before).to.deep.equal([
        ['Sale', 'Thing__c.Price__c', 'Sold'],
        ['Extra'],
      ]);
      expect(said(stage, 'Extra')).to.equal(undefined);
    }
  });

  it('gives a component back on the way back as the line gave it that had it before, under any directory', async () => {
    await using stage = await setTheStage();
    await stage.commit({
      ...linedProject(stage.org.orgId),
      ...withQuotes(stage, 'core'),
      ...quotes(classSaying('Quote', 'good')),
      ...core(classSaying('Moved', 'good')),
    });
    planOf(await stage.deploy('1.0.0', { line: 'core' }));
    planOf(await stage.deploy('1.0.0', { line: 'sales' }));
    await stage.commit({
      'sfdx-project.json': project('packages/core', 'packages/sales', 'packages/sales-quotes'),
      ...configured(stage, lines('packages/core', 'packages/sales, packages/sales-quotes')),
      ...quotes(withoutClass('Quote')),
      ...inDirectory('packages/sales-quotes', classSaying('Quote', 'bad')),
      ...core(withoutClass('Moved')),
      ...sales({ ...classSaying('Moved', 'bad'), ...classSaying('New', 'bad') }),
    });
    planOf(await stage.deploy('1.1.0', { line: 'sales' }));
    expect([said(stage, 'Quote'), said(stage, 'Moved')]).to.deep.equal(['bad', 'bad']);
    const back = planOf(await begunAndResumed(stage, { line: 'sales' }));
    expect([names(back.ships), names(back.deletes), back.limits]).to.deep.equal([['Moved', 'Quote'], ['New'], []]);
    expect([said(stage, 'Quote'), said(stage, 'Moved')]).to.deep.equal(['good', 'good']);
  });
});
