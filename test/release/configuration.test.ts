import { expect } from 'chai';
import { readConfiguration } from '../../src/release/configuration.ts';

const problems = (text: string) => {
  const reading = readConfiguration(text);
  return 'problems' in reading
    ? reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};

describe('release.yaml', () => {
  it('may be empty', () => {
    expect(readConfiguration('# nothing yet\n')).to.deep.equal({ configuration: { environments: {} } });
  });

  it('pins environments to org ids', () => {
    const reading = readConfiguration(
      'environments:\n  production:\n    orgId: 00D000000000001AAA\n    testLevel: RunLocalTests\n',
    );
    expect(reading).to.deep.equal({
      configuration: { environments: { production: { orgId: '00D000000000001AAA', testLevel: 'RunLocalTests' } } },
    });
  });

  it('says line and column of what is wrong', () => {
    expect(problems('environments:\n  production:\n    orgId: prod\n')[0]).to.match(
      /^3:12 environments\.production\.orgId: .*18-character/u,
    );
    expect(problems('environments:\n  production: {}\n')[0]).to.match(/^2:15 environments\.production\.orgId/u);
    expect(problems('colour: blue\n')[0]).to.match(/^1:\d+ the file: .*colour/u);
  });

  it('puts state where the Git host takes it, never among tags or in place of a branch', () => {
    expect(problems('refs: heads/release-state\n')).to.deep.equal([]);
    for (const place of ['heads', 'heads/', 'tags/state', 'remotes/origin', '../heads', '-x', 'Release', 'a//b'])
      expect(problems(`refs: ${place}\n`)[0], place).to.match(/^1:7 refs: a place below refs/u);
  });

  it('has release lines, whose directories are told as sfdx-project.json may tell them', () => {
    const reading = readConfiguration('lines:\n  core:\n    packageDirectories: [./packages/core/]\n');
    expect(reading)
      .to.have.nested.property('configuration.lines.core')
      .that.deep.equals({ packageDirectories: ['packages/core'] });
  });

  it('has every directory in one line', () => {
    const lines = [
      'lines:',
      '  core:',
      '    packageDirectories: [packages/core, force-app]',
      '  sales:',
      '    packageDirectories: [packages/sales, ./force-app]',
    ];
    expect(problems(lines.join('\n'))).to.deep.equal(['5:5 lines.sales: "force-app" is of the line core already']);
    expect(problems('lines:\n  core:\n    packageDirectories: []\n')[0]).to.match(
      /^3:25 lines\.core\.packageDirectories/u,
    );
    expect(problems('lines:\n  v1:\n    packageDirectories: [a]\n')[0]).to.match(
      /^\d:\d+ lines\.v1: .*not like a version/u,
    );
  });

  it('says all that is wrong, not only the first', () => {
    expect(problems('environments:\n  a:\n    orgId: x\n  b:\n    orgId: y\n')).to.have.length(2);
  });

  it('says where YAML itself is broken', () => {
    expect(problems('environments: [\n')[0]).to.match(/^\d+:\d+ /u);
    expect(problems('a: 1\na: 2\n')[0]).to.match(/^2:1 /u);
  });
});
