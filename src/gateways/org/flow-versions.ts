import { z } from 'zod';
import { OrgError } from './org-error.ts';
import type { Patience } from './patience.ts';
import { soqlText, type Queries } from './queries.ts';
import type { ToolingUpdate } from './tooling-update.ts';
import { present, text } from './wire-fields.ts';

export interface FlowVersions {
  readonly name: string;
  /** Of the `FlowDefinition`. */
  readonly id: string;
  /** Absent when no version is active. */
  readonly active?: { readonly id: string; readonly number: number };
  readonly latest?: { readonly id: string; readonly number: number };
}

export interface Flows {
  /** Flows the org does not have are absent from the answer. */
  flowVersions(names: readonly string[], patience?: Patience): Promise<readonly FlowVersions[]>;
  /** Makes a version the active one; 0 deactivates. Read back before it is believed. */
  activateFlowVersion(name: string, version: number, expectedOrgId: string): Promise<FlowVersions>;
}

const version = z.object({ VersionNumber: z.number().int() }).nullish();

const definition = z.object({
  Id: z.string(),
  DeveloperName: z.string(),
  NamespacePrefix: text,
  ActiveVersionId: text,
  ActiveVersion: version,
  LatestVersionId: text,
  LatestVersion: version,
});

const select =
  'SELECT Id, DeveloperName, NamespacePrefix, ActiveVersionId, ActiveVersion.VersionNumber, LatestVersionId, ' +
  'LatestVersion.VersionNumber FROM FlowDefinition';

/** A query travels in the address: so many names of 40 characters keep it well below what servers take. */
const namesPerQuery = 100;

const pair = (
  id: string | undefined,
  found: { VersionNumber: number } | null | undefined,
): { id: string; number: number } | undefined =>
  id === undefined || !found ? undefined : { id, number: found.VersionNumber };

const versionsOf = (row: unknown): FlowVersions => {
  const read = definition.parse(row);
  return present({
    name: read.NamespacePrefix === undefined ? read.DeveloperName : `${read.NamespacePrefix}__${read.DeveloperName}`,
    id: read.Id,
    active: pair(read.ActiveVersionId, read.ActiveVersion),
    latest: pair(read.LatestVersionId, read.LatestVersion),
  });
};

/**
 * Versions of flows, from Tooling `FlowDefinition` (documented). The metadata of a flow does not say which version is
 * active: this does.
 */
export const openFlows = (
  toolingQuery: Queries['toolingQuery'],
  update: (update: ToolingUpdate) => Promise<void>,
): Flows => {
  const flowVersions = async (names: readonly string[], patience?: Patience): Promise<readonly FlowVersions[]> => {
    const found: FlowVersions[] = [];
    for (let start = 0; start < names.length; start += namesPerQuery) {
      const bare = names.slice(start, start + namesPerQuery).map((name) => name.replace(/^\w+?__/, ''));
      const condition = `WHERE DeveloperName IN (${bare.map(soqlText).join(', ')})`;
      found.push(...(await toolingQuery(`${select} ${condition} ORDER BY DeveloperName`, patience)).map(versionsOf));
    }
    return found.filter(({ name }) => names.includes(name));
  };
  const one = async (name: string): Promise<FlowVersions> => {
    const [found] = await flowVersions([name]);
    return found ?? missing(name);
  };
  return {
    flowVersions,
    activateFlowVersion: async (name, number, expectedOrgId) => {
      const isActive = async (): Promise<boolean> => ((await one(name)).active?.number ?? 0) === number;
      const { id } = await one(name);
      const body = { Metadata: { activeVersionNumber: number } };
      await update({ sobject: 'FlowDefinition', id, body, expectedOrgId, isDone: isActive });
      const after = await one(name);
      return (after.active?.number ?? 0) === number ? after : notActivated(name, number, after);
    },
  };
};

const missing = (name: string): never => {
  throw new OrgError('refusedByOrg', `The org has no flow named ${name}.`, { code: 'NOT_FOUND' });
};

const notActivated = (name: string, number: number, { active }: FlowVersions): never => {
  const is = active === undefined ? 'no version is active' : `version ${active.number} is active`;
  throw new OrgError('refusedByOrg', `The org took the change, but of flow ${name} ${is}, not version ${number}.`, {
    code: 'NOT_ACTIVATED',
    actions: ['In Setup, open Flows and choose the version by hand, then run the command again.'],
  });
};
