import { z } from 'zod';
import { defaultFolder } from './default-folder.ts';

const name = z.string().regex(/^[A-Za-z]\w*$/u, 'an API name such as Account or Risk__c');

const chosen = z.strictObject({
  object: name.describe('API name of the object.'),
  fields: z.array(name).optional().describe('Fields to save; all of the object when left out.'),
  where: z.string().optional().describe('SOQL condition: only the rows that meet it are saved.'),
  files: z
    .boolean()
    .optional()
    .describe('Save the attachments and files of its records too: each body is one API request.'),
  critical: z
    .array(name)
    .optional()
    .describe('Fields whose values are saved before every deploy and rollback, and by "sf release data watch".'),
  configuration: z
    .boolean()
    .optional()
    .describe('Its records belong to releases: saved with each one, and brought back by a rollback to it.'),
});

const keeping = z.strictObject({
  daily: z.int().min(0).default(7).describe('The newest backup of so many days.'),
  weekly: z.int().min(0).default(5).describe('The newest backup of so many weeks.'),
  monthly: z.int().min(0).default(12).describe('The newest backup of so many months.'),
});

/** The `data` part of `release.yaml`. */
export const dataSchema = z.strictObject({
  folder: z
    .string()
    .default(defaultFolder)
    .describe('Where backups are kept: a folder outside Git, relative to the project or absolute.'),
  recipients: z
    .array(z.string().regex(/^age1[0-9a-z]{20,}$/u, 'a public key of age, beginning with age1'))
    .default([])
    .describe('Public keys that backups are encrypted to; any one of their private keys restores.'),
  objects: z.array(chosen).default([]).describe('What "sf release data backup" saves.'),
  keep: keeping.prefault({}).describe('Which backups "sf release data prune" keeps, beside those of releases.'),
});

export type DataConfiguration = z.output<typeof dataSchema>;
export type ChosenObject = z.output<typeof chosen>;
export type Keeping = z.output<typeof keeping>;
