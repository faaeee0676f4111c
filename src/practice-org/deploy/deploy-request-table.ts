import type { Org } from '../org.ts';
import type { FieldDefinition, Row, TableDefinition, VirtualTable } from '../records/types.ts';
import type { DeployJob } from './job.ts';
import { deployResult, wireOptions } from './result.ts';

const text = (...names: string[]): FieldDefinition[] => names.map((name) => ({ name, type: 'string', length: 255 }));
const flags = (...names: string[]): FieldDefinition[] => names.map((name) => ({ name, type: 'boolean' }));
const counts = (...names: string[]): FieldDefinition[] => names.map((name) => ({ name, type: 'int' }));
const instants = (...names: string[]): FieldDefinition[] => names.map((name) => ({ name, type: 'datetime' }));

/** Tooling API, DeployRequest (since API 49, read only; documented). It says nothing about the zip. */
export const DEPLOY_REQUEST: TableDefinition = {
  name: 'DeployRequest',
  label: 'Deploy Request',
  keyPrefix: '0Af',
  fields: [
    ...text('Status', 'StateDetail', 'ErrorMessage', 'ErrorStatusCode', 'TestLevel', 'Type'),
    ...flags('CheckOnly', 'IgnoreWarnings', 'RollbackOnError', 'AllowMissingFiles', 'AutoUpdatePackage'),
    ...flags('PurgeOnDelete', 'SinglePackage', 'RunTestsEnabled'),
    ...counts('NumberComponentsTotal', 'NumberComponentsDeployed', 'NumberComponentErrors'),
    ...counts('NumberTestsTotal', 'NumberTestsCompleted', 'NumberTestErrors'),
    ...instants('StartDate', 'CompletedDate'),
    { name: 'CanceledById', type: 'reference', referenceTo: ['User'], relationshipName: 'CanceledBy' },
  ],
};

const capitalized = (result: Readonly<Record<string, unknown>>, wanted: RegExp): Row =>
  Object.fromEntries(
    Object.entries(result)
      .filter(([name]) => wanted.test(name))
      .map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );

const dates = (job: DeployJob): Row => ({
  CreatedDate: new Date(job.createdDate).toISOString(),
  LastModifiedDate: new Date(job.completedDate ?? job.startDate ?? job.createdDate).toISOString(),
});

const rowOf = (job: DeployJob, now: number): Row => {
  const { runTests: _runTests, ...options } = wireOptions(job.options);
  return {
    Id: job.id,
    ...capitalized(deployResult(job, now, false), /^(number|status|stateDetail|error|start|completed|runTests)/),
    ...capitalized(options, /^(?!performRetrieve)/),
    TestLevel: job.options.testLevel ?? job.report?.testLevel ?? null,
    CanceledById: job.canceledBy?.id ?? null,
    CreatedById: job.createdBy.id,
    LastModifiedById: job.createdBy.id,
    ...dates(job),
  };
};

/** Status of every deploy, validation and quick deploy; kept for 30 days (seen in public tools; folklore). */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

export const deployRequestRows = (org: Org): VirtualTable => ({
  api: 'tooling',
  rows: () =>
    org.deploys.jobs.filter((job) => org.now() - job.createdDate <= KEPT_MS).map((job) => rowOf(job, org.now())),
});
