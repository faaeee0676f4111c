import { expect } from 'chai';
import fc from 'fast-check';
import { readDeployDetails, readDeployResult } from '../../../src/gateways/org/deploy-result.ts';
import { mayBeRunning, verdictOf } from '../../../src/gateways/org/deploy-verdict.ts';

const id = '0Af000000000001AAA';

/** The same record as REST and as SOAP write it. */
const rest = {
  ...{ id, status: 'Failed', done: true, success: false, checkOnly: true },
  ...{ numberComponentsDeployed: 1, numberComponentsTotal: 2, numberComponentErrors: 1 },
  ...{ numberTestsCompleted: 0, numberTestsTotal: 0, numberTestErrors: 0 },
  ...{ createdDate: '2026-11-21T10:00:00.000+0000', createdBy: '005000000000001AAA', createdByName: 'Ada' },
  ...{ startDate: null, completedDate: '2026-11-21T10:01:00.000+0000', errorMessage: null, stateDetail: null },
  details: {
    componentSuccesses: [{ componentType: '', fullName: 'package.xml', fileName: 'package.xml', success: true }],
    componentFailures: [
      {
        ...{ componentType: 'ApexClass', fullName: 'A', fileName: 'classes/A.cls', success: false },
        ...{ problem: 'Unexpected token', problemType: 'Error', lineNumber: 3, columnNumber: 7 },
      },
    ],
    runTestResult: {
      ...{ numTestsRun: 1, numFailures: 1, totalTime: 12.5, codeCoverageWarnings: [] },
      successes: [{ name: 'ATest', methodName: 'more', time: 7.0, id: '01p' }],
      failures: [
        { name: 'ATest', methodName: 'works', message: 'no', stackTrace: 'Class.ATest.works: line 1', time: 5.5 },
      ],
      codeCoverage: [
        {
          name: 'A',
          type: 'Class',
          numLocations: 10,
          numLocationsNotCovered: 1,
          locationsNotCovered: [{ line: 3, column: 0 }],
        },
      ],
    },
  },
};

const text = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length === 1 ? text(value[0]) : value.map(text);
  if (value === null || typeof value !== 'object') return String(value);
  const kept = Object.entries(value).filter(([, each]) => each !== null && !(Array.isArray(each) && each.length === 0));
  return Object.fromEntries(kept.map(([name, each]) => [name, text(each)]));
};

describe('A deploy result', () => {
  it('reads the same by REST and by SOAP', () => {
    const soap = text(rest);
    expect(readDeployResult(soap, id)).to.deep.equal(readDeployResult(rest, id));
    expect(readDeployDetails(soap)).to.deep.equal(readDeployDetails(rest));
  });

  it('has times, counts, failures and coverage', () => {
    const record = readDeployResult(rest, id);
    expect(record.completedDate?.toISOString()).to.equal('2026-11-21T10:01:00.000Z');
    expect(record).not.to.have.any.keys('startDate', 'errorMessage', 'stateDetail');
    expect(record.components).to.deep.equal({ done: 1, total: 2, errors: 1 });
    const details = readDeployDetails(rest);
    expect(details.failures).to.deep.equal([
      {
        ...{ type: 'ApexClass', fullName: 'A', fileName: 'classes/A.cls', outcome: 'failed' },
        ...{ problem: 'Unexpected token', problemType: 'Error', line: 3, column: 7 },
      },
    ]);
    expect(details.testFailures[0]).to.include({ className: 'ATest', method: 'works', time: 5.5 });
    expect(details.testSuccesses).to.deep.equal([{ className: 'ATest', method: 'more', time: 7 }]);
    expect(details.coverage).to.deep.equal([
      { name: 'A', type: 'Class', locations: 10, uncovered: 1, uncoveredLines: [3] },
    ]);
  });

  it('lists warnings of components that succeeded', () => {
    const problem = 'No ApexClass named: X found';
    const warning = { fullName: 'destructiveChanges.xml', fileName: 'destructiveChanges.xml', success: true };
    const details = readDeployDetails({
      ...rest,
      details: { componentSuccesses: [{ ...warning, problem, problemType: 'Warning' }] },
    });
    expect(details.warnings.map((each) => each.problem)).to.deep.equal([problem]);
    expect(details.failures).to.deep.equal([]);
  });

  it('is no answer when it is about another deploy, has no status or counts in words', () => {
    expect(() => readDeployResult(rest, '0Af000000000002AAA')).to.throw('was told about');
    expect(() => readDeployResult({ ...rest, status: '' }, id)).to.throw();
    expect(() => readDeployResult({ ...rest, numberComponentsTotal: 'many' }, id)).to.throw();
  });

  it('is the same record with 15 and with 18 characters of id', () => {
    expect(readDeployResult(rest, id.slice(0, 15)).id).to.equal(id);
  });
});

const record = readDeployResult(rest, id);

describe('The verdict on a deploy', () => {
  const ends = ['Succeeded', 'SucceededPartial', 'Failed', 'Canceled', 'FinalizingFailed', 'FinalizingDeployFailed'];

  it('is never an ending before the org says done', () => {
    const status = fc.oneof(fc.string(), fc.constantFrom(...ends, 'Pending', 'InProgress', 'Canceling'));
    fc.assert(
      fc.property(status, fc.boolean(), (word, success) => {
        expect(verdictOf({ ...record, status: word, done: false, success })).to.be.oneOf(['running', 'unknown']);
      }),
    );
  });

  it('is success only for Succeeded, done and successful', () => {
    const status = fc.oneof(fc.string(), fc.constantFrom(...ends, 'Pending', 'InProgress', 'Canceling'));
    fc.assert(
      fc.property(status, fc.boolean(), fc.boolean(), (word, done, success) => {
        const verdict = verdictOf({ ...record, status: word, done, success });
        expect(verdict === 'succeeded').to.equal(word === 'Succeeded' && done && success);
      }),
    );
  });

  it('leaves open what a deploy did that failed while it was finalized', () => {
    expect(verdictOf({ ...record, status: 'FinalizingFailed' })).to.equal('unknown');
  });

  it('takes a status nobody knows for one that may still change the org', () => {
    expect(ends.map(mayBeRunning)).to.deep.equal(ends.map(() => false));
    expect(['Pending', 'InProgress', 'Canceling', 'Finalizing', 'Polishing'].map(mayBeRunning)).not.to.include(false);
  });
});
