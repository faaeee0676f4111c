import { apexClass, labels, startingProject, textField } from './project.ts';

export type Files = Readonly<Record<string, string | undefined>>;

/** The same files in another package directory than `force-app`. */
export const inDirectory = (directory: string, files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file.replace(/^force-app\//u, `${directory}/`), text]),
  );

export const core = (files: Files): Files => inDirectory('packages/core', files);
export const sales = (files: Files): Files => inDirectory('packages/sales', files);

/** A class with the least that can be told apart. */
export const classSaying = (name: string, word: string): Record<string, string> =>
  apexClass(name, `public class ${name} {\n    public static String say() {\n        return '${word}';\n    }\n}\n`);

const thing = 'force-app/main/default/objects/Thing__c/Thing__c.object-meta.xml';

/** An object like `Thing__c`, without fields. */
export const anObject = (name: string): Record<string, string> => ({
  [thing.replaceAll('Thing__c', name)]: (startingProject[thing] ?? '').replaceAll('Thing', name.replace('__c', '')),
});

const project = {
  packageDirectories: [{ path: 'packages/core', default: true }, { path: 'packages/sales' }],
  sourceApiVersion: '62.0',
};

/**
 * The starting project as the line `core`, and a line `sales` beside it that has a field on an object of `core`, and labels
 * of its own in a file of the same name.
 */
export const linedProject = (orgId: string): Files => {
  const { 'sfdx-project.json': _, ...starting } = startingProject;
  return {
    'sfdx-project.json': `${JSON.stringify(project, undefined, 2)}\n`,
    'release.yaml': [
      `environments:\n  production:\n    orgId: ${orgId}`,
      'lines:\n  core:\n    packageDirectories: [packages/core]\n  sales:\n    packageDirectories: [./packages/sales/]\n',
    ].join('\n'),
    ...Object.fromEntries(Object.keys(starting).map((file) => [file, undefined])),
    ...core(starting),
    ...sales({ ...classSaying('Sale', 'one'), ...textField('Thing__c', 'Price__c'), ...labels({ Sold: 'Sold' }) }),
  };
};
