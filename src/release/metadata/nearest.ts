import { distance } from 'fastest-levenshtein';

/**
 * The names most like what somebody typed, best first, for "did you mean". Names further away than half of the typed
 * text are not offered.
 */
export const nearestNames = (typed: string, names: readonly string[], most = 3): readonly string[] =>
  names
    .map((name) => ({
      name,
      away: Math.min(distance(typed, name), distance(typed, name.slice(name.lastIndexOf('/') + 1))),
    }))
    .filter(({ away }) => away <= Math.max(2, typed.length / 2))
    .sort((one, other) => one.away - other.away)
    .slice(0, most)
    .map(({ name }) => name);
