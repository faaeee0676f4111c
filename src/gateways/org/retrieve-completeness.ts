import type { ComponentId } from '../../release/metadata/component.ts';
import type { Manifest } from './manifest.ts';
import type { FileProperties, ListQuery, MetadataLists } from './metadata-lists.ts';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import type { RetrievedChunk } from './retrieve-job.ts';

/** What was asked for and did not come. */
export interface Completeness {
  /** Asked for and proven not to be in the org. */
  readonly absent: readonly ComponentId[];
  /** Asked for, listed by the org, and yet not handed over. A snapshot with any of these is incomplete. */
  readonly unaccounted: readonly ComponentId[];
}

/** Types whose members live in folders, and the type under which the folders themselves are listed. */
const folderTypes: ReadonlyMap<string, string> = new Map([
  ['Dashboard', 'DashboardFolder'],
  ['Document', 'DocumentFolder'],
  ['EmailTemplate', 'EmailFolder'],
  ['Report', 'ReportFolder'],
]);

/** The org answers to any case and writes some names with percent signs. */
const fold = (name: string): string => {
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
};

const keyOf = (type: string, fullName: string): string => `${type.toLowerCase()}:${fold(fullName)}`;

const askedOf = (manifest: Manifest): ComponentId[] =>
  [...manifest].flatMap(([type, members]) =>
    members.filter((member) => member !== '*').map((fullName) => ({ type, fullName })),
  );

/** `Entity of type 'ApexClass' named 'X' cannot be found` */
const notFound = /entity of type '(?<type>[^']+)' named '(?<name>.+)' cannot be found/i;

const namedAsMissing = (messages: RetrievedChunk['messages']): ReadonlySet<string> =>
  new Set(
    messages.flatMap(({ problem }) => {
      const { type, name } = notFound.exec(problem)?.groups ?? {};
      return type === undefined || name === undefined ? [] : [keyOf(type, name)];
    }),
  );

/** Whether the file of a child's parent holds the child: not every type is listed child by child. */
const isInParent = ({ fullName }: ComponentId, entries: ReadonlyMap<string, Buffer>): boolean => {
  const dot = fullName.indexOf('.');
  if (dot < 1) return false;
  const parent = fold(fullName.slice(0, dot));
  const element = `<fullname>${fold(fullName.slice(dot + 1))}</fullname>`;
  return [...entries].some(([path, bytes]) => {
    const file = path.slice(path.lastIndexOf('/') + 1);
    return fold(file.replace(/\.[^.]+$/, '')) === parent && bytes.toString().toLowerCase().includes(element);
  });
};

/** A version of a flow (`Flow:Name-3`) comes as a file of that name, while the org's lists know only the flow. */
const isFlowVersion = ({ type, fullName }: ComponentId, entries: ReadonlyMap<string, Buffer>): boolean =>
  type === 'Flow' && entries.has(`flows/${fullName}.flow`);

/** Standard fields are in no list: that one is missing there proves nothing. */
const isListable = ({ type, fullName }: ComponentId): boolean =>
  type !== 'StandardValueSet' && (type !== 'CustomField' || /__\w+$/.test(fullName));

const queryFor = ({ type, fullName }: ComponentId): ListQuery => {
  const folderType = folderTypes.get(type);
  if (folderType === undefined) return { type };
  const slash = fullName.lastIndexOf('/');
  return slash < 0 ? { type: folderType } : { type, folder: fullName.slice(0, slash) };
};

/**
 * What became of every member asked for by name. Those that did not come are looked up in the org's lists: not listed,
 * or called missing by the org itself, is proven absent; listed or not listable is unaccounted for.
 */
export const completenessOf = async (
  { manifest, chunk }: { readonly manifest: Manifest; readonly chunk: RetrievedChunk },
  lists: Pick<MetadataLists, 'listMetadata'>,
  patience: Patience,
): Promise<Completeness> => {
  const came = new Set(chunk.files.map(({ type, fullName }) => keyOf(type, fullName)));
  const saidMissing = namedAsMissing(chunk.messages);
  const absent: ComponentId[] = [];
  const open: ComponentId[] = [];
  for (const asked of askedOf(manifest)) {
    const key = keyOf(asked.type, asked.fullName);
    if (came.has(key) || isInParent(asked, chunk.entries) || isFlowVersion(asked, chunk.entries)) continue;
    (saidMissing.has(key) ? absent : open).push(asked);
  }
  const listed = await listedOf(open, lists, patience);
  const unaccounted = open.filter((asked) => !isListable(asked) || listed(asked));
  return { absent: [...absent, ...open.filter((asked) => !unaccounted.includes(asked))], unaccounted };
};

/** Whether the org lists a component; yes when it cannot list the type at all. */
const listedOf = async (
  components: readonly ComponentId[],
  lists: Pick<MetadataLists, 'listMetadata'>,
  patience: Patience,
): Promise<(component: ComponentId) => boolean> => {
  const queries = new Map(components.map((each) => [JSON.stringify(queryFor(each)), queryFor(each)]));
  const named = new Map<string, ReadonlySet<string> | undefined>();
  for (const [key, query] of queries) {
    const found = await lists.listMetadata([query], patience).catch(noSuchList);
    named.set(key, found && new Set(found.map(({ fullName }) => fold(fullName))));
  }
  return (component) => named.get(JSON.stringify(queryFor(component)))?.has(fold(component.fullName)) ?? true;
};

const noSuchList = (error: unknown): readonly FileProperties[] | undefined => {
  if (error instanceof OrgError && error.code === 'INVALID_TYPE') return undefined;
  throw error;
};
