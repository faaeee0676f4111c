import { to18 } from '../../../src/practice-org/identity/ids.ts';
import { applyDeployment } from '../../../src/practice-org/metadata/apply-deployment.ts';
import { initialState } from '../../../src/practice-org/metadata/state/initial-state.ts';
import { retrieve } from '../../../src/practice-org/metadata/retrieve/retrieve.ts';
import { editComponent, type SetupChange } from '../../../src/practice-org/metadata/setup-edit.ts';
import { locate } from '../../../src/practice-org/metadata/package/zip-components.ts';
import type {
  DeployMessage,
  DeployOptions,
  DeployOutcome,
  EditOutcome,
  MetadataState,
  OrgContext,
  RecordQuestions,
} from '../../../src/practice-org/metadata/types.ts';

/** Zip path → text. */
export type Files = Readonly<Record<string, string>>;

export interface Deploy {
  /** `Type:FullName`; default: every top-level component of the files. */
  readonly members?: readonly string[];
  readonly pre?: readonly string[];
  readonly plain?: readonly string[];
  readonly post?: readonly string[];
  /** API version of package.xml. */
  readonly version?: string;
  readonly options?: DeployOptions;
}

const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';

/** A metadata file: the root element around its inner text. */
export const xml = (root: string, inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${xmlns} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inner}</${root}>\n`;

/** `element('fields', { fullName: 'A__c', type: 'Text' })` → one element with those children. */
export const element = (name: string, children: Readonly<Record<string, string | number | boolean>>): string =>
  `<${name}>${Object.entries(children)
    .map(([tag, text]) => `<${tag}>${text}</${tag}>`)
    .join('')}</${name}>`;

export const field = (fullName: string, more: Readonly<Record<string, string | number | boolean>> = {}): string =>
  element('fields', { fullName, label: fullName, type: 'Text', ...('type' in more ? {} : { length: 80 }), ...more });

/** The file of a custom object with the given children. */
export const object = (...children: readonly string[]): string =>
  xml(
    'CustomObject',
    `${children.join('')}<deploymentStatus>Deployed</deploymentStatus><label>Thing</label>` +
      '<nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Things</pluralLabel>' +
      '<sharingModel>ReadWrite</sharingModel>',
  );

/** The file of a standard object: children only. */
export const standardObject = (...children: readonly string[]): string => xml('CustomObject', children.join(''));

export const apexClass = (name: string, body: string): Files => ({
  [`classes/${name}.cls`]: body,
  [`classes/${name}.cls-meta.xml`]: xml('ApexClass', '<apiVersion>62.0</apiVersion><status>Active</status>'),
});

export const apexTrigger = (name: string, body: string): Files => ({
  [`triggers/${name}.trigger`]: body,
  [`triggers/${name}.trigger-meta.xml`]: xml('ApexTrigger', '<apiVersion>62.0</apiVersion><status>Active</status>'),
});

export const flow = (label: string, more = '', status = 'Active'): string =>
  xml('Flow', `<label>${label}</label><processType>AutoLaunchedFlow</processType>${more}<status>${status}</status>`);

/** A manifest of `Type:FullName` members. */
export const manifest = (members: readonly string[], version = '62.0'): string => {
  const byType = Map.groupBy(members, (member) => member.slice(0, member.indexOf(':')));
  const types = [...byType].map(
    ([type, named]) =>
      `<types>${named.map((member) => `<members>${member.slice(type.length + 1)}</members>`).join('')}<name>${type}</name></types>`,
  );
  return xml('Package', `${types.join('')}<version>${version}</version>`);
};

const membersOf = (files: Files): readonly string[] => [
  ...new Set(
    Object.keys(files).flatMap((path) => {
      const address = locate(path);
      return address ? [`${address.type.name}:${address.fullName}`] : [];
    }),
  ),
];

const noRecords: RecordQuestions = {
  rowCount: () => 0,
  rowsWithValue: () => 0,
  rowsWithRecordType: () => 0,
  usersWithProfile: () => 0,
  permissionSetAssignments: () => 0,
  permissionSetGroupAssignments: () => 0,
  usersWithRole: () => 0,
  rowsOwnedBy: () => 0,
  pausedInterviews: () => 0,
};

export interface TestOrgOptions extends Partial<Pick<OrgContext, 'kind' | 'pendingApexJobs' | 'settings'>> {
  readonly records?: Partial<RecordQuestions>;
}

/** An org in memory that remembers what was committed. */
export interface TestOrg {
  state: MetadataState;
  context: OrgContext;
  deploy(files: Files, how?: Deploy): DeployOutcome;
  /** Deploys and throws when that fails: for what a test takes for granted. */
  given(files: Files, how?: Deploy): DeployOutcome;
  /** Files by path, as text. */
  retrieve(...members: readonly string[]): Readonly<Record<string, string>>;
  edit(component: string, change: SetupChange): EditOutcome;
}

export const testOrg = (options: TestOrgOptions = {}): TestOrg => {
  let ids = 0;
  const { records, ...rest } = options;
  const context: OrgContext = {
    kind: 'sandbox',
    apiVersion: '67.0',
    now: new Date('2026-03-01T10:00:00Z'),
    user: { id: '005000000000001AAA', name: 'Release Manager' },
    nextId: (prefix) => to18(prefix + String((ids += 1)).padStart(12, '0')),
    records: { ...noRecords, ...records },
    pendingApexJobs: [],
    ...rest,
  };
  const org: TestOrg = {
    context,
    state: initialState(context),
    deploy(files, how = {}) {
      const entries = zip(files, how);
      const outcome = applyDeployment(
        org.state,
        { entries, options: { singlePackage: true, ...how.options } },
        org.context,
      );
      org.state = outcome.state;
      return outcome;
    },
    given(files, how) {
      const outcome = org.deploy(files, how);
      if (!outcome.success) throw new Error(`the deploy failed: ${problems(outcome).join('; ')}`);
      return outcome;
    },
    retrieve(...members) {
      const types = members.map((member) => {
        const colon = member.indexOf(':');
        return { name: member.slice(0, colon), members: [member.slice(colon + 1)] };
      });
      const { entries } = retrieve(org.state, { apiVersion: '62.0', types });
      return Object.fromEntries([...entries].map(([path, bytes]) => [path, bytes.toString('utf8')]));
    },
    edit(component, change) {
      const colon = component.indexOf(':');
      const given = { type: component.slice(0, colon), fullName: component.slice(colon + 1), change };
      const outcome = editComponent(org.state, given, org.context);
      if ('state' in outcome) org.state = outcome.state;
      return outcome;
    },
  };
  return org;
};

export const zip = (files: Files, how: Deploy = {}): Map<string, Buffer> => {
  const { pre, plain, post } = how;
  const texts: Record<string, string> = {
    'package.xml': manifest(how.members ?? membersOf(files), how.version),
    ...(pre ? { 'destructiveChangesPre.xml': manifest(pre) } : {}),
    ...(plain ? { 'destructiveChanges.xml': manifest(plain) } : {}),
    ...(post ? { 'destructiveChangesPost.xml': manifest(post) } : {}),
    ...files,
  };
  return new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
};

/** What went wrong, in the org's words: component problems, test failures, coverage warnings, refusals. */
export const problems = (outcome: DeployOutcome): readonly string[] => [
  ...outcome.messages.filter(({ success }) => !success).map(({ problem }) => problem ?? ''),
  ...outcome.tests.failures.map(({ message }) => message),
  ...outcome.tests.codeCoverageWarnings.map(({ message }) => message),
  ...(outcome.refusal ? [outcome.refusal.message] : []),
];

/** `created`, `changed`, `deleted`, `unchanged` or `failed` of one component. */
export const effectOn = (outcome: DeployOutcome, component: string): string => {
  const found = outcome.messages.find((message) => `${message.componentType}:${message.fullName}` === component);
  return found ? effectOf(found) : 'not reported';
};

const effectOf = (message: DeployMessage): string => {
  if (!message.success) return 'failed';
  if (message.created) return 'created';
  if (message.changed) return 'changed';
  return message.deleted ? 'deleted' : 'unchanged';
};
