import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { configurationSchema, readConfiguration } from '../../src/release/configuration.ts';
import { configurationText } from '../../src/report/configuration-text.ts';

const prod = { environment: 'production', orgId: '00D000000000001AAA', orgName: 'Acme', targetOrg: 'prod' };
const uat = { environment: 'uat', orgId: '00D000000000002AAA', orgName: 'Acme UAT' };

describe('the text of release.yaml', () => {
  it('is commented, and read as what it says', () => {
    const text = configurationText(prod, undefined);
    expect(text)
      .to.match(/^# Releases of this project/u)
      .and.contain('# Acme.');
    expect(readConfiguration(text)).to.deep.equal({
      configuration: { environments: { production: { orgId: '00D000000000001AAA', targetOrg: 'prod' } } },
    });
  });

  it('takes another environment in and keeps every comment', () => {
    const first = `${configurationText(prod, undefined)}\n# ours\n`;
    const text = configurationText(uat, first);
    for (const line of first.split('\n').filter((one) => one.trim().startsWith('#')))
      expect(text).to.contain(line.trim());
    expect(readConfiguration(text)).to.have.nested.property(
      'configuration.environments.uat.orgId',
      '00D000000000002AAA',
    );
    expect(readConfiguration(text)).to.have.nested.property('configuration.environments.production.targetOrg', 'prod');
  });

  it('adds environments to a file that has none', () => {
    expect(readConfiguration(configurationText(uat, 'remote: upstream\n'))).to.deep.equal({
      configuration: { remote: 'upstream', environments: { uat: { orgId: '00D000000000002AAA' } } },
    });
  });

  it('has a schema for editors that says what the code checks', async () => {
    const shipped = await readFile(new URL('../../schemas/release.yaml.schema.json', import.meta.url), 'utf8');
    expect(JSON.parse(shipped), 'run: node bin/write-schemas.ts').to.deep.equal(
      JSON.parse(JSON.stringify(configurationSchema())),
    );
  });
});
