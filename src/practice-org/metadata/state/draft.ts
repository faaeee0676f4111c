import type { SchemaChange } from '../schema/org-schema.ts';
import { keyOf } from '../package/zip-components.ts';
import { memberOf, namespaceOf } from '../names.ts';
import type {
  Authorship,
  DeletedField,
  FlowHistory,
  InstalledPackage,
  MetadataState,
  OrgContext,
  StoredComponent,
} from '../types.ts';

/** The org while one transaction works on it: shallow copies of the state's maps, thrown away when it fails. */
export interface Draft {
  readonly components: Map<string, StoredComponent>;
  readonly flows: Map<string, FlowHistory>;
  readonly deletedFields: DeletedField[];
  readonly packages: readonly InstalledPackage[];
  /** What this transaction deleted so far, in order. */
  readonly removed: StoredComponent[];
  /** Tables and columns that went with it. */
  readonly dropped: SchemaChange[];
  readonly context: OrgContext;
  /** Who creates and changes in this transaction, and when. */
  readonly author: Authorship;
}

const newAuthorship = ({ user, now }: OrgContext): Authorship => ({
  createdById: user.id,
  createdByName: user.name,
  createdDate: now.toISOString(),
  lastModifiedById: user.id,
  lastModifiedByName: user.name,
  lastModifiedDate: now.toISOString(),
});

export const draftOf = (state: MetadataState, context: OrgContext): Draft => ({
  components: new Map(state.components),
  flows: new Map(state.flows),
  deletedFields: [...state.deletedFields],
  packages: state.packages,
  removed: [],
  dropped: [],
  context,
  author: newAuthorship(context),
});

export const stateOf = ({ components, flows, deletedFields, packages }: Draft): MetadataState => ({
  components,
  flows,
  deletedFields,
  packages,
});

/** Key prefixes of ids, where a client or a person would notice a wrong one (Object Reference, key prefixes; folklore). */
const idPrefixes: Readonly<Record<string, string>> = {
  ApexClass: '01p',
  ApexComponent: '099',
  ApexPage: '066',
  ApexTrigger: '01q',
  AuraDefinitionBundle: '0Ab',
  CompactLayout: '0AH',
  ConnectedApp: '0H4',
  CustomApplication: '02u',
  CustomField: '00N',
  CustomLabel: '101',
  CustomMetadata: 'm00',
  CustomObject: '01I',
  CustomPermission: '0CP',
  CustomTab: '01r',
  Dashboard: '01Z',
  Document: '015',
  EmailTemplate: '00X',
  FieldSet: '0IX',
  FlexiPage: '0M0',
  Flow: '300',
  FlowDefinition: '300',
  GlobalValueSet: '0Nt',
  Group: '00G',
  Layout: '00h',
  LightningComponentBundle: '0Rb',
  ListView: '00B',
  PermissionSet: '0PS',
  PermissionSetGroup: '0PG',
  Profile: '00e',
  Queue: '00G',
  QuickAction: '09D',
  RecordType: '012',
  RemoteSiteSetting: '0rp',
  Report: '00O',
  Role: '00E',
  StaticResource: '081',
  ValidationRule: '03d',
  WebLink: '00b',
  WorkflowAlert: '01W',
  WorkflowFieldUpdate: '04Y',
  WorkflowRule: '01Q',
};

export type Effect = 'created' | 'changed' | 'unchanged';

type Content = Pick<StoredComponent, 'type' | 'fullName'> &
  Partial<Pick<StoredComponent, 'files' | 'xml' | 'parent' | 'tag' | 'id'>>;

const noFiles: StoredComponent['files'] = new Map();

/** The installed package that a component comes from, by the namespace in front of its own name. */
const namespaceIn = ({ packages }: Draft, { type, fullName }: Content): string | undefined => {
  const own = type === 'Layout' ? fullName.slice(fullName.indexOf('-') + 1) : memberOf(fullName);
  const namespace = packages.length === 0 ? undefined : namespaceOf(own);
  return packages.some(({ namespacePrefix }) => namespacePrefix === namespace) ? namespace : undefined;
};

/** Stores what a component is now: a new one gets an id and an author, a known one keeps its id and creator. */
export const put = (draft: Draft, content: Content): Effect => {
  const key = keyOf(content.type, content.fullName);
  const before = draft.components.get(key);
  const { createdById, createdByName, createdDate } = before ?? draft.author;
  const namespacePrefix = namespaceIn(draft, content);
  draft.components.set(key, {
    files: noFiles,
    ...content,
    id: before?.id ?? content.id ?? draft.context.nextId(idPrefixes[content.type] ?? '0xM'),
    ...(namespacePrefix !== undefined && { namespacePrefix }),
    ...draft.author,
    ...{ createdById, createdByName, createdDate },
  });
  return before ? 'changed' : 'created';
};

/** Something about one component that makes the deploy of it fail, in the platform's words. */
export class DeployProblem extends Error {
  override readonly name = 'DeployProblem';
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(message: string, place?: { readonly line: number; readonly column: number }) {
    super(message);
    this.line = place?.line;
    this.column = place?.column;
  }
}
