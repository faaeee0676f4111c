import type { OrgResponse } from '../http/route.ts';
import type { Org } from '../org.ts';
import { emptyRecycleBin, undelete } from '../records/write/recycle-bin.ts';
import type { WriteResult } from '../records/types.ts';
import { partnerResult, soapFault, type SoapCall } from './envelope.ts';
import { textsOf, type XmlValue } from './xml.ts';

/** Ids in one call (SOAP API guide, "undelete()"; documented). */
const MAX_IDS = 200;

const resultOf = ({ id, success, errors }: WriteResult): XmlValue => ({
  ...(errors.length === 0
    ? {}
    : { errors: errors.map(({ fields, message, statusCode }) => ({ fields: [...fields], message, statusCode })) }),
  ...(id === undefined ? {} : { id }),
  success,
});

const ON_IDS: Readonly<Record<string, typeof undelete>> = { undelete, emptyRecycleBin };

export const PARTNER_OPERATIONS: readonly string[] = ['getServerTimestamp', ...Object.keys(ON_IDS)];

/** Partner API: what REST and Bulk cannot do, which is to bring back what the Recycle Bin holds, and to empty it. */
export const answerPartnerCall = (org: Org, call: SoapCall): OrgResponse => {
  if (call.operation === 'getServerTimestamp')
    return partnerResult(call.operation, { timestamp: new Date(org.now()).toISOString() });
  const act = ON_IDS[call.operation];
  if (act === undefined)
    return soapFault('INVALID_TYPE', `No operation available for request ${call.operation}`, 'partner');
  const ids = textsOf(call.body, 'ids');
  if (ids.length > MAX_IDS)
    return soapFault(
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_IDS} records into this call`,
      'partner',
    );
  return partnerResult(call.operation, act(org.database, ids).map(resultOf));
};
