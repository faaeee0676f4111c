/** Moments from `from` up to, not including, `to`, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
const DAY = 86_400_000;

/** The start of the unit that is `steps` away from the one `now` lies in. Days begin at midnight UTC, weeks on Sunday. */
const startOf = (now: Date, unit: Unit, steps: number): number => {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  switch (unit) {
    case 'DAY':
      return Date.UTC(year, month, day + steps);
    case 'WEEK':
      return Date.UTC(year, month, day - now.getUTCDay() + 7 * steps);
    case 'MONTH':
      return Date.UTC(year, month + steps, 1);
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + 3 * steps, 1);
    case 'YEAR':
      return Date.UTC(year + steps, 0, 1);
  }
};

const one = (now: Date, unit: Unit, steps: number): Span => ({
  from: startOf(now, unit, steps),
  to: startOf(now, unit, steps + 1),
});

const several = (now: Date, unit: Unit, direction: { which: string; count: number }): Span => {
  const { which, count } = direction;
  if (which === 'AGO') return one(now, unit, -count);
  if (which === 'NEXT') return { from: startOf(now, unit, 1), to: startOf(now, unit, count + 1) };
  return { from: startOf(now, unit, -count), to: startOf(now, unit, unit === 'DAY' ? 1 : 0) };
};

const FIXED = /^(LAST|THIS|NEXT)_(?:FISCAL_)?(WEEK|MONTH|QUARTER|YEAR)$/;
const COUNTED = /^(LAST|NEXT)_N_(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S:(\d+)$/;
const AGO = /^N_(?:FISCAL_)?(DAY|WEEK|MONTH|QUARTER|YEAR)S_AGO:(\d+)$/;
const STEPS: Readonly<Record<string, number>> = { LAST: -1, THIS: 0, NEXT: 1 };
const NAMED: Readonly<Record<string, (now: Date) => Span>> = {
  YESTERDAY: (now) => one(now, 'DAY', -1),
  TODAY: (now) => one(now, 'DAY', 0),
  TOMORROW: (now) => one(now, 'DAY', 1),
  LAST_90_DAYS: (now) => several(now, 'DAY', { which: 'LAST', count: 90 }),
  NEXT_90_DAYS: (now) => several(now, 'DAY', { which: 'NEXT', count: 90 }),
};

/**
 * The span a date literal means (SOQL reference, "Date Formats and Date Literals"; documented). The org's user lives in
 * UTC, weeks begin on Sunday, the fiscal year is the calendar year. Undefined for a word that is no date literal.
 */
export const spanOf = (literal: string, now: Date): Span | undefined => {
  const word = literal.toUpperCase();
  const named = NAMED[word];
  if (named !== undefined) return named(now);
  const fixed = FIXED.exec(word);
  if (fixed !== null) return one(now, fixed[2] as Unit, STEPS[fixed[1] ?? ''] ?? 0);
  const counted = COUNTED.exec(word);
  if (counted !== null) return several(now, counted[2] as Unit, { which: counted[1] ?? '', count: Number(counted[3]) });
  const ago = AGO.exec(word);
  if (ago !== null) return several(now, ago[1] as Unit, { which: 'AGO', count: Number(ago[2]) });
  return undefined;
};

/** One moment as a span, for a date (the whole day) or a date-time (that millisecond). */
export const spanOfDate = (text: string): Span => {
  const from = Date.parse(`${text}T00:00:00Z`);
  return { from, to: from + DAY };
};

const two = (value: number): string => String(value).padStart(2, '0');

/** `2026-01-31` of a moment, in UTC. */
export const dateText = (moment: number): string => {
  const date = new Date(moment);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
};

const isoWeek = (date: Date): number => {
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  return Math.floor((date.getTime() - start) / DAY / 7) + 1;
};

/** A date-time cell (milliseconds) or a date cell (`2026-01-31`, midnight UTC) as a moment; null for anything else. */
export const momentOf = (cell: unknown): number | null => {
  if (typeof cell === 'number') return cell;
  return typeof cell === 'string' ? Date.parse(`${cell}T00:00:00Z`) : null;
};

/** SOQL's date functions, in UTC (SOQL reference, "Date Functions"; documented). */
export const DATE_FUNCTIONS: Readonly<Record<string, (moment: number) => number | string>> = {
  CALENDAR_YEAR: (moment) => new Date(moment).getUTCFullYear(),
  CALENDAR_QUARTER: (moment) => Math.floor(new Date(moment).getUTCMonth() / 3) + 1,
  CALENDAR_MONTH: (moment) => new Date(moment).getUTCMonth() + 1,
  FISCAL_YEAR: (moment) => new Date(moment).getUTCFullYear(),
  FISCAL_QUARTER: (moment) => Math.floor(new Date(moment).getUTCMonth() / 3) + 1,
  FISCAL_MONTH: (moment) => new Date(moment).getUTCMonth() + 1,
  DAY_IN_MONTH: (moment) => new Date(moment).getUTCDate(),
  DAY_IN_WEEK: (moment) => new Date(moment).getUTCDay() + 1,
  DAY_IN_YEAR: (moment) => Math.floor((moment - Date.UTC(new Date(moment).getUTCFullYear(), 0, 1)) / DAY) + 1,
  DAY_ONLY: (moment) => dateText(moment),
  HOUR_IN_DAY: (moment) => new Date(moment).getUTCHours(),
  WEEK_IN_MONTH: (moment) => Math.floor((new Date(moment).getUTCDate() - 1) / 7) + 1,
  WEEK_IN_YEAR: (moment) => isoWeek(new Date(moment)),
};
