/** Writes the JSON Schemas that are shipped for editors and scripts; a test holds them against the code. */
import { mkdir, writeFile } from 'node:fs/promises';
import { configurationSchema } from '../src/release/configuration.ts';

const folder = new URL('../schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(
  new URL('release.yaml.schema.json', folder),
  `${JSON.stringify(configurationSchema(), undefined, 2)}\n`,
);
