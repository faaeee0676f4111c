import { retrieve } from '../metadata/retrieve/retrieve.ts';
import { editComponent, type SetupChange } from '../metadata/setup-edit.ts';
import type { EditOutcome, OrgUser, ZipEntries } from '../metadata/types.ts';
import { API_VERSION } from '../http/api-versions.ts';
import { spoken } from '../audit/audit-trail.ts';
import { submitEntries } from '../deploy/calls.ts';
import { hasEnded } from '../deploy/job.ts';
import type { Org } from '../org.ts';
import { refuseRows } from '../records/write/row-faults.ts';
import { seed } from '../seed.ts';
import { smallReplacement } from './setup-edit.ts';

/** What happens in an org while one is not looking. Each acts at once, as somebody's call from elsewhere would. */
export interface OrgEvents {
  /** Somebody else deploys these files (metadata format), or a label of their own. Gives the deploy's id. */
  deployBySomebodyElse(files?: ZipEntries): string;
  /**
   * Somebody edits a component (`CustomLabel:Greeting`) in Setup: puts one text in place of another, or changes a word
   * of its description, label or code. Validations stay valid.
   */
  editInSetup(component: string, replacement?: { readonly from: string; readonly to: string }): void;
  /** Somebody deletes a component in Setup, where more can be deleted than by deploys. */
  deleteInSetup(component: string): void;
  /** Somebody cancels the deploy that runs or waits, in the browser. Gives its id; undefined when there is none. */
  cancelInSetup(): string | undefined;
  /** The instance is upgraded: the running deploy starts again from its beginning. Gives its id. */
  serviceUpgrade(): string | undefined;
  /** From now on deploys stay Pending; with false they go on. */
  holdDeploys(hold: boolean): void;
  /** The next deploy that starts ends with this error and changes nothing. */
  failNextDeploy(error: { readonly code: string; readonly message: string }): void;
  /** The next retrieve leaves the component out and does not say so. */
  omitFromNextRetrieve(component: string): void;
  /** All API calls of the day are gone; with false they are back. */
  useUpApiCalls(used: boolean): void;
  /** All access tokens issued so far expire; a refresh token or JWT buys a new one. */
  expireSessions(): void;
  /** Somebody else holds every row: writes fail with UNABLE_TO_LOCK_ROW, of one object or of all. */
  lockRows(object?: string): void;
  unlockRows(): void;
  /**
   * Somebody installs a package, which voids validations as a deploy does: a managed one with a namespace, and the
   * components that it brings, in metadata format.
   */
  installPackage(name: string, managed?: ManagedPackage): void;
}

export interface ManagedPackage {
  readonly namespace: string;
  readonly files: ZipEntries;
}

const theirLabel = (number: number): ZipEntries => {
  const name = `Somebody_Was_Here_${number}`;
  const xmlns = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
  const label = `<labels><fullName>${name}</fullName><language>en_US</language><protected>false</protected><shortDescription>${name}</shortDescription><value>Deployed by somebody else</value></labels>`;
  return new Map([
    [
      'package.xml',
      Buffer.from(
        `<Package ${xmlns}><types><members>${name}</members><name>CustomLabel</name></types><version>${API_VERSION}</version></Package>`,
      ),
    ],
    ['labels/CustomLabels.labels', Buffer.from(`<CustomLabels ${xmlns}>${label}</CustomLabels>`)],
  ]);
};

const addressOf = (component: string): { readonly type: string; readonly fullName: string } => {
  const [, type, fullName] = /^(\w+):(.+)$/.exec(component) ?? [];
  if (type === undefined || fullName === undefined)
    throw new Error(`'${component}' is no component; write Type:FullName, for example CustomLabel:Greeting`);
  return { type, fullName };
};

/** What an edit in Setup leads to, unless it was refused. */
const committed = (org: Org, component: string, outcome: EditOutcome): void => {
  if ('errorCode' in outcome) throw new Error(`${component}: ${outcome.message}`);
  org.change(outcome);
};

const tell = (org: Org, component: string, verb: 'Changed' | 'Deleted'): void => {
  const { type, fullName } = addressOf(component);
  org.audit.add({
    at: org.now(),
    by: org.identity.colleague,
    action: `${verb.toLowerCase()}${type}`,
    section: spoken(type),
    display: `${verb} ${spoken(type)} ${fullName}`,
  });
};

const change = (org: Org, component: string, edit: SetupChange): void => {
  const context = { ...org.context(), user: org.identity.colleague };
  committed(org, component, editComponent(org.metadata, { ...addressOf(component), change: edit }, context));
  tell(org, component, edit.kind === 'delete' ? 'Deleted' : 'Changed');
};

/** The part of a component's text that a small edit replaces, and by what. */
const smallEdit = (org: Org, component: string): SetupChange => {
  const { type, fullName } = addressOf(component);
  const found = retrieve(org.metadata, { apiVersion: API_VERSION, types: [{ name: type, members: [fullName] }] });
  if (found.messages[0]) throw new Error(found.messages[0].problem);
  const replacement = smallReplacement(found.entries);
  if (!replacement) throw new Error(`${component} has no description, label or code that an edit could change`);
  return { kind: 'replaceText', ...replacement };
};

const install = (org: Org, name: string, managed?: ManagedPackage): void => {
  const by = org.identity.colleague;
  const installed = {
    id: org.ids.next('0A3'),
    subscriberPackageId: org.ids.next('033'),
    name,
    namespacePrefix: managed?.namespace ?? null,
    versionId: org.ids.next('04t'),
    versionNumber: '1.0.0.1',
  };
  const state = { ...org.metadata, packages: [...org.metadata.packages, installed] };
  org.change({ state, schemaChanges: [] });
  if (managed) seed(org, managed.files);
  org.validationsVoidedAt = org.now();
  const display = `Installed package ${name}`;
  org.audit.add({ at: org.now(), by, action: 'PackageInstall', section: 'Custom Apps', display });
};

const cancel = (org: Org, by: OrgUser): string | undefined => {
  const job = org.deploys.jobs.find((each) => !hasEnded(each));
  if (job) org.deploys.cancel(job.id, by, org.now());
  return job?.id;
};

const deployAs = (org: Org, by: OrgUser, files: ZipEntries = theirLabel(org.deploys.jobs.length + 1)): string =>
  submitEntries(org, files, by).id;

/** Rows that somebody holds, until they are let go. */
const rowLocks = ({ database }: Org): Pick<OrgEvents, 'lockRows' | 'unlockRows'> => {
  const held: (() => void)[] = [];
  return {
    lockRows: (object) => void held.push(refuseRows(database, object === undefined ? {} : { object })),
    unlockRows: () => {
      for (const letGo of held.splice(0)) letGo();
    },
  };
};

/** The events of one org; everything is done by a colleague of the administrator. */
export const orgEvents = (org: Org): OrgEvents => {
  const by = org.identity.colleague;
  const settled =
    <Args extends unknown[], Result>(event: (...args: Args) => Result) =>
    (...args: Args): Result => {
      org.settle();
      return event(...args);
    };
  return {
    deployBySomebodyElse: settled((files) => deployAs(org, by, files)),
    editInSetup: settled((component, replacement) => {
      change(org, component, replacement ? { kind: 'replaceText', ...replacement } : smallEdit(org, component));
    }),
    deleteInSetup: settled((component) => {
      change(org, component, { kind: 'delete' });
    }),
    cancelInSetup: settled(() => cancel(org, by)),
    serviceUpgrade: settled(() => org.deploys.restart(org.now())?.id),
    holdDeploys: settled((hold) => {
      org.deploys.frozen = hold;
    }),
    failNextDeploy: settled((error) => {
      org.mishaps.nextDeployFails = error;
    }),
    omitFromNextRetrieve: settled((component) => {
      org.mishaps.omitted = [...org.mishaps.omitted, component];
    }),
    useUpApiCalls: (used) => {
      org.apiCalls.useUp(used, org.now());
    },
    expireSessions: () => {
      org.sessions.expireAll();
    },
    ...rowLocks(org),
    installPackage: settled((name, managed) => {
      install(org, name, managed);
    }),
  };
};
