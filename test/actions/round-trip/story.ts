import fc from 'fast-check';
import { settled, type Draft, type Family } from './family.ts';
import { access } from './families/access.ts';
import { code } from './families/code.ts';
import { dataModel } from './families/data-model.ts';
import { pages } from './families/pages.ts';
import { rules } from './families/rules.ts';
import type { Piece } from './pieces.ts';

/** Rows that people make after a release. */
export interface NewRows {
  readonly count: number;
  /** Every custom field has a value. */
  readonly filled: boolean;
  /** Users have every permission set and role, and queues own a record. */
  readonly given: boolean;
}

/** Two releases of one org, and what people did in between. */
export interface Story {
  readonly one: readonly Piece[];
  readonly two: readonly Piece[];
  readonly rowsAfterOne: NewRows;
  readonly rowsAfterTwo: NewRows;
  /** Whose values the rollback may destroy, of what the second release brought. */
  readonly accepts: 'nothing' | 'fields' | 'everything';
}

export const families: readonly Family[] = [...dataModel, ...rules, ...pages, ...code, ...access];

interface Change {
  readonly from: readonly Draft[];
  readonly to: readonly Draft[];
}

/** What the second release does to one family: mostly nothing, else it adds, takes away or changes. */
const changeOf = (family: Family): fc.Arbitrary<Change> => {
  const held = fc.option(family, { nil: [], freq: 3 });
  return fc
    .record({ from: held, to: held, isSame: fc.constantFrom(true, false) })
    .map(({ from, to, isSame }) => ({ from, to: isSame ? from : to }));
};

const rows: fc.Arbitrary<NewRows> = fc.record({
  count: fc.constantFrom(0, 0, 1, 2),
  filled: fc.boolean(),
  given: fc.constantFrom(false, false, true),
});

/** Any two releases over every family. */
export const anyStory: fc.Arbitrary<Story> = fc
  .record({
    changes: fc.tuple(...families.map(changeOf)),
    rowsAfterOne: rows,
    rowsAfterTwo: rows,
    accepts: fc.constantFrom('nothing', 'fields', 'everything'),
  })
  .map(({ changes, ...rest }) => ({
    ...rest,
    one: settled(changes.flatMap(({ from }) => from)),
    two: settled(changes.flatMap(({ to }) => to)),
  }));
