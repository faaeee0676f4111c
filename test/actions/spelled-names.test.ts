import { expect } from 'chai';
import { readZip } from '../../src/gateways/zip/zip-reader.ts';
import type { Org } from '../../src/gateways/org/org.ts';
import { rollback } from '../../src/actions/rollback.ts';
import { xmlFile } from './all-families.ts';
import { options, setTheStage, type Stage } from './stage.ts';

const main = 'force-app/main/default';
const encoded = (name: string): string => `Thing__c-${name} %26 Service %28x%29 Layout`;

const layout = (name: string, label: string): Record<string, string> => ({
  [`${main}/layouts/${encoded(name)}.layout-meta.xml`]: xmlFile(
    'Layout',
    `    <layoutSections>\n        <customLabel>true</customLabel>\n        <label>${label}</label>\n        <style>OneColumn</style>\n    </layoutSections>\n`,
  ),
});

/** Rolls back and keeps every manifest on the way to the org. */
const manifestsOf = async (stage: Stage): Promise<{ asked: string[]; sent: string[] }> => {
  const asked: string[] = [];
  const sent: string[] = [];
  const gateways = await stage.gateways();
  const listening = (org: Org): Org => ({
    ...org,
    retrieve: (request) => {
      asked.push(...(request.manifest.get('Layout') ?? []));
      return org.retrieve(request);
    },
    deploy: async (request) => {
      for (const [path, bytes] of await readZip(request.zip))
        if (path.endsWith('.xml'))
          sent.push(
            ...Array.from(
              bytes.toString().matchAll(/<members>(.*)<\/members>/g),
              ([, name = '']) => `${path}: ${name}`,
            ),
          );
      return org.deploy(request);
    },
  });
  const outcome = await rollback(
    () => Promise.resolve({ ...gateways, openOrg: async (alias) => listening(await gateways.openOrg(alias)) }),
    { targetOrg: stage.alias, dryRun: false, options, waiting: { minutes: 1 } },
    () => Promise.resolve(),
  );
  expect(outcome.kind, JSON.stringify(outcome)).to.equal('rolledBack');
  return { asked, sent };
};

describe('names that files spell with percent signs', function () {
  this.timeout(60_000);

  it('are asked for, sent and deleted as files spell them', async () => {
    await using stage = await setTheStage();
    await stage.commit(layout('Sales', 'one'));
    await stage.deploy('1.0.0');
    await stage.commit({ ...layout('Sales', 'two'), ...layout('New', 'new') });
    await stage.deploy('minor');
    const { asked, sent } = await manifestsOf(stage);
    expect(new Set(asked)).to.deep.equal(new Set([encoded('New'), encoded('Sales')]));
    expect(sent).to.have.members([`destructiveChangesPost.xml: ${encoded('New')}`, `package.xml: ${encoded('Sales')}`]);
  });
});
