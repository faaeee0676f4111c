import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import type { Outcome } from '../../src/release/outcome.ts';
import { classSaying, core, linedProject, sales } from './lined-project.ts';
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

const configured = ({ org }: Stage, text: string) => ({
  'release.yaml': `environments:\n  production:\n    orgId: ${org.orgId}\n${text}`,
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
    expect(given.options.takenOver).to.deep.include({
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
    const handedOver = lines('packages/core', 'packages/sales, packages/quotes');
    const directories = ['packages/core', 'packages/sales', 'packages/quotes'].map((path) => ({ path }));
    const quotes = (word: string) =>
      Object.fromEntries(
        Object.entries(sales(classSaying('Quote', word))).map(([file, text]) => [
          file.replace('sales', 'quotes'),
          text,
        ]),
      );
    await stage.commit({
      'sfdx-project.json': JSON.stringify({ packageDirectories: directories, sourceApiVersion: '62.0' }),
      ...configured(stage, lines('packages/core, packages/quotes', 'packages/sales')),
      ...quotes('one'),
    });
    planOf(await stage.deploy('1.1.0', { line: 'sales' }));
    await stage.commit(quotes('two'));
    planOf(await stage.deploy('1.2.0', { line: 'core' }));
    await stage.commit({
      ...configured(stage, handedOver),
      ...quotes('three'),
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
});
