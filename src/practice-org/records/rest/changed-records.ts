import { json, type OrgResponse, restError } from '../../http/route.ts';
import { datetimeText } from '../soql/format.ts';
import type { Store } from '../store/store.ts';
import { type ObjectCall } from './sobject-calls.ts';

const MINUTE_MS = 60_000;
const MAX_DAYS = 30;

const moment = (text: string | null): number => Date.parse(text ?? '');

const idsWhere = (store: Store, test: (slot: number) => boolean): readonly number[] =>
  Array.from({ length: store.slots }, (_, slot) => slot).filter(test);

const between = (value: unknown, from: number, to: number): boolean =>
  typeof value === 'number' && value >= from && value <= to;

/** `sobjects/<object>/deleted` and `updated`: what changed between `start` and `end` (REST API guide; documented). */
export const changedRecords = (call: ObjectCall, deleted: boolean): OrgResponse => {
  const [start, end] = [moment(call.request.query.get('start')), moment(call.request.query.get('end'))];
  if (Number.isNaN(start) || Number.isNaN(end))
    return restError(400, 'INVALID_REPLICATION_DATE', 'start and end must be dates, as in 2026-01-31T00:00:00+00:00');
  const now = call.database.context.clock.now().getTime();
  if (end - start < MINUTE_MS || now - start > MAX_DAYS * 24 * 60 * MINUTE_MS)
    return restError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate before org replication enablement date, later than endDate by less than a minute, or older than 30 days',
    );
  if (call.table.kind !== 'stored')
    return restError(400, 'INVALID_TYPE_FOR_OPERATION', `${call.table.entity.name} is not replicateable`);
  const { store } = call.table;
  const latestDateCovered = datetimeText(Math.min(end, now));
  if (!deleted) {
    const slots = idsWhere(
      store,
      (slot) => store.isLive(slot) && between(store.get(slot, 'systemmodstamp'), start, end),
    );
    return json({ ids: slots.map((slot) => store.ids.at(slot)), latestDateCovered });
  }
  const slots = idsWhere(store, (slot) => between(store.deletedAt(slot), start, end));
  return json({
    deletedRecords: slots.map((slot) => ({
      deletedDate: datetimeText(Math.floor(store.deletedAt(slot) ?? 0)),
      id: store.ids.at(slot),
    })),
    earliestDateAvailable: datetimeText(now - 15 * 24 * 60 * MINUTE_MS),
    latestDateCovered,
  });
};
