import type { RecordQuestions } from '../metadata/types.ts';
import type { Database } from './database.ts';
import type { Value } from './types.ts';

/** Rows of an object for which a field's value passes; 0 for an object that has no rows of its own. */
const countWhere = (
  database: Database,
  object: string,
  where: readonly [field: string, test: (value: Value) => boolean],
): number => {
  const table = database.tables.find(object);
  if (table?.kind !== 'stored') return 0;
  const [field, test] = where;
  let count = 0;
  for (const [slot, value] of (table.store.column(field.toLowerCase()) ?? []).entries())
    if (table.store.isLive(slot) && test(value)) count++;
  return count;
};

const idsNamed = (
  database: Database,
  object: string,
  names: readonly [fields: readonly string[], name: string],
): ReadonlySet<unknown> => {
  const [fields, name] = names;
  const matching = fields.flatMap((field) =>
    database.tables.find(object)?.entity.fields.has(field.toLowerCase()) === true
      ? database.query(`SELECT Id FROM ${object} WHERE ${field} = '${name.replace(/['\\]/g, '\\$&')}'`)
      : [],
  );
  return new Set(matching.map(({ Id }) => Id));
};

const OPEN_JOBS = new Set<Value>(['Holding', 'Queued', 'Preparing', 'Processing']);
const ENDED_TRIGGERS = new Set<Value>(['DELETED', 'COMPLETE', 'ERROR']);

/** Names of Apex classes with a job that is queued, running or scheduled. */
export const pendingApexJobs = (database: Database): readonly string[] => {
  if (database.tables.find('ApexClass') === undefined) return [];
  const jobs = database.query('SELECT ApexClass.Name, Status, JobType, CronTrigger.State FROM AsyncApexJob');
  return [
    ...new Set(
      jobs.flatMap((job) => {
        const trigger = job['CronTrigger'] as { State?: Value } | null;
        const scheduled = job['JobType'] === 'ScheduledApex' && !ENDED_TRIGGERS.has(trigger?.State ?? 'WAITING');
        const name = (job['ApexClass'] as { Name?: string } | null)?.Name;
        return name !== undefined && (scheduled || OPEN_JOBS.has(job['Status'] as Value)) ? [name] : [];
      }),
    ),
  ];
};

/** What a deploy asks of the org's data. */
export const recordQuestions = (database: Database): RecordQuestions => ({
  rowCount: (object) => database.count(object),
  rowsWithValue: (object, field) => database.countValues(object, field),
  rowsWithRecordType(object, developerName) {
    const type = database.tables.find(object)?.entity.recordTypes.find(({ name }) => name === developerName);
    return type?.id === undefined ? 0 : countWhere(database, object, ['RecordTypeId', (value) => value === type.id]);
  },
  usersWithProfile(profile) {
    const ids = idsNamed(database, 'Profile', [['Name'], profile]);
    return countWhere(database, 'User', ['ProfileId', (value) => ids.has(value)]);
  },
  permissionSetAssignments(permissionSet) {
    const ids = idsNamed(database, 'PermissionSet', [['Name'], permissionSet]);
    return countWhere(database, 'PermissionSetAssignment', ['PermissionSetId', (value) => ids.has(value)]);
  },
  permissionSetGroupAssignments(group) {
    const ids = idsNamed(database, 'PermissionSetGroup', [['DeveloperName'], group]);
    return countWhere(database, 'PermissionSetAssignment', ['PermissionSetGroupId', (value) => ids.has(value)]);
  },
  usersWithRole(role) {
    const ids = idsNamed(database, 'UserRole', [['DeveloperName', 'Name'], role]);
    return countWhere(database, 'User', ['UserRoleId', (value) => ids.has(value)]);
  },
  rowsOwnedBy(group) {
    const ids = idsNamed(database, 'Group', [['DeveloperName', 'Name'], group]);
    if (ids.size === 0) return 0;
    return database.tables
      .all()
      .reduce((sum, { entity }) => sum + countWhere(database, entity.name, ['OwnerId', (value) => ids.has(value)]), 0);
  },
  pausedInterviews: (flowVersionId) =>
    countWhere(database, 'FlowInterview', ['FlowVersionViewId', (value) => value === flowVersionId]),
});
