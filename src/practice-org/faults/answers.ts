import { restError, type OrgResponse } from '../http/route.ts';
import { soapFault } from '../soap/envelope.ts';
import type { Fault } from './fault.ts';

/** Which API a request spoke: an error has the form of that API. */
export type Dialect = 'soap' | 'rest';

const REASONS: Readonly<Record<number, string>> = {
  420: 'Method Failure',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const page = (status: number, title: string): OrgResponse => ({
  status,
  headers: { 'content-type': 'text/html;charset=UTF-8' },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>salesforce edge</p></body></html>`,
});

const error = (dialect: Dialect, code: string, message: string): OrgResponse => {
  if (dialect === 'soap') return soapFault(code, message);
  if (code === 'INVALID_SESSION_ID') return restError(401, code, message);
  return restError(code === 'REQUEST_LIMIT_EXCEEDED' ? 403 : 400, code, message);
};

/** The answer of a fault that keeps the org from acting; undefined when the org acts all the same. */
export const answerInstead = (fault: Fault, dialect: Dialect): OrgResponse | undefined => {
  switch (fault.kind) {
    case 'status':
      return page(fault.status, `${fault.status} ${REASONS[fault.status] ?? ''}`);
    case 'html':
      return page(fault.status ?? 200, 'Down for Maintenance');
    case 'error':
      return error(dialect, fault.code, fault.message);
    case 'sessionExpired':
      return error(dialect, 'INVALID_SESSION_ID', 'Session expired or invalid');
    case 'reset':
    case 'answerLost':
    case 'bodyCut':
    case 'hang':
    case 'slowDrip':
      return undefined;
  }
};
