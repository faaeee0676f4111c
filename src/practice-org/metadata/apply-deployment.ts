import { failed, succeeded } from './deploy-messages.ts';
import { destroy } from './deletions.ts';
import { draftOf, stateOf, type Draft } from './draft.ts';
import { readPackages, type DeployPackage, type ManifestProblem } from './package-reader.ts';
import { schemaChanges } from './schema-changes.ts';
import type { DeployMessage, DeployOutcome, Deployment, MetadataState, OrgContext, TestResult } from './types.ts';
import { upsertPackage } from './upsert-package.ts';

export const noTests: TestResult = {
  numTestsRun: 0,
  numFailures: 0,
  totalTime: 0,
  successes: [],
  failures: [],
  codeCoverage: [],
  codeCoverageWarnings: [],
};

const manifestMessage = (problem: ManifestProblem, context: OrgContext): DeployMessage => {
  const subject = {
    componentType: '',
    fullName: 'package.xml',
    fileName: problem.fileName,
    createdDate: context.now.toISOString(),
  };
  return failed(subject, problem.problem, problem);
};

const isReadable = (source: DeployPackage | ManifestProblem): source is DeployPackage => 'manifest' in source;
const isUnreadable = (source: DeployPackage | ManifestProblem): source is ManifestProblem => !isReadable(source);

const applyPackage = (draft: Draft, source: DeployPackage): readonly DeployMessage[] => {
  const createdDate = draft.context.now.toISOString();
  const fileName = `${source.prefix}package.xml`;
  return [
    succeeded({ componentType: '', fullName: 'package.xml', fileName, createdDate }, 'changed'),
    ...source.before.flatMap((destruction) => destroy(draft, destruction)),
    ...upsertPackage(draft, source),
    ...source.after.flatMap((destruction) => destroy(draft, destruction)),
  ];
};

/** Warnings are errors unless the deploy says that it ignores them. */
const withWarnings = (messages: readonly DeployMessage[], ignoreWarnings: boolean): readonly DeployMessage[] =>
  ignoreWarnings
    ? messages
    : messages.map((message) => (message.problemType === 'Warning' ? { ...message, success: false } : message));

/**
 * What a deploy does to an org. The given state is never changed: the outcome holds the next one, or the same one
 * when nothing was committed (a failure, or `checkOnly`).
 */
export const applyDeployment = (
  state: MetadataState,
  { entries, options }: Deployment,
  context: OrgContext,
): DeployOutcome => {
  const sources = readPackages(entries, options.singlePackage === true);
  const draft = draftOf(state, context);
  const unreadable = sources.filter(isUnreadable);
  const messages = withWarnings(
    unreadable.length > 0
      ? unreadable.map((problem) => manifestMessage(problem, context))
      : sources.filter(isReadable).flatMap((source) => applyPackage(draft, source)),
    options.ignoreWarnings === true,
  );
  const errors = messages.filter(({ success }) => !success).length;
  const partial = errors > 0 && unreadable.length === 0 && options.rollbackOnError === false;
  const commits = (errors === 0 || partial) && options.checkOnly !== true;
  return {
    state: commits ? stateOf(draft) : state,
    schemaChanges: commits ? schemaChanges(state.components, draft.components, draft.dropped) : [],
    messages,
    tests: noTests,
    testLevel: options.testLevel ?? 'NoTestRun',
    success: errors === 0,
    partial,
    quickDeployable: false,
  };
};
