import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * Whether the project around a folder has a `release.yaml`. Without one no org is pinned, and a standard command pays
 * for nothing but this look.
 */
export const isConfigured = (directory: string): boolean => {
  for (let folder = directory; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'sfdx-project.json'))) return existsSync(path.join(folder, 'release.yaml'));
    if (folder === path.dirname(folder)) return false;
  }
};
