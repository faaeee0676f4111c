import { type ComponentId, keyOf } from '../metadata/component.ts';
import { contentHash } from './content-hash.ts';
import type { ComponentContent } from './content.ts';
import { applyEdits } from './entries.ts';
import type { ContentSource, ContentVersion, EntryEdit, FileEdit } from '../plan/plan.ts';
import type { PlanInput } from '../plan/plan-input.ts';

export type PlanContents = PlanInput['contents'];

/** What the org holds of a component. Throws a `RangeError` when it was not read: unknown is never empty. */
export const liveContent = (contents: PlanContents, component: ComponentId): ComponentContent | undefined => {
  const live = contents.live.get(keyOf(component));
  if (live === undefined) throw new RangeError(`the org was not read for ${keyOf(component)}`);
  return live === 'absent' ? undefined : live;
};

/** What a version holds of a component; see `liveContent` for the org. */
export const contentOf = (
  contents: PlanContents,
  version: ContentVersion,
  component: ComponentId,
): ComponentContent | undefined =>
  version === 'live' ? liveContent(contents, component) : contents[version].get(keyOf(component));

interface SourceParts {
  readonly of: ContentSource['of'];
  readonly edits?: readonly EntryEdit[];
  readonly files?: readonly FileEdit[];
}

/** Refers to a content and binds the reference to what it says today. */
export const sourceOf = (contents: PlanContents, component: ComponentId, parts: SourceParts): ContentSource => {
  const source = { of: parts.of, edits: parts.edits ?? [], files: parts.files ?? [] };
  return { ...source, sha256: contentHash(build(contents, component, source)) };
};

/**
 * The content that a plan refers to. Throws a `RangeError` when the versions given no longer hold what was planned with:
 * the plan is stale.
 */
export const resolveContent = (
  contents: PlanContents,
  component: ComponentId,
  source: ContentSource,
): ComponentContent => {
  const content = build(contents, component, source);
  if (contentHash(content) !== source.sha256)
    throw new RangeError(`the content of ${keyOf(component)} is not the one that was planned with`);
  return content;
};

const build = (
  contents: PlanContents,
  component: ComponentId,
  { of, edits, files }: Omit<ContentSource, 'sha256'>,
): ComponentContent => {
  const base = of === 'nothing' ? emptyContent(contents, component) : contentOf(contents, of, component);
  if (base === undefined) throw new RangeError(`${of} does not hold ${keyOf(component)}`);
  if (edits.length === 0 && files.length === 0) return base;
  const edited = base.xml === undefined ? undefined : applyEdits(base.xml, edits, component.type);
  return { ...base, ...(edited && { xml: edited }), files: applyFiles(contents, base, files) };
};

/** An empty root of the name that the component's own has: `AccountSettings` for a `Settings`. */
const emptyContent = (contents: PlanContents, component: ComponentId): ComponentContent | undefined => {
  const known = contents.to.get(keyOf(component)) ?? contents.from.get(keyOf(component));
  if (known?.xml === undefined) return undefined;
  return { ...known, xml: { name: known.xml.name, text: '', children: [] }, files: new Map() };
};

const applyFiles = (
  contents: PlanContents,
  base: ComponentContent,
  edits: readonly FileEdit[],
): ReadonlyMap<string, Uint8Array> => {
  const files = new Map(base.files);
  for (const { path, of } of edits) {
    const bytes = of === 'nothing' ? undefined : contentOf(contents, of, base)?.files.get(path);
    if (bytes === undefined) files.delete(path);
    else files.set(path, bytes);
  }
  return files;
};
