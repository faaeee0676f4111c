import { apiError, sessionExpired, type Dialect } from '../http/api-error.ts';
import type { OrgResponse } from '../http/route.ts';
import type { Fault } from './fault.ts';

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Message',
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

/** The answer of a fault that keeps the org from acting; undefined when the org acts all the same. */
export const answerInstead = (fault: Fault, dialect: Dialect): OrgResponse | undefined => {
  switch (fault.kind) {
    case 'status':
      return page(fault.status, `${fault.status} ${REASONS[fault.status] ?? ''}`);
    case 'html':
      return page(fault.status ?? 200, 'Down for Maintenance');
    case 'error':
      return apiError(dialect, fault.code, fault.message);
    case 'sessionExpired':
      return sessionExpired(dialect);
    case 'reset':
    case 'answerLost':
    case 'bodyCut':
    case 'hang':
    case 'slowDrip':
      return undefined;
  }
};
