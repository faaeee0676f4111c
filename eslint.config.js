import { fixupPluginRules } from '@eslint/compat';
import sfPlugin from 'eslint-plugin-sf-plugin';
import tseslint from 'typescript-eslint';

/** Forbids imports from the rooms named, for the files of one room: the house's "who may import whom". */
const room = (name, rooms, extra = []) => ({
  files: [`src/${name}/**/*.ts`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ...rooms.map(({ to, ...rest }) => ({
            group: [`**/${to}/**`],
            message: `${name} may not import ${to}${rest.allowTypeImports ? ' except as types' : ''} (docs/ARCHITECTURE.md).`,
            ...rest,
          })),
          ...extra,
        ],
      },
    ],
  },
});

const salesforce = {
  group: ['@salesforce/*', '@oclif/*', 'simple-git', 'node:*', '!node:crypto', '!node:module'],
  message: 'release/ is pure: no I/O, no clock, no Salesforce libraries.',
};

export default tseslint.config(
  { ignores: ['lib/', 'node_modules/', '.cache/', 'reports/', 'bin/demo/1.*'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './test/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { 'sf-plugin': fixupPluginRules(sfPlugin) },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 3],
      complexity: ['error', 12],
    },
  },
  {
    files: ['src/commands/**/*.ts'],
    rules: {
      'no-restricted-syntax': 'off', // oclif finds a command by its default export
      'max-statements': ['error', 20],
      'sf-plugin/command-summary': 'error',
      'sf-plugin/command-example': 'error',
      'sf-plugin/flag-case': 'error',
      'sf-plugin/flag-summary': 'error',
      'sf-plugin/no-hardcoded-messages-flags': 'error',
      'sf-plugin/no-hardcoded-messages-commands': 'error',
      'sf-plugin/no-json-flag': 'error',
      'sf-plugin/only-extend-SfCommand': 'error',
      'sf-plugin/flag-min-max-default': 'error',
      'sf-plugin/no-duplicate-short-characters': 'error',
    },
  },
  // Doors without an org: report/light-command.ts keeps the platform's contract without its libraries.
  {
    files: ['src/commands/release/{list,show,diff,log,status,notes,revert-branch,reversibility,mark,freeze}.ts'],
    rules: { 'sf-plugin/only-extend-SfCommand': 'off' },
  },
  { files: ['src/hooks/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  room('commands', [{ to: 'practice-org', allowTypeImports: true }]),
  // The one folder of doors that starts practice orgs.
  { files: ['src/commands/release/practice/**/*.ts'], rules: { '@typescript-eslint/no-restricted-imports': 'off' } },
  room('actions', [{ to: 'commands' }, { to: 'gateways', allowTypeImports: true }, { to: 'report' }]),
  room('report', [{ to: 'commands' }, { to: 'actions' }, { to: 'gateways' }, { to: 'practice-org' }]),
  room('gateways', [{ to: 'commands' }, { to: 'actions' }, { to: 'report' }, { to: 'practice-org' }]),
  room(
    'release',
    [{ to: 'commands' }, { to: 'actions' }, { to: 'report' }, { to: 'gateways' }, { to: 'practice-org' }],
    [salesforce],
  ),
  room('practice-org', [
    { to: 'commands' },
    { to: 'actions' },
    { to: 'report' },
    { to: 'gateways' },
    { to: 'release' },
  ]),
  {
    files: ['test/**/*.ts', 'bin/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unused-expressions': 'off', // chai's property assertions
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
);
