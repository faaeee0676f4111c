import type { Route } from '../http/route.ts';
import type { Database } from './database.ts';
import { queryRoutes } from './rest/query-routes.ts';

/** Everything of the REST API that is about records, to be mounted by the server. */
export const recordRoutes = (database: Database): readonly Route[] => [...queryRoutes(database)];
