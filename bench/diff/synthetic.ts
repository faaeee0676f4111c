/** Repositories of any size, written straight into Git's objects: the same options always make the same commits. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { xmlFile } from '../../test/actions/all-families.ts';

/** Ten thousand components are size 1. */
export interface SyntheticOptions {
  /** Classes, objects, layouts, Lightning components and flows: a file or a folder each. */
  readonly files: number;
  /** Labels, workflows, profiles and permission sets: files that hold many. */
  readonly shared: number;
  /** How much differs in `near`: 1 is a hundredth of size 1. In `far` it is thirty times as much. */
  readonly changed: number;
}

const main = 'force-app/main/default';

/** Path and text of the files of one thing; `edit` counts its changes. */
type Thing = (index: number, edit: number) => [string, string][];

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join('');

const code = (seed: number, edit: number): string =>
  times(
    30,
    (line) =>
      `    Integer value${line} = compute(${(seed * 7919 + line * 104729 + (line === 7 ? edit : 0)) % 9973});\n`,
  );

const apex: Thing = (index, edit) => [
  [`${main}/classes/Class${index}.cls`, `public class Class${index} {\n${code(index, edit)}}\n`],
  [
    `${main}/classes/Class${index}.cls-meta.xml`,
    xmlFile('ApexClass', '    <apiVersion>60.0</apiVersion>\n    <status>Active</status>\n'),
  ],
];

const field = (object: string, index: number, edit: number): [string, string] => [
  `${main}/objects/${object}/fields/Field${index}__c.field-meta.xml`,
  xmlFile(
    'CustomField',
    `    <fullName>Field${index}__c</fullName>\n    <externalId>false</externalId>\n    <label>Field ${index}</label>\n    <length>${80 + edit}</length>\n    <required>false</required>\n    <type>Text</type>\n`,
  ),
];

const object: Thing = (index, edit) => {
  const name = `Object${index}__c`;
  return [
    [
      `${main}/objects/${name}/${name}.object-meta.xml`,
      xmlFile(
        'CustomObject',
        `    <label>Object ${index}</label>\n    <pluralLabel>Objects ${index}</pluralLabel>\n    <sharingModel>ReadWrite</sharingModel>\n`,
      ),
    ],
    ...Array.from({ length: 30 }, (_, at) => field(name, at, at === 3 ? edit : 0)),
    [
      `${main}/objects/${name}/listViews/All.listView-meta.xml`,
      xmlFile(
        'ListView',
        '    <fullName>All</fullName>\n    <columns>NAME</columns>\n    <columns>Field1__c</columns>\n    <filterScope>Everything</filterScope>\n    <label>All</label>\n',
      ),
    ],
    [
      `${main}/objects/${name}/recordTypes/Usual.recordType-meta.xml`,
      xmlFile('RecordType', '    <fullName>Usual</fullName>\n    <active>true</active>\n    <label>Usual</label>\n'),
    ],
  ];
};

const layout: Thing = (index, edit) => [
  [
    `${main}/layouts/Object${index >> 1}__c-Layout ${index & 1}.layout-meta.xml`,
    xmlFile(
      'Layout',
      times(
        6,
        (section) =>
          `    <layoutSections>\n        <label>Section ${section}</label>\n        <layoutColumns>\n${times(8, (item) => `            <layoutItems>\n                <behavior>${item === edit ? 'Required' : 'Edit'}</behavior>\n                <field>Field${section * 8 + item}__c</field>\n            </layoutItems>\n`)}        </layoutColumns>\n        <style>OneColumn</style>\n    </layoutSections>\n`,
      ),
    ),
  ],
];

const lightning: Thing = (index, edit) => {
  const name = `component${index}`;
  return [
    [
      `${main}/lwc/${name}/${name}.js`,
      `import { LightningElement } from 'lwc';\nexport default class extends LightningElement {\n${code(index, edit)}}\n`,
    ],
    [`${main}/lwc/${name}/${name}.html`, `<template>\n    <p>${index}</p>\n</template>\n`],
    [
      `${main}/lwc/${name}/${name}.js-meta.xml`,
      xmlFile('LightningComponentBundle', '    <apiVersion>60.0</apiVersion>\n    <isExposed>false</isExposed>\n'),
    ],
  ];
};

const flow: Thing = (index, edit) => [
  [
    `${main}/flows/Flow${index}.flow-meta.xml`,
    xmlFile(
      'Flow',
      `    <apiVersion>60.0</apiVersion>\n${times(12, (at) => `    <assignments>\n        <name>Set_${at}</name>\n        <label>Set ${at}</label>\n        <assignmentItems>\n            <assignToReference>value</assignToReference>\n            <operator>Assign</operator>\n            <value>\n                <numberValue>${at === 5 ? edit : at}.0</numberValue>\n            </value>\n        </assignmentItems>\n    </assignments>\n`)}    <label>Flow ${index}</label>\n    <processType>AutoLaunchedFlow</processType>\n    <status>Active</status>\n`,
    ),
  ],
];

/** Every hundredth entry says how often its file was edited. */
const editOf = (entry: number, edit: number): number => (entry % 100 === 0 ? edit : 0);

const labels = (count: number, edit: number): [string, string][] => [
  [
    `${main}/labels/CustomLabels.labels-meta.xml`,
    xmlFile(
      'CustomLabels',
      times(
        count,
        (at) =>
          `    <labels>\n        <fullName>Label_${at}</fullName>\n        <categories>Synthetic</categories>\n        <language>en_US</language>\n        <protected>false</protected>\n        <shortDescription>Label ${at}</shortDescription>\n        <value>Text ${at} of ${editOf(at, edit)}</value>\n    </labels>\n`,
      ),
    ),
  ],
];

const workflow: Thing = (index, edit) => [
  [
    `${main}/workflows/Object${index}__c.workflow-meta.xml`,
    xmlFile(
      'Workflow',
      times(
        10,
        (at) =>
          `    <alerts>\n        <fullName>Alert_${at}</fullName>\n        <description>Alert ${at} of ${at === 4 ? edit : 0}</description>\n        <protected>false</protected>\n        <senderType>CurrentUser</senderType>\n        <template>unfiled$public/T${at}</template>\n    </alerts>\n`,
      ),
    ),
  ],
];

const permissions = (count: number, edit: number): string =>
  times(
    count,
    (at) =>
      `    <fieldPermissions>\n        <editable>${editOf(at, edit) % 2 === 1}</editable>\n        <field>Object${(at / 30) | 0}__c.Field${at % 30}__c</field>\n        <readable>true</readable>\n    </fieldPermissions>\n`,
  );

const profile: Thing = (index, edit) => [
  [
    `${main}/profiles/Profile ${index}.profile-meta.xml`,
    xmlFile('Profile', `    <custom>true</custom>\n${permissions(5300, edit)}`),
  ],
];

const permissionSet: Thing = (index, edit) => [
  [
    `${main}/permissionsets/Set${index}.permissionset-meta.xml`,
    xmlFile('PermissionSet', `${permissions(500, edit)}    <label>Set ${index}</label>\n`),
  ],
];

interface Kind {
  readonly thing: Thing;
  readonly count: number;
  /** How many differ when `changed` is 1. */
  readonly change: number;
}

const kindsOf = ({ files, shared }: SyntheticOptions): Kind[] => [
  { thing: apex, count: 2_000 * files, change: 20 },
  { thing: object, count: 150 * files, change: 45 },
  { thing: layout, count: 300 * files, change: 3 },
  { thing: lightning, count: 500 * files, change: 5 },
  { thing: flow, count: 300 * files, change: 3 },
  { thing: (_, edit) => labels(1_500 * shared, edit), count: 1, change: 1 },
  { thing: workflow, count: 30 * shared, change: 1 },
  { thing: profile, count: 4 * shared, change: 1 },
  { thing: permissionSet, count: 40 * shared, change: 1 },
];

const project = JSON.stringify({
  packageDirectories: [{ path: 'force-app', default: true }],
  sourceApiVersion: '60.0',
});

/** The files of a commit: all of them, or those that `share` of the things have after so many edits. */
function* filesOf(options: SyntheticOptions, edit: number, share?: number): Generator<[string, string]> {
  if (share === undefined) yield ['sfdx-project.json', project];
  for (const { thing, count, change } of kindsOf(options)) {
    const last = share === undefined ? count : Math.min(count, change * share);
    for (let index = 0; index < last; index += 1) yield* thing(index, edit);
  }
}

/** What `git fast-import` reads. */
function* stream(options: SyntheticOptions): Generator<string> {
  yield* commit('base', filesOf(options, 0));
  yield* commit('near', filesOf(options, 1, options.changed), 'base');
  yield* commit('far', filesOf(options, 3, options.changed * 30), 'base');
}

function* commit(ref: string, files: Iterable<[string, string]>, parent?: string): Generator<string> {
  yield `commit refs/heads/${ref}\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata ${ref.length}\n${ref}\n`;
  if (parent !== undefined) yield `from refs/heads/${parent}\n`;
  for (const [name, text] of files) yield `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

/** A repository of its own for each file of so many entries: `<kind>-<count>` with `base` and `near`. */
export const oneFile = (kind: 'labels' | 'profile', count: number): Promise<string> =>
  repository(`one-${kind}-${count}`, () => {
    const file = (edit: number): [string, string][] =>
      kind === 'labels'
        ? labels(count, edit)
        : [[`${main}/profiles/Big.profile-meta.xml`, xmlFile('Profile', permissions(count, edit))]];
    return [...commit('base', [['sfdx-project.json', project], ...file(0)]), ...commit('near', file(1), 'base')];
  });

/** A repository with the branches `base`, `near` and `far`, made once and kept in this checkout's cache. */
export const synthetic = (options: SyntheticOptions): Promise<string> =>
  repository(`synthetic-${options.files}-${options.shared}-${options.changed}`, () => stream(options));

const repository = async (name: string, texts: () => Iterable<string>): Promise<string> => {
  const folder = fileURLToPath(new URL(`../../.cache/bench/${name}`, import.meta.url));
  if (existsSync(folder)) return folder;
  mkdirSync(path.dirname(folder), { recursive: true });
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  spawnSync('git', ['init', '--quiet', unfinished], { stdio: 'inherit' });
  const child = spawn('git', ['fast-import', '--quiet', '--force'], {
    cwd: unfinished,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  for (const text of texts()) if (!child.stdin.write(text)) await once(child.stdin, 'drain');
  child.stdin.end();
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  renameSync(unfinished, folder);
  return folder;
};
