import fc from 'fast-check';
import { piece, type Piece } from './pieces.ts';

/** A part of a component that is only there together with what it names. */
export interface About {
  /** `Type:FullName` of what it names. */
  readonly about: string;
  readonly xml: string;
}

/** A component before anybody knows what else is in its version. */
export interface Draft {
  readonly key: string;
  readonly parts: readonly (string | About)[];
  readonly files?: Piece['files'];
  /** What it cannot be without, as keys. */
  readonly needs: readonly string[];
}

/** One family of metadata: what a version may hold of it, and what it holds when it has none of it is nothing. */
export type Family = fc.Arbitrary<readonly Draft[]>;

export const draft = (
  key: string,
  parts: string | readonly (string | About)[],
  { needs = [], files }: Partial<Pick<Draft, 'needs' | 'files'>> = {},
): Draft => ({ key, parts: typeof parts === 'string' ? [parts] : parts, needs, ...(files && { files }) });

/** A family of one component. */
export const one = <Value>(values: fc.Arbitrary<Value>, made: (value: Value) => Draft): Family =>
  values.map((value) => [made(value)]);

/** Texts are few, so that versions often agree. */
export const word = fc.constantFrom('a', 'b', 'c');

export const maybe = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(values, { nil: undefined, freq: 2 });

/** Some of these, in this order, at least `least`. */
export const some = (names: readonly string[], least = 0): fc.Arbitrary<readonly string[]> =>
  fc.subarray([...names], { minLength: least });

/**
 * The components of a version: without those that cannot be without one that is missing, and without what names one that
 * is missing.
 */
export const settled = (drafts: readonly Draft[]): readonly Piece[] => {
  let left = drafts;
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    const there = new Set(left.map(({ key }) => key));
    left = left.filter(({ needs }) => needs.every((need) => there.has(need)));
  }
  const there = new Set(left.map(({ key }) => key));
  return left.map(({ key, parts, files }) => {
    const said = parts.map((part) => (typeof part === 'string' ? part : there.has(part.about) ? part.xml : ''));
    return piece(key, said.join(''), files);
  });
};
