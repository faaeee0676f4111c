import { openApexTests } from './apex-tests.ts';
import { openBulkQueries } from './bulk-query.ts';
import { openBulkWrites } from './bulk-ingest.ts';
import { openConnection } from './connection.ts';
import { openDeployRequests } from './deploy-requests.ts';
import { openDeploys } from './deploys.ts';
import { openDescribes } from './describe.ts';
import { openFileBodies } from './file-bodies.ts';
import { openFlows } from './flow-versions.ts';
import { openHttp, type Http } from './http.ts';
import { newestVersionCall, openIdentities } from './identity.ts';
import { openMetadataLists } from './metadata-lists.ts';
import type { Org } from './org.ts';
import type { Patience } from './patience.ts';
import { openQueries, type Queries } from './queries.ts';
import { openRetrieves } from './retrieves.ts';
import { openSession, type LoginLibrary } from './session.ts';
import { systemTiming, type Timing } from './timing.ts';
import { toolingUpdate } from './tooling-update.ts';
import { openUndeletes } from './undelete.ts';

export interface OrgOptions extends Patience {
  readonly timing?: Timing;
  /** For the proxy; the process's own by default. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Milliseconds after which any single exchange with the org is given up; by default 1 minute, 10 for large ones. */
  readonly longestCall?: number;
  /** Milliseconds of silence after which a lost request is said never to have arrived; by default a minute. */
  readonly quiet?: number;
  /** Reads logins; loaded when absent. */
  readonly library?: LoginLibrary | undefined;
  /** How requests are sent; over the network by default. */
  readonly http?: Http;
}

const usualQuiet = 60_000;

/** Milliseconds until an org that does not answer at all is given up. */
const openingPatience = 30_000;

/**
 * Opens the org that an alias, a username or the configured default names. The org has answered once when this
 * resolves: its newest API version is known. Throws `OrgError`: `noDefaultOrg`, `unknownAlias`, `unreadableLogin`,
 * `unreachable`, `garbledAnswer`.
 */
export const openOrg = async (aliasOrUsername?: string, options: OrgOptions = {}): Promise<Org> => {
  const { timing = systemTiming, environment = process.env } = options;
  const session = await openSession(aliasOrUsername, options.library);
  const { http = openHttp(environment, options.longestCall) } = options;
  const connection = openConnection({ http, session, timing });
  const apiVersion = await connection.read(newestVersionCall(), {
    deadline: new Date(timing.now() + openingPatience),
    ...options,
  });
  const { identity, expectOrg, myId } = openIdentities(connection, { session, apiVersion, calledBy: aliasOrUsername });
  const queries = openQueries(connection, apiVersion);
  const toolingQuery: Queries['toolingQuery'] = (...asked) => queries.toolingQuery(...asked);
  const lists = openMetadataLists(connection, apiVersion);
  const write = { connection, apiVersion, expectOrg };
  const requests = openDeployRequests(connection, { apiVersion, myId });
  const { quiet = usualQuiet } = options;
  return {
    identity,
    expectOrg,
    ...openDeploys(connection, {
      apiVersion,
      expectOrg,
      quiet,
      findDeploys: (...search) => requests.findDeploys(...search),
    }),
    ...requests,
    ...lists,
    ...openRetrieves(connection, lists, apiVersion),
    ...queries,
    ...openApexTests(connection, { apiVersion, toolingQuery }),
    ...openDescribes(connection, apiVersion),
    ...openBulkQueries(connection, apiVersion),
    ...openBulkWrites(connection, write),
    ...openFileBodies(connection, write),
    ...openUndeletes(connection, write),
    toolingUpdate: (update) => toolingUpdate(write, update),
    ...openFlows(toolingQuery, (update) => toolingUpdate(write, update)),
  };
};
