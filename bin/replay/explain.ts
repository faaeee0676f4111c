import { keyOf } from '../../src/release/metadata/component.ts';
import type { Plan } from '../../src/release/plan/plan.ts';
import type { Difference, Piece } from './judge.ts';

/** What one plan says of a component that it does not bring to what the release says. */
interface Reason {
  readonly reason: string;
  /** Elements it speaks of; all when absent. */
  readonly parts?: ReadonlySet<string>;
}

/** Key of a component in lower case → the pieces that a plan has explained and why, while they are there. */
export type Explained = Map<string, ReadonlyMap<string, string>>;

/** The reasons that a plan gives, by component in lower case. */
export const reasonsIn = (plan: Plan): ReadonlyMap<string, Reason> => {
  const reasons = new Map<string, Reason>();
  for (const [key, limits] of Map.groupBy(plan.limits, ({ component }) => keyOf(component).toLowerCase())) {
    const sections = limits.flatMap(({ entry }) => entry?.section ?? []);
    const isWhole = sections.length < limits.length;
    reasons.set(key, { reason: limits[0]!.reason, ...(!isWhole && { parts: new Set(sections) }) });
  }
  for (const kept of plan.keeps) {
    const key = keyOf(kept).toLowerCase();
    if (kept.because !== 'alreadyAsPlanned' && !reasons.has(key)) reasons.set(key, { reason: kept.because });
  }
  return reasons;
};

/**
 * Tells the differences that a plan has named from those that none has. What an earlier plan said holds for the very
 * pieces that were there when it said so, and no longer than they are there.
 */
export const explained = (
  differences: readonly Difference[],
  reasons: ReadonlyMap<string, Reason>,
  earlier: Explained,
): { readonly named: ReadonlyMap<string, string>; readonly silent: readonly string[] } => {
  const found = new Set(differences.map(({ key }) => key));
  for (const key of earlier.keys()) if (!found.has(key)) earlier.delete(key);
  const named = new Map<string, string>();
  const silent: string[] = [];
  for (const { key, what, pieces } of differences) {
    const before = earlier.get(key);
    const now = reasons.get(key);
    const why = (piece: Piece): string | undefined =>
      now !== undefined && (now.parts?.has(piece.part) ?? true) ? now.reason : before?.get(nameOf(piece));
    const known = pieces.flatMap((piece) => {
      const reason = why(piece);
      return reason === undefined ? [] : [[nameOf(piece), reason] as const];
    });
    earlier.set(key, new Map(known));
    if (known.length === pieces.length) named.set(key, known[0]?.[1] ?? '');
    else silent.push(`${key} ${what}`);
  }
  return { named, silent };
};

const nameOf = ({ part, text }: Piece): string => `${part}\0${text}`;
