import type { JournalEntry } from './journal-entry.ts';

/** What a team says of a release: `bad` is not gone back to by itself, `blocked` is not deployed and not gone back to. */
export const marks = ['good', 'bad', 'blocked'] as const;
export type Mark = (typeof marks)[number];

/** What a person ordered, with who and why; a later order replaces it. */
export interface Order {
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly reason?: string;
}

/** What stands in an environment's journal as the team's word. */
export interface Orders {
  /** By name of the release. */
  readonly marks: ReadonlyMap<string, Order & { readonly mark: Mark }>;
  /** Nothing is to be deployed until it is lifted. */
  readonly freeze?: Order;
}

/** The orders that stand, given the entries of a journal, oldest first. */
export const ordersIn = (entries: readonly JournalEntry[]): Orders => {
  const found = new Map<string, Order & { readonly mark: Mark }>();
  const openings = new Map(entries.flatMap((entry) => (entry.kind === 'opened' ? [[entry.run, entry] as const] : [])));
  let freeze: Order | undefined;
  for (const entry of entries) {
    const opened = openings.get(entry.run);
    if (entry.kind !== 'closed' || opened === undefined) continue;
    const { by, at, reason, release = '' } = opened;
    const order = { by, at, ...(reason === undefined ? {} : { reason }) };
    if (entry.ending === 'marked') found.set(release, { ...order, mark: markIn(entry.evidence['mark']) });
    if (entry.ending === 'frozen') freeze = order;
    if (entry.ending === 'thawed') freeze = undefined;
  }
  return { marks: found, ...(freeze === undefined ? {} : { freeze }) };
};

/** A mark that a later version of the plugin knows is taken for the most careful one. */
const markIn = (value: unknown): Mark => marks.find((mark) => mark === value) ?? 'blocked';
