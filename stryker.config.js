/**
 * `npm run mutation`, or one group of files: `MUTATION=journal npm run mutation`. Every line of these files is changed
 * in every way that Stryker knows, and a test has to notice. Node runs the changed TypeScript as it is.
 */
const groups = {
  journal: {
    mutate: ['src/release/journal-entry.ts'],
    tests: ['test/release/journal-entry.test.ts'],
  },
  plan: {
    mutate: ['src/release/plan/plan-file.ts', 'src/release/plan/proof.ts', 'src/release/exit-code.ts'],
    tests: ['test/release/plan/*.test.ts', 'test/release/undo/*.test.ts', 'test/report/conclude.test.ts'],
  },
  run: {
    mutate: [
      'src/actions/resume.ts',
      'src/actions/guard.ts',
      'src/actions/run/{run,adopt,send,stopped,known-deploys}.ts',
    ],
    tests: ['test/faults/wild.test.ts', 'test/faults/holders.test.ts'],
  },
};

const chosen = process.env['MUTATION'] === undefined ? Object.values(groups) : [groups[process.env['MUTATION']]];

export default {
  testRunner: 'mocha-in-process',
  plugins: ['./test/mutation/mocha-runner.ts'],
  mochaFiles: chosen.flatMap(({ tests }) => tests),
  coverageAnalysis: 'perTest',
  mutate: chosen.flatMap(({ mutate }) => mutate),
  checkers: [],
  disableTypeChecks: false,
  ignorePatterns: ['lib', 'reports'],
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: '.cache/stryker',
  concurrency: 2,
  timeoutMS: 20_000,
};
