/** Writes the JSON Schemas that are shipped for editors and scripts; a test holds them against the code. */
import { mkdir, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { configurationSchema } from '../src/release/configuration.ts';
import { planSchema } from '../src/release/plan/plan-schema.ts';
import { diffSchema } from '../src/report/diff/diff-schema.ts';

const folder = new URL('../schemas/', import.meta.url);
const schemas = {
  'release.yaml': configurationSchema(),
  'release-diff': z.toJSONSchema(diffSchema),
  'release-plan': z.toJSONSchema(planSchema),
};

await mkdir(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas))
  await writeFile(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, undefined, 2)}\n`);
