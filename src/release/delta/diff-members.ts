import { keyOf } from '../metadata/component.ts';
import type { Comparison } from './comparison.ts';
import type { ComponentChange, Delta } from './delta.ts';
import type { MetadataTypes } from '../metadata/metadata-types.ts';
import { membersOf } from '../package/package-manifest.ts';
import { parentFinder } from '../metadata/parents.ts';

/** What to send and what to delete to carry out a delta. What is deleted with its object is not named beside it. */
export const diffMembers = ({ changes }: Delta, types: MetadataTypes): NonNullable<Comparison['members']> => {
  const removed = changes.filter(({ kind }) => kind === 'removed');
  const objects = new Set(removed.filter(({ type }) => type === 'CustomObject').map(keyOf));
  const parentOf = parentFinder(types);
  const goesWithObject = (change: ComponentChange): boolean => {
    const parent = parentOf(keyOf(change));
    return parent !== undefined && objects.has(parent);
  };
  return {
    toDeploy: membersOf(
      changes.filter(({ kind }) => kind !== 'removed'),
      types,
    ),
    toDelete: membersOf(
      removed.filter((change) => !goesWithObject(change)),
      types,
    ),
  };
};
