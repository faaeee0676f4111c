import { keyOf } from '../release/metadata/component.ts';
import type { Moved } from '../release/plan/plan-difference.ts';
import { countText } from './plan/plan-glance.ts';
import { shortTime } from './short-time.ts';

const rowsText = (rows: number | 'unknown'): string =>
  rows === 'unknown' ? 'nobody knows how many rows' : countText(rows);

/** One thing that moved since a plan was made, as a line. */
export const movedText = (moved: Moved): string => {
  switch (moved.what) {
    case 'org':
      return `the plan is for the org ${moved.planned}, this is ${moved.now}`;
    case 'environment':
      return `the plan is for the environment ${moved.planned}, this is ${moved.now}`;
    case 'current':
      return `the plan starts from ${moved.planned}; the org holds ${moved.now} now`;
    case 'tag':
      return `the tag ${moved.release} was on commit ${moved.planned.slice(0, 12)} and is on ${moved.now.slice(0, 12)} now`;
    case 'component': {
      const who = moved.by === undefined ? '' : ` by ${moved.by}`;
      const when = moved.at === undefined ? '' : ` on ${shortTime(moved.at)} UTC`;
      return `${keyOf(moved.component)} was changed in the org${who}${when}`;
    }
    case 'decision':
      return `what has to be done with ${keyOf(moved.component)} is something else now`;
    case 'rows':
      return `${keyOf(moved.component)}: the plan says that ${rowsText(moved.planned)} lose their values; now it is ${rowsText(moved.now)}`;
    case 'tests':
      return `the tests to run were ${moved.planned} and are ${moved.now} now`;
  }
};
