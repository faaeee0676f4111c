import { accessTypes, namedBy } from '../../release/content/access-kinds.ts';
import { keyOf, parseKey } from '../../release/metadata/component.ts';
import { readContents } from '../compare/contents.ts';
import { standingFor } from '../compare/inventory.ts';
import type { Move } from './move.ts';

/**
 * A move with the profiles and permission sets that Git did not change but that give access to a component which is
 * created again: the access went with the former one, and a new field is visible to nobody (meta_special_behavior.htm;
 * documented). They are no changes; the plan decides what becomes of them.
 */
export const withLostAccess = async (move: Move): Promise<Move> => {
  const added = new Set(move.delta.changes.filter(({ kind }) => kind === 'added').map(keyOf));
  if (added.size === 0) return move;
  const changed = new Set(move.delta.changes.map(keyOf));
  const holders = [...(await standingFor(move.to))].filter(
    (key) => accessTypes.has(parseKey(key).type) && !changed.has(key),
  );
  const unchanged = await readContents(move.to, new Set(holders));
  const lost = [...unchanged].filter(([, { xml }]) =>
    xml?.children.some((entry) => namedBy(entry).some((component) => added.has(keyOf(component)))),
  );
  if (lost.length === 0) return move;
  const { from, to } = move.contents;
  return { ...move, contents: { from: new Map([...from, ...lost]), to: new Map([...to, ...lost]) } };
};
