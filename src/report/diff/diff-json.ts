import type { Comparison } from '../../release/delta/comparison.ts';
import { keyOf, type ComponentId } from '../../release/metadata/component.ts';
import type { ComponentChange, EntryChange } from '../../release/delta/delta.ts';
import type { XmlElement } from '../../release/xml/xml-element.ts';
import { countsOf } from '../counts.ts';
import type { DiffJson, DiffValue } from './diff-schema.ts';

/** Whether a comparison is told as a difference: also when something of it is unknown. */
export const isDifferent = ({ delta, live }: Comparison): boolean =>
  delta.changes.length + delta.unreadable.length + (live?.onlyInOrg.length ?? 0) > 0;

/** The comparison as JSON of a stable order, as `schemas/release-diff.schema.json` describes it. */
export const diffJson = (comparison: Comparison & { readonly files: readonly string[] }): DiffJson => {
  const { from, to, delta, live, leftOut, files } = comparison;
  return {
    from: { ...from },
    to: { ...to },
    different: isDifferent(comparison),
    summary: {
      ...countsOf(delta.changes),
      formattingOnly: delta.formattingOnly.length,
      moved: delta.moved.length,
      unclaimed: delta.unclaimed.length,
      unreadable: delta.unreadable.length,
      onlyInOrg: (live?.onlyInOrg.length ?? 0) + (live?.unlisted ?? 0),
      managed: live?.managed ?? 0,
      leftOut,
    },
    changes: delta.changes.map((change) => changeJson(change, comparison)),
    formattingOnly: delta.formattingOnly.map(idJson),
    moved: delta.moved.map(idJson),
    unclaimed: delta.unclaimed.map((file) => ({ ...file })),
    unreadable: delta.unreadable.map((one) => ({ ...one })),
    onlyInOrg: (live?.onlyInOrg ?? []).map((only) => ({ ...only })),
    files: [...files],
  };
};

const idJson = ({ type, fullName }: ComponentId): { type: string; fullName: string } => ({ type, fullName });

const changeJson = (change: ComponentChange, { parents, live }: Comparison): DiffJson['changes'][number] => {
  const { kind, type, fullName, paths, entries, files } = change;
  const parent = parents.get(type);
  const lastModified = live?.lastModified.get(keyOf(change));
  return {
    kind,
    type,
    fullName,
    ...(parent !== undefined && { parent: { type: parent, fullName: fullName.slice(0, fullName.indexOf('.')) } }),
    paths: { from: [...paths.from], to: [...paths.to] },
    entries: entries.map(entryJson),
    files: files.map((file) => ({ kind: file.kind, path: file.path })),
    ...(lastModified && { lastModified: { ...lastModified } }),
  };
};

const entryJson = ({
  kind,
  section,
  key,
  from,
  to,
  order,
}: EntryChange): DiffJson['changes'][number]['entries'][number] => ({
  kind,
  section,
  ...(key !== undefined && { key }),
  ...(from && { from: valueOf(from) }),
  ...(to && { to: valueOf(to) }),
  ...(order && { order: { from: [...order.from], to: [...order.to] } }),
});

/** Text of a leaf; else the children by name, attributes with an `@` before theirs. */
const valueOf = ({ text, children, attributes }: XmlElement): DiffValue => {
  const named = Object.entries(attributes ?? {}).map(([name, value]): [string, DiffValue] => [`@${name}`, value]);
  if (text !== undefined) return named.length === 0 ? text : Object.fromEntries([...named, ['#text', text]]);
  const byName = [...Map.groupBy(children, ({ name }) => name)].map(
    ([name, same]): [string, DiffValue | DiffValue[]] => {
      const values = same.map(valueOf);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    },
  );
  return Object.fromEntries([...named, ...byName]);
};
