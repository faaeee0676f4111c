import { compareText, type ComponentId } from '../metadata/component.ts';
import type { MetadataTypes } from '../metadata/metadata-types.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { writeXml } from '../xml/xml-write.ts';

/** A component with its name as manifests spell it, when that differs from its full name. */
export interface NamedComponent extends ComponentId {
  readonly encodedName?: string;
}

/** Metadata type to members, types and members sorted by code unit. */
export type Members = ReadonlyMap<string, readonly string[]>;

/** Types that manifests list under their own name only with a slash behind the member's. */
const slashed: ReadonlySet<string> = new Set(['ReportFolder', 'DashboardFolder', 'EmailTemplateFolder']);

/**
 * What manifests call components: a folder goes by the type of what it holds (`Report` `Sales/`), and what cannot be
 * addressed goes by its parent, which is named beside it.
 */
export const membersOf = (components: Iterable<NamedComponent>, types: MetadataTypes): Members => {
  const members = new Map<string, Set<string>>();
  for (const { type, fullName, encodedName } of components) {
    const known = types.typeOf(type.toLowerCase());
    if (known?.isAddressable === false) continue;
    const holds = known?.folderContentType;
    const name = encodedName ?? fullName;
    const listed = holds === undefined ? type : (types.typeOf(holds)?.name ?? type);
    const set = members.get(listed) ?? new Set();
    members.set(listed, set.add(slashed.has(type) ? `${name.replace(/\/$/, '')}/` : name));
  }
  return new Map(
    [...members]
      .toSorted(([one], [other]) => compareText(one, other))
      .map(([type, set]) => [type, [...set].sort(compareText)]),
  );
};

/** `package.xml` or a destructive manifest. `apiVersion` like `62.0`; without one the sender's own decides. */
export const writeManifest = (members: Members, apiVersion?: string): Uint8Array => {
  const types = [...members].map(([type, names]) => ({
    name: 'types',
    children: [...names.map((name) => leaf('members', name)), leaf('name', type)],
  }));
  const version = apiVersion === undefined ? [] : [leaf('version', apiVersion)];
  return new TextEncoder().encode(writeXml({ name: 'Package', children: [...types, ...version] }));
};

const leaf = (name: string, text: string): XmlElement => ({ name, text, children: [] });
