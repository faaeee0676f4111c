import type { OrgResponse } from '../http/route.ts';
import type { Org } from '../org.ts';
import { apexResult, soapFault, type SoapCall } from './envelope.ts';
import { textOf } from './xml.ts';

/** What a run of anonymous Apex would have logged; no Apex is executed here (docs/FIDELITY.md). */
const debugLog = (org: Org, apex: string): string =>
  [
    '67.0 APEX_CODE,DEBUG;APEX_PROFILING,INFO',
    ...apex.split(/\r?\n/).map((line) => `Execute Anonymous: ${line}`),
    `${org.clock.now().toISOString()} |USER_INFO|[EXTERNAL]|${org.identity.user.id}|${org.identity.username}`,
    '|EXECUTION_STARTED',
    '|CODE_UNIT_STARTED|[EXTERNAL]|execute_anonymous_apex',
    '|CODE_UNIT_FINISHED|execute_anonymous_apex',
    '|EXECUTION_FINISHED',
  ].join('\n');

export const APEX_OPERATIONS: readonly string[] = ['executeAnonymous'];

/** Apex API: anonymous Apex is accepted and answered as if it had run without output. */
export const answerApexCall = (org: Org, call: SoapCall): OrgResponse => {
  if (call.operation !== 'executeAnonymous')
    return soapFault('INVALID_TYPE', `No operation available for request ${call.operation}`, 'apex');
  const apex = textOf(call.body, 'String') ?? textOf(call.body, 'apexcode') ?? '';
  return apexResult(
    'executeAnonymous',
    {
      column: -1,
      compileProblem: '',
      compiled: true,
      exceptionMessage: '',
      exceptionStackTrace: '',
      line: -1,
      success: true,
    },
    debugLog(org, apex),
  );
};
