import { DeployProblem, type Draft } from '../state/draft.ts';
import { objectOf } from '../names.ts';
import { treeOf } from '../xml/parsed.ts';
import type { StoredComponent } from '../types.ts';
import { childText } from '../xml/xml.ts';

/** Duplicate rules of an object are numbered from 1 without a gap (sfdx-hardis deployment tips; folklore). */
export const refuseSortOrder = ({ components }: Draft, { type, fullName }: StoredComponent): void => {
  if (type !== 'DuplicateRule') return;
  const rules = [...components.values()].filter(
    (other) => other.type === type && objectOf(other.fullName) === objectOf(fullName),
  );
  const orders = rules.map((rule) => Number(childText(treeOf(rule), 'sortOrder') ?? '1')).sort((a, b) => a - b);
  if (orders.some((order, index) => order !== index + 1))
    throw new DeployProblem(`SortOrder must be in sequential order from 1 to ${rules.length}`);
};
