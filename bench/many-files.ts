import { xmlFile, type ProjectFiles } from '../test/actions/all-families.ts';

const main = 'force-app/main/default';

/** Text of about the length and repetition that code has. */
const lines = (seed: number): string =>
  Array.from(
    { length: 60 },
    (_, line) => `    Integer value${line} = compute(${(seed * 7919 + line * 104729) % 9973});\n`,
  ).join('');

const field = (object: number, index: number): [string, string] => [
  `${main}/objects/Object${object}__c/fields/Field${index}__c.field-meta.xml`,
  xmlFile(
    'CustomField',
    `    <fullName>Field${index}__c</fullName>\n    <label>Field ${index}</label>\n    <length>${(object + index) % 255}</length>\n    <type>Text</type>\n`,
  ),
];

/** A project of 12,000 metadata files: 3,000 classes, 200 objects of 28 fields, 200 layouts. */
export const manyFiles = (): ProjectFiles => ({
  'sfdx-project.json': JSON.stringify({ packageDirectories: [{ path: 'force-app' }], sourceApiVersion: '62.0' }),
  ...Object.fromEntries(
    Array.from({ length: 3000 }, (_, index): [string, string][] => [
      [`${main}/classes/Class${index}.cls`, `public class Class${index} {\n${lines(index)}}\n`],
      [`${main}/classes/Class${index}.cls-meta.xml`, xmlFile('ApexClass', '    <apiVersion>60.0</apiVersion>\n')],
    ]).flat(),
  ),
  ...Object.fromEntries(
    Array.from({ length: 200 }, (_, object): [string, string][] => [
      [
        `${main}/objects/Object${object}__c/Object${object}__c.object-meta.xml`,
        xmlFile('CustomObject', `    <label>Object ${object}</label>\n`),
      ],
      [
        `${main}/layouts/Object${object}__c-Layout.layout-meta.xml`,
        xmlFile('Layout', `    <layoutSections>${lines(object)}</layoutSections>\n`),
      ],
      ...Array.from({ length: 28 }, (__, index) => field(object, index)),
    ]).flat(),
  ),
});
