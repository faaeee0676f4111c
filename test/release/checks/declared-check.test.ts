import { expect } from 'chai';
import { readConfiguration } from '../../../src/release/configuration.ts';
import {
  declaredAfter,
  declaredBefore,
  isAggregate,
  judgeDeclared,
  projectChecks,
  type DeclaredCheck,
  type Measure,
} from '../../../src/release/checks/declared-check.ts';

const checkOf = (declared: DeclaredCheck) => {
  const [check] = projectChecks({ mine: declared }, 'production');
  if (check === undefined) throw new Error('not declared for production');
  return check;
};

const known = (value: number): { readonly known: Measure } => ({ known: { value } });

const problems = (check: string): readonly string[] => {
  const reading = readConfiguration(`checks:\n  mine:\n${check}`);
  return 'problems' in reading
    ? reading.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    : [];
};

describe('a declared check', () => {
  const now = (value: number, took?: number) => ({ known: { value, ...(took !== undefined && { took }) } });

  it('holds when every bound holds', () => {
    expect(judgeDeclared({ atLeast: 1, atMost: 3 }, now(2)).verdict).to.equal('pass');
    expect(judgeDeclared({ equals: 200, within: 500 }, now(200, 499)).verdict).to.equal('pass');
  });

  it('fails with the bound that is broken', () => {
    expect(judgeDeclared({ equals: 200 }, now(503)).evidence).to.deep.equal(['503, not 200']);
    expect(judgeDeclared({ atMost: 0 }, now(1)).evidence).to.deep.equal(['1, above 0']);
    expect(judgeDeclared({ within: 500 }, now(200, 501)).verdict).to.equal('fail');
  });

  it('compares with what it measured before the run', () => {
    expect(judgeDeclared({ changesAtMost: 10 }, now(95), now(100)).verdict).to.equal('pass');
    expect(judgeDeclared({ changesAtMost: 10 }, now(80), now(100)).verdict).to.equal('fail');
    expect(judgeDeclared({ changesAtMost: 10 }, now(1), now(0)).verdict).to.equal('fail');
    expect(judgeDeclared({ changesAtMost: 10 }, now(0), now(0)).verdict).to.equal('pass');
  });

  it('is inconclusive when a measurement did not come about', () => {
    expect(judgeDeclared({ atMost: 1 }, { unknown: 'timed out' }).verdict).to.equal('inconclusive');
    expect(judgeDeclared({ changesAtMost: 1 }, now(1)).verdict).to.equal('inconclusive');
    expect(judgeDeclared({ changesAtMost: 1 }, now(1), { unknown: 'reset' }).verdict).to.equal('inconclusive');
  });

  it('that was skipped says so', () => {
    expect(judgeDeclared({ equals: 1 }, { skipped: 'by name' })).to.include({
      skipped: 'notApplicable',
      because: 'by name',
    });
  });

  it('has bounds of its own kind when a project names none', () => {
    expect(checkOf({ http: 'https://example.com/health' }).expected).to.deep.equal({ equals: 200 });
    expect(checkOf({ http: 'https://example.com/health', within: 500 }).expected).to.deep.equal({
      equals: 200,
      within: 500,
    });
    expect(checkOf({ command: ['npm', 'run', 'e2e'] }).expected).to.deep.equal({ equals: 0 });
    expect(checkOf({ apexTests: ['SmokeTest'], atMost: 2 }).expected).to.deep.equal({ atMost: 2 });
  });

  it('belongs to the environments it names, or to all', () => {
    const declared = { everywhere: { command: ['true'] }, here: { command: ['true'], environments: ['uat'] } };
    expect(projectChecks(declared, 'uat').map(({ name }) => name)).to.deep.equal(['everywhere', 'here']);
    expect(projectChecks(declared, 'production').map(({ name }) => name)).to.deep.equal(['everywhere']);
    expect(projectChecks(undefined, 'production')).to.deep.equal([]);
  });

  it('tells a URL without what may be secret in it', () => {
    expect(checkOf({ http: 'https://ann:pw@example.com/health?token=abc' }).call).to.equal(
      'GET https://example.com/health',
    );
  });

  it('knows a query that answers with one number', () => {
    expect(isAggregate('SELECT COUNT() FROM Account')).to.equal(false);
    expect(isAggregate('select count(Id) total from Account')).to.equal(true);
    expect(isAggregate('SELECT SUM(Amount) FROM Opportunity WHERE IsWon = true')).to.equal(true);
    expect(isAggregate('SELECT Type, COUNT(Id) FROM Account GROUP BY Type')).to.equal(false);
    expect(isAggregate('SELECT COUNT(Id) FROM Account GROUP BY Type')).to.equal(false);
    expect(isAggregate('SELECT Name FROM Account')).to.equal(false);
  });

  it('that fails before a run only tells: what is broken is why somebody rolls back', () => {
    const check = checkOf({ http: 'https://example.com/health' });
    expect(declaredBefore(check, known(503))).to.include({ verdict: 'fail', onFail: 'warn' });
  });

  it('that fails after a run undoes it, unless it failed before as well', () => {
    const check = checkOf({ http: 'https://example.com/health' });
    expect(declaredAfter(check, known(503), known(200))).to.include({ verdict: 'fail', onFail: 'undo' });
    expect(declaredAfter(check, known(503), undefined)).to.include({ verdict: 'fail', onFail: 'undo' });
    expect(declaredAfter(check, known(503), known(500))).to.include({ verdict: 'fail', onFail: 'ask' });
    expect(declaredAfter(check, known(200), known(500))).to.include({ verdict: 'pass' });
  });

  it('on change alone is not red before the run, and compares after it', () => {
    const check = checkOf({ soql: 'SELECT COUNT() FROM Order', changesAtMost: 10 });
    expect(declaredBefore(check, known(100))).to.include({ verdict: 'pass' });
    expect(declaredAfter(check, known(50), known(100))).to.include({ verdict: 'fail', onFail: 'undo' });
  });
});

describe('the checks of release.yaml', () => {
  it('are read', () => {
    expect(problems('    http: https://example.com\n    within: 500\n    retries: 0\n')).to.deep.equal([]);
    expect(problems('    command: [npm, run, e2e]\n    env: [E2E_USER]\n    timeLimit: 60\n')).to.deep.equal([]);
  });

  it('say line and column of what is wrong', () => {
    expect(problems('    http: example.com\n')[0]).to.match(/^3:11 checks\.mine\.http/u);
    expect(problems('    soql: SELECT COUNT() FROM Account\n')[0]).to.match(/^3:5 .*say what is right/u);
    expect(problems('    command: [ls]\n    http: https://a.b\n')[0]).to.match(/^3:5 .*not http and command/u);
    expect(problems('    equals: 1\n')[0]).to.match(/^3:5 .*not none/u);
    expect(problems('    http: https://a.b\n    env: [A]\n')[0]).to.match(/^4:10 .*for commands only/u);
    expect(problems('    command: [ls]\n    timeLimit: 0\n')[0]).to.match(/^4:16 checks\.mine\.timeLimit/u);
  });

  it('cannot take the name of a check of the plugin', () => {
    const reading = readConfiguration('checks:\n  equality:\n    command: [ls]\n');
    expect('problems' in reading && reading.problems[0].message).to.match(/equality.*a check of sf-release/u);
  });

  it('take the policy of signatures', () => {
    expect(readConfiguration('signatures: require\n')).to.have.nested.property('configuration.signatures', 'require');
    expect(readConfiguration('signatures: sometimes\n')).to.have.property('problems');
  });
});
