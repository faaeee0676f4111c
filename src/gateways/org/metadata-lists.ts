import { z } from 'zod';
import type { Call, Connection } from './connection.ts';
import type { Patience } from './patience.ts';
import { callTimeout } from './rest.ts';
import { soapCall } from './soap.ts';
import { flag, instant, many, present, text } from './wire-fields.ts';

/** Who changed a component last, and when: the org's words, which are not always true (1970 for some types). */
export interface FileProperties {
  readonly type: string;
  readonly fullName: string;
  /** Path inside the zip, without `unpackaged/`. */
  readonly fileName: string;
  readonly id?: string;
  readonly lastModifiedById?: string;
  readonly lastModifiedByName?: string;
  readonly lastModifiedDate?: Date;
  readonly createdByName?: string;
  readonly createdDate?: Date;
  /** `unmanaged`, `installed` … */
  readonly manageableState?: string;
  readonly namespacePrefix?: string;
}

export interface DescribedType {
  readonly type: string;
  readonly directory: string;
  readonly suffix?: string;
  readonly inFolder: boolean;
  readonly metaFile: boolean;
  readonly children: readonly string[];
}

export interface ListQuery {
  readonly type: string;
  /** For reports, dashboards, documents and e-mail templates. */
  readonly folder?: string;
}

/** What the org has, by type. */
export interface MetadataLists {
  listMetadata(queries: readonly ListQuery[], patience?: Patience): Promise<readonly FileProperties[]>;
  describeMetadata(patience?: Patience): Promise<readonly DescribedType[]>;
}

const properties = z.object({
  type: z.string(),
  fullName: z.string(),
  fileName: z.string(),
  id: text,
  lastModifiedById: text,
  lastModifiedByName: text,
  lastModifiedDate: instant,
  createdByName: text,
  createdDate: instant,
  manageableState: text,
  namespacePrefix: text,
});

/** `FileProperties` of a list or a retrieve; throws when they are not readable. */
export const readFileProperties = (wire: unknown): FileProperties => {
  const read = properties.parse(wire);
  return present({ ...read, fileName: read.fileName.replace(/^unpackaged\//, '') });
};

const described = z.object({
  organizationNamespace: text,
  metadataObjects: many(
    z.object({
      xmlName: z.string(),
      directoryName: z.string(),
      suffix: text,
      inFolder: flag,
      metaFile: flag,
      childXmlNames: many(z.string()),
    }),
  ),
});

/** The org takes three questions a call (meta_listmetadata.htm; documented). */
const queriesPerCall = 3;

/** Calls at a time: orgs limit how many run at once, and other people work there too. */
const atOnce = 4;

const listCall = (apiVersion: string, queries: readonly ListQuery[]): Call<readonly FileProperties[]> =>
  soapCall(
    {
      operation: 'listMetadata',
      apiVersion,
      timeout: callTimeout.large,
      content: {
        queries: queries.map(({ type, folder }) => ({ ...(folder !== undefined && { folder }), type })),
        asOfVersion: apiVersion,
      },
    },
    ({ results }) => results.map(readFileProperties),
  );

/** Runs `work` on all items, so many at a time; results in the order of the items. The first error ends it. */
const inParallel = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
};

export const openMetadataLists = (connection: Connection, apiVersion: string): MetadataLists => ({
  listMetadata: async (queries: readonly ListQuery[], patience?: Patience) => {
    const groups = Array.from({ length: Math.ceil(queries.length / queriesPerCall) }, (_, index) =>
      queries.slice(index * queriesPerCall, (index + 1) * queriesPerCall),
    );
    const lists = await inParallel(groups, (group) => connection.read(listCall(apiVersion, group), patience));
    return lists.flat();
  },
  describeMetadata: (patience?: Patience) =>
    connection.read(
      soapCall({ operation: 'describeMetadata', apiVersion, content: { asOfVersion: apiVersion } }, ({ results }) =>
        described.parse(results[0]).metadataObjects.map((read): DescribedType =>
          present({
            type: read.xmlName,
            directory: read.directoryName,
            suffix: read.suffix,
            inFolder: read.inFolder,
            metaFile: read.metaFile,
            children: read.childXmlNames,
          }),
        ),
      ),
      patience,
    ),
});
