import { reportXml, type ReportElement } from './report-xml.ts';
import type { CoveredApex, TestReport } from './test-report.ts';

const rate = (covered: number, of: number): string => (of === 0 ? 1 : covered / of).toFixed(4);

/** Of a deploy the org tells which lines were not reached, and of those that were only how many. */
const classOf = ({ name, locations, uncovered, uncoveredLines }: CoveredApex, file: string): ReportElement => ({
  name: 'class',
  attributes: {
    name,
    filename: file,
    'line-rate': rate(locations - uncovered, locations),
    'branch-rate': 0,
    complexity: 0,
  },
  children: [
    { name: 'methods', attributes: {} },
    {
      name: 'lines',
      attributes: {},
      children: uncoveredLines.map((number) => ({ name: 'line', attributes: { number, hits: 0 } })),
    },
  ],
});

/**
 * Cobertura XML (coverage-04.dtd). `fileOf` gives the path of a class or trigger in the repository, by which tools find
 * its source.
 */
export const coberturaReport = (
  { name, at, coverage }: TestReport,
  fileOf: (apex: Pick<CoveredApex, 'name' | 'type'>) => string,
): string => {
  const valid = coverage.reduce((sum, { locations }) => sum + locations, 0);
  const covered = valid - coverage.reduce((sum, { uncovered }) => sum + uncovered, 0);
  const rates = { 'line-rate': rate(covered, valid), 'branch-rate': 0, complexity: 0 };
  return reportXml({
    name: 'coverage',
    attributes: {
      'lines-valid': valid,
      'lines-covered': covered,
      'branches-valid': 0,
      'branches-covered': 0,
      ...rates,
      timestamp: Date.parse(at),
      version: 'sf-release',
    },
    children: [
      { name: 'sources', attributes: {}, children: [{ name: 'source', attributes: {}, text: '.' }] },
      {
        name: 'packages',
        attributes: {},
        children: [
          {
            name: 'package',
            attributes: { name, ...rates },
            children: [
              {
                name: 'classes',
                attributes: {},
                children: coverage.map((apex) => classOf(apex, fileOf(apex))),
              },
            ],
          },
        ],
      },
    ],
  });
};
