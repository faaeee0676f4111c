import type { Gateways } from '../../gateways/open.ts';
import type { Manifest } from '../../gateways/org/manifest.ts';
import type { Org } from '../../gateways/org/org.ts';
import { keyOf, parseKey, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import { mentionedBy } from '../../release/content/mentioned.ts';
import { membersOf, type NamedComponent } from '../../release/package/package-manifest.ts';
import { refuse } from '../../release/refusal.ts';
import { retrievedVersion } from '../../release/metadata/retrieved-version.ts';
import { accessSpelledAs, askedSpelling } from '../../release/content/spelling.ts';
import { decoded } from '../../release/metadata/component-names.ts';
import type { Version } from '../../release/metadata/version.ts';
import { readContents } from '../compare/contents.ts';
import type { Move } from './move.ts';
import type { LiveAnswer } from '../run/scene.ts';

/** What to ask of the org for a move. */
export interface LiveRequest {
  readonly manifest: Manifest;
  readonly keys: ReadonlySet<ComponentKey>;
  /** What Git holds, `to` before `from`: names in what the org answers are spelled as there. */
  readonly git: readonly ReadonlyMap<ComponentKey, ComponentContent>[];
}

/**
 * Everything the move touches, and what the profiles among it speak of: the org hands over a profile's entries only for
 * components of the same request (Metadata API guide, Profile; documented). Names go as files spell them: `%26` for `&`.
 */
export const liveRequest = ({ delta, contents, to }: Move): LiveRequest => {
  const ids = new Map([...delta.changes, ...contents.to.values()].map((one) => [keyOf(one), one]));
  const touched: NamedComponent[] = [...ids].map(([key, { type, fullName }]) => {
    const encodedName = (contents.to.get(key) ?? contents.from.get(key))?.encodedName;
    return { type, fullName, ...(encodedName !== undefined && { encodedName }) };
  });
  const spoken = [...contents.from.values(), ...contents.to.values()].flatMap(mentionedBy);
  return {
    manifest: membersOf([...touched, ...spoken], to.settings.types),
    keys: new Set(touched.map(keyOf)),
    git: [contents.to, contents.from],
  };
};

/** Reads it, complete or refused: what did not come back is proven absent by the org, never assumed. */
export const readLive = async (gateways: Gateways, org: Org, request: LiveRequest): Promise<LiveAnswer> => {
  const { entries, files, absent, unaccounted } = await org.retrieve({ manifest: request.manifest });
  const missing = unaccounted
    .map(({ type, fullName }) => keyOf({ type, fullName: decoded(fullName) }))
    .filter((key) => request.keys.has(key));
  if (missing.length > 0) refuse({ reason: 'incompleteSnapshot', missing });
  const version = retrievedVersion('the org', entries, gateways.knownTypes);
  const spelling = askedSpelling(request.keys);
  const named = files.map((file) => ({ ...file, ...parseKey(spelling(keyOf(file)) ?? keyOf(file)) }));
  return { entries, files: named, absent, contents: await liveContents(version, request) };
};

/** Contents by key, `absent` for what the version does not hold in any spelling. */
export const liveContents = async (
  version: Version,
  { keys, git }: LiveRequest,
): Promise<ReadonlyMap<ComponentKey, ComponentContent | 'absent'>> => {
  const held = await readContents(version, keys);
  const spelled = (key: ComponentKey, content: ComponentContent): ComponentContent =>
    accessSpelledAs(
      content,
      git.map((contents) => contents.get(key)),
    );
  return new Map(
    [...keys].map((key) => {
      const content = held.get(key);
      return [key, content === undefined ? 'absent' : spelled(key, content)] as const;
    }),
  );
};
