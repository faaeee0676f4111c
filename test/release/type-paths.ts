import type { RegistryType } from '../../src/release/metadata/metadata-types.ts';

/** Paths of a component of a type as source format lays it out; the registry says how. */
export const sourcePaths = (type: RegistryType): string[] => {
  const directory = `force-app/main/default/${type.directoryName}`;
  const suffix = type.suffix ?? '';
  const meta = `${suffix}-meta.xml`;
  switch (type.strategies?.adapter) {
    case 'matchingContentFile':
      return type.inFolder === true
        ? [`${directory}/Folder/One.${suffix}`, `${directory}/Folder/One.${meta}`]
        : [`${directory}/One.${suffix}`, `${directory}/One.${meta}`];
    case 'bundle':
    case 'uiBundles':
      return [
        `${directory}/one/one.${suffix === '' ? 'js' : suffix}-meta.xml`,
        `${directory}/one/a.js`,
        `${directory}/one/deep/er/b.css`,
      ];
    case 'mixedContent':
      if (type.inFolder === true) return [`${directory}/Folder/One.document-meta.xml`, `${directory}/Folder/One.png`];
      return [
        `${directory}/one.${suffix === '' ? 'site' : suffix}-meta.xml`,
        `${directory}/one/a.js`,
        `${directory}/one/lwc/b.css`,
      ];
    case 'decomposed':
      return [
        `${directory}/One/One.${meta}`,
        ...Object.values(type.children?.types ?? {}).map(({ directoryName, suffix: child = '' }) =>
          type.strategies?.decomposition === 'topLevel'
            ? `${directory}/One/Child.${child}-meta.xml`
            : `${directory}/One/${directoryName}/Child.${child}-meta.xml`,
        ),
      ];
    case 'digitalExperience':
      return [
        `${directory}/site/one/one.${meta}`,
        `${directory}/site/one/sfdc_cms__view/home/_meta.json`,
        `${directory}/site/one/sfdc_cms__view/home/content.json`,
        `${directory}/site/one/sfdc_cms__view/home/mobile/mobile.json`,
      ];
    default:
      return defaultPaths(type, directory, meta);
  }
};

const defaultPaths = (type: RegistryType, directory: string, meta: string): string[] => {
  if (type.folderContentType !== undefined) return [`${directory}/Folder.${meta}`];
  if (type.inFolder === true) return [`${directory}/Folder/Sub/One.${meta}`];
  if (type.folderType !== undefined)
    return type.folderType === type.id
      ? [`${directory}/Model/Model.${meta}`]
      : [`force-app/main/default/territory2Models/Model/${type.directoryName}/One.${meta}`];
  return [`${directory}/One.${meta}`, `${directory}/sub/Two.${meta}`, `${directory}/With%20Space.${meta}`];
};

/** Paths of a component of a type as metadata format lays it out, where that is one file. */
export const metadataPaths = (type: RegistryType): string[] => {
  const { directoryName: directory, suffix, strategies } = type;
  if (suffix === undefined || type.folderType !== undefined || strategies?.adapter === 'digitalExperience') return [];
  if (type.folderContentType !== undefined) return [`src/${directory}/Folder-meta.xml`];
  if (strategies?.adapter === 'matchingContentFile')
    return [`src/${directory}/One.${suffix}`, `src/${directory}/One.${suffix}-meta.xml`];
  return [`src/${directory}/One.${suffix}`];
};
