import { levelInForce, refuseLevel, testDeployment, type DeployedApex } from './apex/test-rules.ts';
import { failed, succeeded } from './deploy-messages.ts';
import { destroy } from './deletion/deletions.ts';
import { draftOf, stateOf, type Draft } from './state/draft.ts';
import { readPackages, type DeployPackage, type Destruction, type ManifestProblem } from './package/package-reader.ts';
import { schemaChanges } from './schema/schema-changes.ts';
import { respelledDestruction, respelledPackage } from './package/stored-spelling.ts';
import type {
  DeployMessage,
  DeployOptions,
  DeployOutcome,
  Deployment,
  MetadataState,
  OrgContext,
  TestLevel,
  TestResult,
} from './types.ts';
import { upsertPackage } from './upsert/upsert-package.ts';
import { keyOf } from './package/zip-components.ts';

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

const applyPackage = (draft: Draft, source: DeployPackage, purge: boolean): readonly DeployMessage[] => {
  const createdDate = draft.context.now.toISOString();
  const fileName = `${source.prefix}package.xml`;
  const obey = (destruction: Destruction): readonly DeployMessage[] =>
    destroy(draft, respelledDestruction(destruction, draft.components), purge);
  return [
    succeeded({ componentType: '', fullName: 'package.xml', fileName, createdDate }, 'changed'),
    ...source.before.flatMap(obey),
    ...upsertPackage(draft, respelledPackage(source, draft.components)),
    ...source.after.flatMap(obey),
  ];
};

/** Warnings are errors unless the deploy says that it ignores them. */
const withWarnings = (messages: readonly DeployMessage[], ignoreWarnings: boolean): readonly DeployMessage[] =>
  ignoreWarnings
    ? messages
    : messages.map((message) => (message.problemType === 'Warning' ? { ...message, success: false } : message));

const apexTypes = new Set(['ApexClass', 'ApexTrigger']);

/** The Apex a deploy brings or takes away: its messages say so. */
const deployedApex = (
  draft: Draft,
  sources: readonly DeployPackage[],
  messages: readonly DeployMessage[],
): DeployedApex => {
  const apex = messages.filter(({ componentType }) => apexTypes.has(componentType));
  const components = apex.flatMap(
    ({ componentType, fullName }) => draft.components.get(keyOf(componentType, fullName)) ?? [],
  );
  const versions = sources.map(({ manifest }) => Number.parseFloat(manifest.version ?? draft.context.apiVersion));
  return { components, any: apex.length > 0, apiVersion: Math.min(...versions) };
};

/** What came of a deploy before its tests decide whether it is kept. */
interface Attempt {
  readonly draft: Draft;
  readonly messages: readonly DeployMessage[];
  readonly apex: DeployedApex;
}

const attemptDeploy = (draft: Draft, sources: readonly DeployPackage[], options: DeployOptions): Attempt => {
  // Production keeps what is deleted, whatever the option says (stackexchange 12709; documented).
  const purge = options.purgeOnDelete === true && draft.context.kind !== 'production';
  const messages = withWarnings(
    sources.flatMap((source) => applyPackage(draft, source, purge)),
    options.ignoreWarnings === true,
  );
  return { draft, messages, apex: deployedApex(draft, sources, messages) };
};

/** The outcome of a deploy that was turned away as a whole. */
const refused = (state: MetadataState, options: DeployOptions, why: Partial<DeployOutcome>): DeployOutcome => ({
  state,
  schemaChanges: [],
  messages: [],
  tests: noTests,
  testLevel: options.testLevel ?? 'NoTestRun',
  success: false,
  partial: false,
  quickDeployable: false,
  ...why,
});

const passed = ({ numFailures, codeCoverageWarnings }: TestResult): boolean =>
  numFailures === 0 && codeCoverageWarnings.length === 0;

/** With rollbackOnError=false what did work is kept, but never in production (meta_deploy.htm; documented). */
const keepsTheRest = (context: OrgContext, options: DeployOptions): boolean =>
  options.rollbackOnError === false && context.kind !== 'production';

/** A quick deploy runs no tests: they passed when it was validated. */
const levelOf = ({ options, validated }: Deployment, kind: OrgContext['kind'], anyApex: boolean): TestLevel =>
  validated === true ? 'NoTestRun' : levelInForce(kind, options, anyApex);

const concluded = (state: MetadataState, deployment: Deployment, attempt: Attempt): DeployOutcome => {
  const { options } = deployment;
  const { draft, messages, apex } = attempt;
  const clean = messages.every(({ success }) => success);
  const goesOn = clean || keepsTheRest(draft.context, options);
  const level = levelOf(deployment, draft.context.kind, apex.any);
  const tests = goesOn && level !== 'NoTestRun' ? testDeployment(draft, level, { apex, options }) : noTests;
  const kept = goesOn && passed(tests);
  const success = clean && kept;
  const commits = kept && options.checkOnly !== true;
  return {
    state: commits ? stateOf(draft) : state,
    schemaChanges: commits ? schemaChanges(state.components, draft.components, draft.dropped) : [],
    messages,
    tests,
    testLevel: level,
    success,
    partial: kept && !clean,
    quickDeployable: success && level !== 'NoTestRun',
  };
};

/**
 * What a deploy does to an org: deletions before, package.xml, deletions after, then the tests, in one transaction
 * (meta_deploy_deleting_files.htm; documented). The given state is never changed: the outcome holds the next one, or
 * the same one when nothing was committed (a failure, or `checkOnly`).
 */
export const applyDeployment = (state: MetadataState, deployment: Deployment, context: OrgContext): DeployOutcome => {
  const { entries, options, validated } = deployment;
  const packages = readPackages(entries, options.singlePackage === true);
  const unreadable = packages.filter(isUnreadable);
  if (unreadable.length > 0)
    return refused(state, options, { messages: unreadable.map((problem) => manifestMessage(problem, context)) });
  const draft = draftOf(state, context);
  const attempted = attemptDeploy(draft, packages.filter(isReadable), options);
  const refusal = validated === true ? undefined : refuseLevel(context.kind, options, attempted.apex);
  return refusal ? refused(state, options, { refusal }) : concluded(state, deployment, attempted);
};
