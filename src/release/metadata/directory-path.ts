/** A directory as `sfdx-project.json` may write it, relative to the project and without a slash at the end. */
export const directoryPath = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .replace(/^(\.?\/)+/, '')
    .replace(/^\.$/, '')
    .replace(/\/+$/, '');
