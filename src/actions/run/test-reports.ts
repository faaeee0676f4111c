import type { DeployDetails } from '../../gateways/org/deploy-record.ts';
import type { Notice, RunFault } from '../../release/ending.ts';
import { coberturaReport } from '../../release/tests/cobertura.ts';
import { junitReport } from '../../release/tests/junit.ts';
import type { CoveredApex, TestMethod, TestReport } from '../../release/tests/test-report.ts';
import { Refused } from '../../release/refusal.ts';
import { answered } from '../checks/answered.ts';
import type { Performed } from './perform.ts';
import type { Scene } from './scene.ts';

/** Files that a person asked for. */
export interface TestReports {
  readonly junit?: string | undefined;
  /** Cobertura. */
  readonly coverage?: string | undefined;
}

/**
 * Writes what the org says of the tests of a run, however it ended: most wanted when they failed. A report that cannot
 * be written is told beside the ending and changes nothing about it.
 */
export const withReports = async (
  scene: Pick<Scene, 'gateways' | 'org' | 'run' | 'plan'>,
  reports: TestReports = {},
  ending: Performed | RunFault,
): Promise<Performed | RunFault> => {
  const files = Object.entries(reports).filter(([, file]) => file !== undefined);
  if (files.length === 0 || ending.kind === 'refused' || ending.kind === 'outside' || ending.kind === 'inProgress')
    return ending;
  const written = await answered(() => write(scene, reports)).catch((error: unknown) => {
    if (error instanceof Refused && error.refusal.reason === 'unwritable')
      return { unknown: `${error.refusal.file}: ${error.refusal.detail}` };
    throw error;
  });
  if (!('unknown' in written)) return ending;
  const notice: Notice = { notice: 'reportNotWritten', detail: written.unknown };
  return { ...ending, notices: [...(ending.notices ?? []), notice] };
};

const write = async (
  scene: Pick<Scene, 'gateways' | 'org' | 'run' | 'plan'>,
  { junit, coverage }: TestReports,
): Promise<void> => {
  const { gateways, org, run, plan } = scene;
  const details: DeployDetails[] = [];
  for (const { deployId } of run.submissions()) {
    const told = deployId === undefined ? undefined : await org.deployStatus(deployId);
    if (told?.details !== undefined) details.push(told.details);
  }
  const { verb, from, to, environment } = run.opened;
  const report: TestReport = {
    name: `${verb} ${from === undefined ? environment : `${from} → ${to ?? environment}`}`,
    at: run.opened.at,
    methods: details.flatMap(methodsIn),
    coverage: details.flatMap((one) => one.coverage),
  };
  if (junit !== undefined) await gateways.writeOutput(junit, junitReport(report));
  if (coverage !== undefined) {
    const fileOf = await sourceFiles(scene, plan.to.commit);
    await gateways.writeOutput(coverage, coberturaReport(report, fileOf));
  }
};

const methodsIn = ({ testSuccesses, testFailures }: DeployDetails): readonly TestMethod[] => [
  ...testFailures.map(({ className, method, time, message, stackTrace }) => ({
    className,
    method,
    time,
    failure: { message, ...(stackTrace !== undefined && { stackTrace }) },
  })),
  ...testSuccesses,
];

/** Where the source of Apex stands in a commit; by its name alone where it is not in it. */
const sourceFiles = async (
  { gateways }: Pick<Scene, 'gateways'>,
  commit: string,
): Promise<(apex: Pick<CoveredApex, 'name' | 'type'>) => string> => {
  const version = await gateways.versionAt(commit, commit.slice(0, 12));
  const sources = (await version.files()).filter(({ path }) => /\.(cls|trigger)$/u.test(path));
  const byName = new Map(sources.map(({ path }) => [path.slice(path.lastIndexOf('/') + 1).toLowerCase(), path]));
  return ({ name, type }) => {
    const file = `${name}${type === 'Trigger' ? '.trigger' : '.cls'}`;
    return byName.get(file.toLowerCase()) ?? file;
  };
};
