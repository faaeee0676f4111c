import { soapFault } from '../soap/envelope.ts';
import { restError, type OrgResponse } from './route.ts';

/** Which API a request spoke: an error has the form of that API. */
export type Dialect = 'soap' | 'rest';

const STATUS: Readonly<Record<string, number>> = { INVALID_SESSION_ID: 401, REQUEST_LIMIT_EXCEEDED: 403 };

/** An error that any call can meet, in the words and the form of the API that was asked. */
export const apiError = (dialect: Dialect, code: string, message: string): OrgResponse =>
  dialect === 'soap' ? soapFault(code, message) : restError(STATUS[code] ?? 400, code, message);

export const sessionExpired = (dialect: Dialect): OrgResponse =>
  apiError(
    dialect,
    'INVALID_SESSION_ID',
    dialect === 'soap'
      ? 'Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session hash'
      : 'Session expired or invalid',
  );

export const callsUsedUp = (dialect: Dialect): OrgResponse =>
  apiError(dialect, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
