import { z } from 'zod';

/** A value of metadata: text, or child elements by name; a list where a name occurs more than once. */
type MetadataValue = string | { readonly [element: string]: MetadataValue | readonly MetadataValue[] };

const value: z.ZodType<MetadataValue> = z
  .union([
    z.string(),
    z.record(
      z.string(),
      z.union([z.lazy(() => value), z.array(z.lazy(() => value)).describe('The element occurs more than once.')]),
    ),
  ])
  .meta({ id: 'metadataValue', description: 'Text, or child elements by name; attributes have an @ before theirs.' });

const kind = z.enum(['added', 'changed', 'removed']).describe('Going from the first version to the second.');
const component = { type: z.string().describe('API name of the metadata type.'), fullName: z.string() };

const version = z.strictObject({
  kind: z.enum(['release', 'ref', 'workingTree', 'org']),
  name: z.string().describe('As it was named: a release, a Git ref, "working tree", the alias of an org.'),
  commit: z.string().optional().describe('Object id, of a release or ref.'),
  orgId: z.string().optional().describe('18 characters, of an org.'),
});

const entry = z.strictObject({
  kind,
  section: z.string().describe('Element, with those it lies in before it: "valueSet/valueSetDefinition/value".'),
  key: z.string().optional().describe('What names the entry among its equals; absent for one that occurs once.'),
  from: value.optional(),
  to: value.optional(),
  order: z
    .strictObject({ from: z.array(z.string()), to: z.array(z.string()) })
    .optional()
    .describe('Only the order of these changed, and it means something.'),
});

const change = z.strictObject({
  kind,
  ...component,
  parent: z.strictObject(component).optional().describe('The component that this one is a child of.'),
  paths: z
    .strictObject({ from: z.array(z.string()), to: z.array(z.string()) })
    .describe('Files that hold the component in each version; none in an org.'),
  entries: z.array(entry).describe('What changed inside; empty for an added or removed component.'),
  files: z.array(z.strictObject({ kind, path: z.string().describe('Relative to the component.') })),
  lastModified: z.strictObject({ by: z.string(), at: z.string().describe('ISO 8601, as the org says.') }).optional(),
});

/** The `result` of `sf release diff --json`. */
export const diffSchema = z
  .strictObject({
    from: version,
    to: version,
    different: z.boolean(),
    summary: z.strictObject({
      added: z.int(),
      changed: z.int(),
      removed: z.int(),
      formattingOnly: z.int(),
      moved: z.int(),
      unclaimed: z.int(),
      unreadable: z.int(),
      onlyInOrg: z.int(),
      managed: z.int().describe('Components of managed packages, left out.'),
      leftOut: z.int().describe('Left out by --only and --exclude.'),
    }),
    changes: z.array(change).describe('Sorted by type, then name.'),
    formattingOnly: z.array(z.strictObject(component)).describe('Differ in order, white space or comments only.'),
    moved: z.array(z.strictObject(component)).describe('The same in another folder.'),
    unclaimed: z
      .array(
        z.strictObject({
          path: z.string(),
          in: z.enum(['from', 'to', 'both']),
          because: z.enum(['noType', 'symlink', 'submodule', 'lfsPointer']),
        }),
      )
      .describe('Files in package directories that differ and are no component.'),
    unreadable: z
      .array(z.strictObject({ version: z.string(), path: z.string(), because: z.string(), detail: z.string() }))
      .describe('Nothing is known about these: neither the same nor removed.'),
    onlyInOrg: z
      .array(
        z.strictObject({
          ...component,
          entry: z.strictObject({ section: z.string(), key: z.string().optional() }).optional(),
        }),
      )
      .describe('Only in the org and no removals; filled with --include-org-only.'),
    files: z.array(z.string()).describe('Files that were written.'),
  })
  .meta({ title: 'sf release diff', description: 'What is different going from one version to another.' });

export type DiffJson = z.infer<typeof diffSchema>;
export type DiffValue = MetadataValue;
