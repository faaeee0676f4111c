import validRange from 'semver/ranges/valid.js';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { checkNames } from './checks/checks.ts';
import { declaredCheckSchema } from './checks/declared-check.ts';
import { signaturePolicies } from './checks/signature.ts';
import { dataSchema } from './data/data-configuration.ts';
import { directoryPath } from './metadata/directory-path.ts';
import { isEnvironmentName, isLineName } from './release-name.ts';
import { withoutSecrets } from './secrets.ts';
import { testLevels } from './test-level.ts';

const orgId = z.string().regex(/^00D[A-Za-z0-9]{15}$/u, 'an 18-character org id beginning with 00D');

const environment = z.strictObject({
  orgId: orgId.describe('The 18-character id of the one org this environment is: aliases and usernames can move.'),
  targetOrg: z.string().optional().describe('Alias or username used when no --target-org is given.'),
  testLevel: z.enum(testLevels).optional().describe('Apex tests that a deploy to this environment runs.'),
  preRelease: z
    .string()
    .regex(/^[A-Za-z][0-9A-Za-z-]*$/u, 'letters, digits, dashes')
    .optional()
    .describe('For a sandbox: what its pre-releases are called, as in 1.5.0-rc.1. Default: rc.'),
});

const line = z.strictObject({
  packageDirectories: z
    .array(z.string().min(1).transform(directoryPath))
    .min(1)
    .describe('Package directories of sfdx-project.json that are released together.'),
});

/** Every directory is of one line: else nobody could say which of two releases brought what lies there. */
const oneLineEach = (lines: Readonly<Record<string, z.infer<typeof line>>>, context: z.RefinementCtx): void => {
  const owners = new Map<string, string>();
  for (const [name, { packageDirectories }] of Object.entries(lines))
    for (const directory of new Set(packageDirectories)) {
      const owner = owners.get(directory);
      if (owner !== undefined)
        context.addIssue({ code: 'custom', path: [name], message: `"${directory}" is of the line ${owner} already` });
      owners.set(directory, name);
    }
};

const schema = z.strictObject({
  defaultEnvironment: z.string().optional().describe('The environment meant when none is named.'),
  environments: z
    .record(z.string().refine(isEnvironmentName, 'lower-case letters, digits, dots, dashes'), environment)
    .default({})
    .describe('The orgs the team releases to.'),
  lines: z
    .record(z.string().refine(isLineName, 'lower-case letters, digits, dots, dashes, and not like a version'), line)
    .superRefine(oneLineEach)
    .optional()
    .describe(
      'Release lines: package directories of one repository that are released apart, each with versions of its own. Without it the whole project is released together.',
    ),
  autoTag: z
    .enum(['off', 'auto', 'major', 'minor', 'patch'])
    .optional()
    .describe(
      'Whether deploys by standard commands to these orgs are recorded as releases, and which part of the version they raise; "auto", the default, reads it from conventional commits.',
    ),
  remote: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*$/u, 'the name of a Git remote')
    .optional()
    .describe('The Git remote that keeps tags and the journal; origin by default.'),
  refs: z
    .string()
    .regex(
      /^(?!(?:heads|tags|remotes)(?:\/?$)|(?:tags|remotes)\/)[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)*$/u,
      'a place below refs/ such as "heads/release-state"',
    )
    .optional()
    .describe(
      'Where below refs/ the journal and the snapshots are: "release" by default, for a Git host that takes branches only "heads/release-state".',
    ),
  snapshots: z
    .strictObject({
      keepDays: z.int().min(1).optional().describe('Days that snapshots are kept: 90 by default.'),
      keepLast: z
        .int()
        .min(1)
        .optional()
        .describe('How many of the newest are kept however old they are: 10 by default.'),
    })
    .optional()
    .describe('What "sf release prune" leaves.'),
  data: dataSchema.optional().describe('Backups of records.'),
  signatures: z
    .enum(signaturePolicies)
    .optional()
    .describe('Whether a release that is gone back to has to be signed by somebody trusted. Default: off.'),
  knownGood: z
    .strictObject({
      afterHours: z.number().min(0).describe('Hours that a release has to have been in the org.'),
      greenChecks: z.boolean().default(false).describe('Whether all checks after its deploy have to have passed too.'),
    })
    .optional()
    .describe(
      'When a release counts as good without anybody marking it. A rollback without --to then goes to the newest good one only; without this, to the newest that is not known to be bad.',
    ),
  adaptations: z
    .array(
      z.strictObject({
        leaveOut: z
          .string()
          .min(1)
          .describe(
            'Glob: Type:FullName, or entries inside a component after a hash sign (Profile:Clerk#userPermissions:X).',
          ),
        releases: z
          .string()
          .refine((range) => validRange(range) !== null, 'a range of versions such as "<=1.4.0"')
          .optional()
          .describe('Versions of releases it is for, as a range of semver; all when absent.'),
        reason: z
          .string()
          .min(1)
          .describe('Why, for everybody who sees the plan.')
          .transform((text) => withoutSecrets(text)),
      }),
    )
    .optional()
    .describe(
      'What is left as it is when an org is brought back to a release that it would not take any more as it was. "sf release verify" names candidates.',
    ),
  checks: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z][\w.-]*$/u, 'letters, digits, dots, dashes')
        .refine((name) => !checkNames.includes(name), 'this is the name of a check of sf-release'),
      declaredCheckSchema,
    )
    .optional()
    .describe('Checks of the project: run before a deploy or rollback, and after it.'),
});

/** `release.yaml`, checked and with its defaults. */
export type Configuration = z.infer<typeof schema>;
export type EnvironmentConfiguration = z.infer<typeof environment>;
export type LineConfiguration = z.infer<typeof line>;

/** Everything has a default: a project without a file works. */
export const defaultConfiguration: Configuration = { environments: {} };

/** JSON Schema for editors; shipped as `schemas/release.yaml.schema.json`. */
export const configurationSchema = (): object => z.toJSONSchema(schema, { io: 'input' });

/** What is wrong with a configuration file and where; lines and columns count from 1. */
export interface ConfigurationProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ConfigurationReading =
  | { readonly configuration: Configuration }
  | { readonly problems: readonly [ConfigurationProblem, ...ConfigurationProblem[]] };

/** Reads the text of a `release.yaml`. Every problem is given with its place, not only the first. */
export const readConfiguration = (text: string): ConfigurationReading => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors.map((error) => problemAt(lines, error.pos[0], error.message));
  if (isFilled(syntax)) return { problems: syntax };
  const value = unfolded(document);
  if (value instanceof ReferenceError) return { problems: [problemAt(lines, 0, value.message)] };
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return { configuration: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String);
    return problemAt(lines, offsetOf(document, path), `${path.join('.') || 'the file'}: ${reasonOf(issue)}`);
  });
  return isFilled(problems) ? { problems } : { configuration: defaultConfiguration };
};

/** The values of a document; the error of one whose aliases would unfold to more than anybody writes. */
const unfolded = (document: Document): unknown => {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof ReferenceError) return error;
    throw error;
  }
};

/** Of a key that may not be: why, which stands inside. */
const reasonOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join(', ') : issue.message;

const isFilled = <Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] => items.length > 0;

const problemAt = (lines: LineCounter, offset: number, message: string): ConfigurationProblem => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col), message };
};

/** Where the innermost node of a path begins; a missing key is reported at the node that lacks it. */
const offsetOf = (document: Document, path: readonly string[]): number => {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return 0;
};

const hasRange = (node: unknown): node is { range: readonly [number, number, number] } =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
