import {
  MetadataResolver,
  RegistryAccess,
  VirtualTreeContainer,
  type SourceComponent,
} from '@salesforce/source-deploy-retrieve';

/**
 * The judge: the component of each path as Salesforce's own resolver says, `Type:FullName`. A child in a file of its own
 * is its own component when it can be addressed; otherwise the file belongs to the parent. Paths nobody claims are
 * missing.
 */
export const componentsBySdr = (paths: readonly string[], registry = new RegistryAccess()): Map<string, string> => {
  const tree = VirtualTreeContainer.fromFilePaths([...paths]);
  const found = new Map<string, string>();
  const note = (component: SourceComponent): void => {
    const key = `${component.type.name}:${decoded(component.fullName)}`;
    for (const path of [...(component.xml === undefined ? [] : [component.xml]), ...component.walkContent()])
      found.set(path, key);
  };
  const tops = [...new Set(paths.map((path) => path.split('/')[0] ?? ''))];
  for (const top of tops)
    for (const component of new MetadataResolver(registry, tree, false).getComponentsFromPath(top)) {
      note(component);
      if (component.content === undefined || component.type.strategies?.adapter !== 'decomposed') continue;
      for (const child of component.getChildren()) if (child.isAddressable) note(child);
    }
  return found;
};

const decoded = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};
