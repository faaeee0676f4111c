import { pathOf } from '../package/component-files.ts';
import { componentsOfType, isFolder } from '../state/component-index.ts';
import { childTypeNamed, metadataTypes, typeNamed } from '../registry.ts';
import type { FileProperties, MetadataObjectDescription, MetadataState, StoredComponent } from '../types.ts';

const parentPath = (parent: string): string => {
  const colon = parent.indexOf(':');
  return pathOf({ type: parent.slice(0, colon), fullName: parent.slice(colon + 1) });
};

const fileNameOf = (component: StoredComponent): string => {
  if (component.parent !== undefined) return parentPath(component.parent);
  const paths = [...component.files.keys()];
  const first = paths.find((path) => !path.endsWith('-meta.xml')) ?? paths[0] ?? pathOf(component);
  // A bundle is named by its folder.
  const layout = typeNamed(component.type)?.layout;
  return layout === 'bundle' ? `${typeNamed(component.type)?.directoryName ?? ''}/${component.fullName}` : first;
};

/** What retrieve and listMetadata say of a component. */
export const filePropertiesOf = (component: StoredComponent): FileProperties => {
  const { type, fullName, id, namespacePrefix } = component;
  const { createdById, createdByName, createdDate } = component;
  const { lastModifiedById, lastModifiedByName, lastModifiedDate } = component;
  return {
    fileName: fileNameOf(component),
    fullName,
    type,
    id,
    ...(namespacePrefix === undefined ? {} : { namespacePrefix }),
    manageableState: namespacePrefix === undefined ? 'unmanaged' : 'installed',
    createdById,
    createdByName,
    createdDate,
    lastModifiedById,
    lastModifiedByName,
    lastModifiedDate,
  };
};

/**
 * All components of one type, sorted by name; undefined for a type that Salesforce does not know (INVALID_TYPE).
 * Types in folders need the folder; their folders are listed by the folder's type (meta_listmetadata.htm; documented).
 */
export const listMetadata = (
  state: MetadataState,
  query: { readonly type: string; readonly folder?: string },
): readonly FileProperties[] | undefined => {
  const type = typeNamed(query.type);
  if (!type) return childTypeNamed(query.type) && componentsOfType(state.components, query.type).map(filePropertiesOf);
  if (type.folderOf !== undefined)
    return componentsOfType(state.components, type.folderOf)
      .filter(isFolder)
      .map((folder) => ({ ...filePropertiesOf(folder), type: type.name }));
  const all = componentsOfType(state.components, type.name);
  if (!type.inFolder) return all.map(filePropertiesOf);
  const inside = `${query.folder ?? ''}/`;
  return all.filter((one) => !isFolder(one) && one.fullName.startsWith(inside)).map(filePropertiesOf);
};

const companions = new Set(['content']);

/** All metadata types; the same for every API version, which is more than an older version would list. */
export const describeMetadata = (_version: string): readonly MetadataObjectDescription[] =>
  metadataTypes
    .filter(({ folderOf }) => folderOf === undefined)
    .map(({ name, directoryName, suffix, inFolder, layout, children }) => ({
      xmlName: name,
      directoryName,
      ...(suffix === undefined ? {} : { suffix }),
      inFolder,
      metaFile: companions.has(layout),
      childXmlNames: children.map((child) => child.name),
    }))
    .sort((a, b) => (a.xmlName < b.xmlName ? -1 : 1));
