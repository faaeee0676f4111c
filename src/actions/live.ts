import type { Gateways } from '../gateways/open.ts';
import type { FileProperties, Manifest, Org } from '../gateways/org/org.ts';
import { keyOf, type ComponentId, type ComponentKey } from '../release/component.ts';
import type { ComponentContent } from '../release/content.ts';
import { mentionedBy } from '../release/mentioned.ts';
import { membersOf } from '../release/package-manifest.ts';
import { refuse } from '../release/refusal.ts';
import { retrievedVersion } from '../release/retrieved-version.ts';
import type { Version } from '../release/version.ts';
import { readContents } from './contents.ts';
import type { Move } from './move.ts';
import type { LiveReading } from './scene.ts';

/** What to ask of the org for a move. */
export interface LiveRequest {
  readonly manifest: Manifest;
  readonly keys: ReadonlySet<ComponentKey>;
}

/** What the org answered, and who changed what last. */
export interface LiveAnswer extends LiveReading {
  readonly files: readonly FileProperties[];
}

/**
 * Everything the move touches, and what the profiles among it speak of: the org hands over a profile's entries only for
 * components of the same request (Metadata API guide, Profile; documented).
 */
export const liveRequest = ({ delta, contents, to }: Move): LiveRequest => {
  const touched: ComponentId[] = delta.changes.map(({ type, fullName }) => ({ type, fullName }));
  const spoken = [...contents.from.values(), ...contents.to.values()].flatMap(mentionedBy);
  return { manifest: membersOf([...touched, ...spoken], to.settings.types), keys: new Set(touched.map(keyOf)) };
};

/** Reads it, complete or refused: what did not come back is proven absent by the org, never assumed. */
export const readLive = async (gateways: Gateways, org: Org, request: LiveRequest): Promise<LiveAnswer> => {
  const { entries, files, absent, unaccounted } = await org.retrieve({ manifest: request.manifest });
  const missing = unaccounted.map(keyOf).filter((key) => request.keys.has(key));
  if (missing.length > 0) refuse({ reason: 'incompleteSnapshot', missing });
  const version = retrievedVersion('the org', entries, gateways.knownTypes);
  return { entries, files, absent, contents: await liveContents(version, request.keys) };
};

/** Contents by key, `absent` for what the version does not hold. */
export const liveContents = async (
  version: Version,
  keys: ReadonlySet<ComponentKey>,
): Promise<ReadonlyMap<ComponentKey, ComponentContent | 'absent'>> => {
  const held = await readContents(version, keys);
  return new Map([...keys].map((key) => [key, held.get(key) ?? 'absent'] as const));
};
