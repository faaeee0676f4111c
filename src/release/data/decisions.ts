import type { RowDecision } from './restore-rules.ts';

/**
 * What was decided for row after row, so that they are compared once however often they are walked over. Most rows
 * share what is to be done: four bytes for each, and what there is to be done once.
 */
export interface Decisions {
  /** Of the next row; undefined when it is not meant. */
  add(decision: RowDecision | undefined): void;
  /** Of a row by its place, from 0. */
  at(place: number): RowDecision | undefined;
  /** Decides otherwise of a row that was added. */
  change(place: number, decision: RowDecision): void;
  /** Fields that differ on any row. */
  fields(): ReadonlySet<string>;
}

export const newDecisions = (): Decisions => {
  const different: (RowDecision | undefined)[] = [];
  const numbers = new Map<string, number>();
  let places = new Uint32Array(1024);
  let length = 0;
  const numberOf = (decision: RowDecision | undefined): number => {
    const key = keyOf(decision);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, different.length);
    return different.push(decision) - 1;
  };
  return {
    add: (decision) => {
      if (length === places.length) {
        const longer = new Uint32Array(length * 2);
        longer.set(places);
        places = longer;
      }
      places[length] = numberOf(decision);
      length += 1;
    },
    change: (place, decision) => {
      places[place] = numberOf(decision);
    },
    at: (place) => (place < length ? different[places[place] ?? -1] : undefined),
    fields: () => new Set(different.flatMap((decision) => fieldsIn(decision))),
  };
};

const fieldsIn = (decision: RowDecision | undefined): readonly string[] =>
  decision !== undefined && 'fields' in decision ? decision.fields : [];

const keyOf = (decision: RowDecision | undefined): string => {
  if (decision === undefined || !('fields' in decision)) return decision?.kind ?? '';
  return `${decision.kind} ${String(decision.isDeleted)} ${decision.fields.join(' ')}`;
};
