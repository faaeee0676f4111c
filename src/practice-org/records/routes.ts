import type { Route } from '../http/route.ts';
import { ingestRoutes } from './bulk/ingest-routes.ts';
import { jobIds } from './bulk/job-ids.ts';
import { bulkQueryRoutes } from './bulk/query-routes.ts';
import type { Database } from './database.ts';
import { collectionRoutes } from './rest/collections.ts';
import { queryRoutes } from './rest/query-routes.ts';
import { sobjectRoutes } from './rest/sobject-routes.ts';
import { treeRoutes } from './rest/tree.ts';

/** Everything of the REST API that is about records, to be mounted by the server. */
export const recordRoutes = (database: Database): readonly Route[] => {
  const ids = jobIds(database.context.identity.pod);
  return [
    ...queryRoutes(database),
    ...sobjectRoutes(database),
    ...treeRoutes(database),
    ...collectionRoutes(database),
    ...ingestRoutes(database, ids),
    ...bulkQueryRoutes(database, ids),
  ];
};
