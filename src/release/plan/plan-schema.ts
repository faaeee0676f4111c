import { z } from 'zod';
import { testLevels } from '../test-level.ts';
import type { XmlElement } from '../xml/xml-element.ts';

const key = z
  .string()
  .regex(/^[^:]+:./su)
  .describe('Type:FullName.');
const component = { type: z.string().describe('API name of the metadata type.'), fullName: z.string() };
const id = z.strictObject(component);
const code = (what: string) => z.string().describe(`${what}: a word in camel case; later versions may add some.`);
const rows = z.union([z.int().min(0), z.literal('unknown')]).describe('Unknown is never none.');
const instant = z.string().describe('ISO 8601, as the org says.');
const hash = z.string().regex(/^[0-9a-f]{64}$/u);

const element: z.ZodType<XmlElement> = z
  .strictObject({
    name: z.string(),
    text: z.string().exactOptional(),
    children: z.array(z.lazy(() => element)),
    attributes: z.record(z.string(), z.string()).exactOptional(),
  })
  .meta({ id: 'element', description: 'One element of a metadata file: text, or child elements.' });

const entryId = {
  section: z.string().describe('Element; those it lies in are before it, joined by slashes.'),
  key: z.string().exactOptional().describe('What names the entry among its equals; absent for one that occurs once.'),
};
const side = z.enum(['from', 'to', 'live']);
const kind = z.enum(['added', 'changed', 'removed']);
const decision = z.enum(['untouched', 'kept', 'overwritten', 'merged', 'alreadyThere', 'stop']);

const version = z.strictObject({
  release: z.string().exactOptional(),
  commit: z.string().describe('Object id.'),
});

const source = z
  .strictObject({
    of: z.enum([...side.options, 'nothing']),
    edits: z.array(z.strictObject({ ...entryId, elements: z.array(element) })),
    files: z.array(z.strictObject({ path: z.string(), of: z.enum([...side.options, 'nothing']) })),
    sha256: hash.describe('Of the content that comes out: the plan is bound to it.'),
  })
  .meta({ id: 'contentSource', description: 'A content, told as a version and what is edited on top of it.' });

const deploy = z.int().min(1).describe('Which of the deploys sends it.');
const need = z.strictObject({ component: id, neededBy: id });

const otherLine = z.strictObject({
  line: z.string().exactOptional(),
  release: z.string(),
  commit: z.string(),
  packageDirectories: z.array(z.string()),
});

const options = z.strictObject({
  keepDataModel: z.enum(['whenRowsExist', 'always']),
  acceptDataLoss: z.array(z.string()),
  onDrift: z.enum(['stop', 'keep', 'overwrite', 'merge']),
  only: z.array(z.string()),
  exclude: z.array(z.string()),
  components: z.array(key).exactOptional(),
  commits: z.string().exactOptional(),
  undo: z.string().exactOptional(),
  adaptations: z.array(z.strictObject({ leaveOut: z.string(), reason: z.string() })).exactOptional(),
  otherLines: z.array(otherLine).exactOptional(),
  takenOver: z.strictObject({ from: z.array(otherLine), to: z.array(otherLine) }).exactOptional(),
  givenBefore: z.array(otherLine.extend({ components: z.array(key) })).exactOptional(),
  testLevel: z.enum(testLevels).exactOptional(),
  tests: z.array(z.string()).exactOptional(),
});

const compensation = z.looseObject({ kind: z.string() }).describe('How the step is taken back.');
const step = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('saveData'),
    object: z.string(),
    fields: z.array(z.string()).describe('Empty: all of the object.'),
    recordTypes: z.array(z.string()).exactOptional(),
    precaution: z.literal(true).exactOptional().describe('The plan itself destroys none of it.'),
    compensation,
  }),
  z.strictObject({ kind: z.literal('deploy'), number: z.int().min(1), compensation }),
  z.strictObject({
    kind: z.literal('activateFlowVersion'),
    flow: z.string(),
    version: z.union([z.int().min(0), z.literal('newest')]).describe('0 deactivates.'),
    compensation,
  }),
]);

const limit = z.strictObject({
  reason: code('Why'),
  component: id,
  entry: z.strictObject(entryId).exactOptional(),
  instead: code('What is done in place of the undo'),
  manual: code('What a person has to do').exactOptional(),
  setup: z.string().exactOptional().describe('Where in Setup, on the address of the org.'),
  others: z.array(id).exactOptional(),
  note: z
    .string()
    .exactOptional()
    .describe('What the project says of it, of an adaptation; the version that holds it, of another line.'),
});

const risk = z.strictObject({
  component: id,
  value: z.string().exactOptional().describe('API name of a picklist value.'),
  what: z.enum(['fieldValues', 'records', 'recordsOfType', 'picklistValue', 'typeChange']),
  rows,
  newest: instant.exactOptional(),
  fate: z.enum(['lost', 'kept']),
});

const drift = z.strictObject({
  component: id,
  kind,
  entries: z.array(z.strictObject({ ...entryId, kind, decision })),
  files: z.array(z.strictObject({ path: z.string(), kind, decision })),
  by: z.string().exactOptional(),
  at: instant.exactOptional(),
  decision,
});

const expectation = z.discriminatedUnion('state', [
  z.strictObject({ ...component, state: z.literal('absent') }),
  z.strictObject({ ...component, state: z.literal('present'), content: source }),
  z.strictObject({ ...component, state: z.literal('flow'), content: source, active: z.boolean().exactOptional() }),
]);

const blocker = z.discriminatedUnion('reason', [
  z.strictObject({ reason: z.literal('drift'), components: z.array(id) }),
  z.strictObject({ reason: z.literal('selectionIncomplete'), missing: z.array(need) }),
  z.strictObject({ reason: z.literal('nothingSelected') }),
  z.strictObject({
    reason: z.literal('undoConflict'),
    conflicts: z.array(
      z.strictObject({
        component: id,
        entry: z.strictObject(entryId).exactOptional(),
        path: z.string().exactOptional(),
      }),
    ),
  }),
]);

const outlook = z
  .strictObject({
    duration: z.union([
      z.strictObject({ minutes: z.int().min(1), deploys: z.int().describe('Judged by so many of the last deploys.') }),
      z.literal('unknown'),
    ]),
    holders: z.array(z.strictObject({ ...component, users: rows.describe('Active users who hold the access.') })),
    jobs: z.union([
      z.array(z.strictObject({ className: z.string(), jobType: z.string(), status: z.string(), jobs: z.int().min(0) })),
      z.literal('unknown'),
    ]),
    integrations: z.array(
      z.strictObject({
        ...component,
        kind: z.enum(['endpoint', 'callout', 'credential', 'event', 'message', 'identity', 'email', 'schedule']),
      }),
    ),
    armed: z.enum(['yes', 'no', 'unknown']),
  })
  .describe('What the org said about cost and reach; decides nothing.');

const counts = z.strictObject({
  redeployed: z.int(),
  recreated: z.int(),
  neutralised: z.int(),
  deleted: z.int(),
  kept: z.int(),
  revoked: z.int(),
  flowVersions: z.int(),
  limits: z.int(),
  manual: z.int(),
  rowsLost: rows,
});

/** A plan as a file holds it; `result.plan` of `sf release plan --json`. */
export const planSchema = z
  .strictObject({
    version: z.literal(1),
    id: hash.describe('SHA-256 of the plan without its id: who edits a plan makes another.'),
    purpose: z.enum(['rollback', 'deploy']),
    environment: z.string(),
    orgId: z.string().describe('18 characters.'),
    orgKind: z.enum(['production', 'sandbox', 'scratch']),
    from: version.describe('What is in the org now.'),
    to: version.describe('Where the plan goes.'),
    options,
    also: z.array(need).describe('Taken along because something selected needs it.'),
    ships: z.array(
      z.strictObject({
        ...component,
        action: z.enum(['recreate', 'redeploy', 'sendEntries', 'neutralise']),
        content: source,
        deploy,
      }),
    ),
    deletes: z.array(
      z.strictObject({
        ...component,
        when: z.enum(['pre', 'post']),
        because: z.enum(['notInTo', 'shapeClash']),
        deploy,
      }),
    ),
    keeps: z.array(z.strictObject({ ...component, because: code('Why it stays') })),
    revokes: z.array(z.strictObject({ ...component, section: z.string(), key: z.string() })),
    steps: z.array(step).describe('In the order they are carried out.'),
    limits: z.array(limit).describe('What cannot be undone, or not by this plan.'),
    dataAtRisk: z.array(risk),
    drift: z.array(drift).describe('What the org holds beside what its release says.'),
    unclaimed: z
      .array(
        z.strictObject({
          path: z.string(),
          in: z.enum(['from', 'to', 'both']),
          because: z.enum(['noType', 'symlink', 'submodule', 'lfsPointer']),
        }),
      )
      .exactOptional()
      .describe('Differing files that are no component: nothing is done about them.'),
    expected: z.array(expectation).describe('What the org has to hold afterwards: the basis of the proof.'),
    references: z.array(
      z.strictObject({ to: id, by: id, foundIn: z.enum(['org', 'source']), afterwards: z.enum(['gone', 'stays']) }),
    ),
    blockers: z.array(blocker).describe('Why it must not be carried out as it is.'),
    tests: z.strictObject({
      level: z.enum(testLevels),
      classes: z.array(z.string()),
      uncovered: z.array(z.string()).describe('Apex that no chosen test names.'),
    }),
    counts,
    outlook: outlook.exactOptional(),
  })
  .meta({ title: 'sf release plan', description: 'Everything a rollback or a deploy will do, decided before.' });
