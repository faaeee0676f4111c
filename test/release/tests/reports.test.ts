import { expect } from 'chai';
import fc from 'fast-check';
import { coberturaReport } from '../../../src/release/tests/cobertura.ts';
import { junitReport } from '../../../src/release/tests/junit.ts';
import { SaxesParser } from 'saxes';
import { coverageOf, type TestReport } from '../../../src/release/tests/test-report.ts';

const report: TestReport = {
  name: 'rollback production/v1.1.0 → production/v1.0.0',
  at: '2026-11-21T10:00:00.000Z',
  methods: [
    { className: 'ATest', method: 'works', time: 1234 },
    {
      className: 'ATest',
      method: 'fails',
      time: 10,
      failure: { message: 'Expected: <1> & "2"', stackTrace: 'Class.ATest.fails: line 3, column 1' },
    },
    { className: 'BTest', method: 'works', time: 0 },
  ],
  coverage: [
    { name: 'A', type: 'Class', locations: 4, uncovered: 1, uncoveredLines: [7] },
    { name: 'B', type: 'Trigger', locations: 0, uncovered: 0, uncoveredLines: [] },
  ],
};

interface Read {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Read[];
  text: string;
}

/** A strict reader, which throws for anything that is not well-formed. */
const read = (xml: string): Read => {
  const top: Read = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: Read = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  const [root] = top.children;
  if (root === undefined) throw new Error('no element');
  return root;
};

const all = ({ children }: Read, name: string): readonly Read[] =>
  children.flatMap((child) => (child.name === name ? [child] : all(child, name)));

describe('a JUnit report', () => {
  it('has a suite for each class, and what a failure said', () => {
    const suites = read(junitReport(report));
    expect(suites.attributes).to.include({ name: report.name, tests: '3', failures: '1', time: '1.244' });
    const [first, second] = all(suites, 'testsuite');
    expect(first?.attributes).to.include({
      name: 'ATest',
      tests: '2',
      failures: '1',
      timestamp: '2026-11-21T10:00:00',
    });
    const [good, bad] = all(first!, 'testcase');
    expect(good?.attributes).to.deep.equal({ classname: 'ATest', name: 'works', time: '1.234' });
    expect(good?.children).to.deep.equal([]);
    const [failure] = all(bad!, 'failure');
    expect(failure?.attributes).to.deep.equal({ message: 'Expected: <1> & "2"' });
    expect(failure?.text).to.equal('Class.ATest.fails: line 3, column 1');
    expect(second?.attributes).to.include({ name: 'BTest', tests: '1', failures: '0' });
  });

  it('of no tests is a report of no tests', () => {
    expect(read(junitReport({ ...report, methods: [] })).attributes).to.include({ tests: '0', failures: '0' });
  });

  it('is well-formed whatever a message holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const failure = { message: text, stackTrace: text };
        const xml = junitReport({
          ...report,
          name: text,
          methods: [{ className: text, method: text, time: 1, failure }],
        });
        expect(all(read(xml), 'failure')).to.have.length(1);
        expect(xml.isWellFormed()).to.equal(true);
      }),
      { numRuns: 40 },
    );
    expect(junitReport({ ...report, name: 'a\u0000b' })).to.contain('a\u{fffd}b');
  });
});

describe('a coverage report', () => {
  it('tells rates, lines that no test reached, and where the source is', () => {
    const coverage = read(coberturaReport(report, ({ name, type }) => `src/${type}/${name}`));
    expect(coverage.attributes).to.include({ 'lines-valid': '4', 'lines-covered': '3', 'line-rate': '0.7500' });
    const [a, b] = all(coverage, 'class');
    expect(a?.attributes).to.include({ name: 'A', filename: 'src/Class/A', 'line-rate': '0.7500' });
    expect(all(a!, 'line').map(({ attributes }) => attributes)).to.deep.equal([{ number: '7', hits: '0' }]);
    expect(b?.attributes).to.include({ name: 'B', filename: 'src/Trigger/B', 'line-rate': '1.0000' });
  });

  it('adds up what was measured, and nothing is not zero', () => {
    expect(coverageOf(report.coverage)).to.equal(75);
    expect(coverageOf([])).to.equal(undefined);
    expect(coverageOf([{ locations: 1000, uncovered: 1 }])).to.equal(99);
  });
});
