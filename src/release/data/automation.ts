import { z } from 'zod';

/** What a restore does to records. */
export const rowWrites = ['insert', 'update', 'undelete'] as const;

export type RowWrite = (typeof rowWrites)[number];

/** What is done to the records of each object; an object of which nothing is written is not there. */
export type RowWrites = ReadonlyMap<string, ReadonlySet<RowWrite>>;

/** In the order in which the platform runs them (Apex guide, "Triggers and Order of Execution"; documented). */
export const automationKinds = [
  'beforeSaveFlow',
  'trigger',
  'validationRule',
  'duplicateRule',
  'workflowRule',
  'process',
  'afterSaveFlow',
] as const;

export type AutomationKind = (typeof automationKinds)[number];

/** Something active in the org that runs, or refuses, when a record is written. */
export interface Automation {
  readonly kind: AutomationKind;
  readonly name: string;
  /** Absent where the org does not say whose records it is about: it can be any. */
  readonly object?: string;
  readonly on: readonly RowWrite[];
}

/** What runs when a restore writes. */
export interface FiringAutomation {
  /** By object, and in the order in which they run. */
  readonly fires: readonly Automation[];
  /** Kinds that the org does not tell, and why: there may be some. */
  readonly unknown: readonly { readonly kinds: readonly AutomationKind[]; readonly because: string }[];
}

/** Those of an org that are about what is written, each with only the writes that there are. */
export const firing = (active: readonly Automation[], writes: RowWrites): readonly Automation[] => {
  const all = new Set([...writes.values()].flatMap((some) => [...some]));
  const places = [...writes.keys(), undefined];
  return active
    .map((each) => {
      const done = each.object === undefined ? all : writes.get(each.object);
      return { ...each, on: each.on.filter((write) => done?.has(write)) };
    })
    .filter(({ on }) => on.length > 0)
    .sort((one, other) => {
      const byObject = places.indexOf(one.object) - places.indexOf(other.object);
      return byObject || automationKinds.indexOf(one.kind) - automationKinds.indexOf(other.kind);
    });
};

/** A query that names the active automation of some kinds, of all objects. */
export interface AutomationSource {
  readonly kinds: readonly AutomationKind[];
  readonly api: 'data' | 'tooling';
  readonly soql: string;
  /** Throws a `RangeError` when a row is not of the shape expected. */
  readonly read: (row: unknown) => readonly Automation[];
}

const readAs = <Shape>(shape: z.ZodType<Shape>, row: unknown): Shape => {
  const parsed = shape.safeParse(row);
  if (!parsed.success) throw new RangeError(`the org's answer cannot be read: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

const reading =
  <Shape>(shape: z.ZodType<Shape>, read: (row: Shape) => readonly Automation[]): AutomationSource['read'] =>
  (row) =>
    read(readAs(shape, row));

const namespace = z.string().nullish();

const packaged = (prefix: string | null | undefined, name: string): string => (prefix ? `${prefix}__${name}` : name);

/** Null where the user may not see the object. */
const entity = z.object({ QualifiedApiName: z.string() }).nullish();

const ofObject = (found: z.infer<typeof entity>): Pick<Automation, 'object'> =>
  found ? { object: found.QualifiedApiName } : {};

const saves = ['insert', 'update'] as const satisfies readonly RowWrite[];

const trigger = z.object({
  Name: z.string(),
  NamespacePrefix: namespace,
  EntityDefinition: entity,
  UsageBeforeInsert: z.boolean(),
  UsageAfterInsert: z.boolean(),
  UsageBeforeUpdate: z.boolean(),
  UsageAfterUpdate: z.boolean(),
  UsageAfterUndelete: z.boolean(),
});

const writesOfTrigger = (row: z.infer<typeof trigger>): readonly RowWrite[] => [
  ...(row.UsageBeforeInsert || row.UsageAfterInsert ? (['insert'] as const) : []),
  ...(row.UsageBeforeUpdate || row.UsageAfterUpdate ? (['update'] as const) : []),
  ...(row.UsageAfterUndelete ? (['undelete'] as const) : []),
];

const flow = z.object({
  ApiName: z.string(),
  ProcessType: z.string().nullish(),
  TriggerType: z.string().nullish(),
  RecordTriggerType: z.string().nullish(),
  TriggerObjectOrEvent: entity,
  ActiveVersionId: z.string().nullish(),
});

const flowKinds: Readonly<Record<string, AutomationKind>> = {
  RecordBeforeSave: 'beforeSaveFlow',
  RecordAfterSave: 'afterSaveFlow',
};

const writesOfFlow: Readonly<Record<string, readonly RowWrite[]>> = { Create: ['insert'], Update: ['update'] };

/** A process of Process Builder is a flow of the type `Workflow`; for which object, the view may not say (folklore). */
const flowsOf = (row: z.infer<typeof flow>): readonly Automation[] => {
  const kind = row.ProcessType === 'Workflow' ? 'process' : flowKinds[row.TriggerType ?? ''];
  // `IsActive` is about the latest version: an earlier one can be active (FlowDefinitionView; documented).
  if (kind === undefined || !row.ActiveVersionId) return [];
  const on = writesOfFlow[row.RecordTriggerType ?? ''] ?? saves;
  return [{ kind, name: row.ApiName, ...ofObject(row.TriggerObjectOrEvent), on }];
};

const validationRule = z.object({ ValidationName: z.string(), NamespacePrefix: namespace, EntityDefinition: entity });

const duplicateRule = z.object({ DeveloperName: z.string(), NamespacePrefix: namespace, SobjectType: z.string() });

/**
 * All objects are asked for at once: a condition on the relationship to `EntityDefinition` fails in some orgs (seen in
 * public code that met it). That neither flows nor rules run on an undelete is assumed; of triggers it is documented
 * which do.
 */
export const automationSources: readonly AutomationSource[] = [
  // Tooling API, ApexTrigger; documented. The data API has no `EntityDefinition` here, and an id for custom objects.
  {
    kinds: ['trigger'],
    api: 'tooling',
    soql:
      'SELECT Name, NamespacePrefix, EntityDefinition.QualifiedApiName, UsageBeforeInsert, UsageAfterInsert, ' +
      "UsageBeforeUpdate, UsageAfterUpdate, UsageAfterUndelete FROM ApexTrigger WHERE Status = 'Active'",
    read: reading(trigger, (row) => [
      {
        kind: 'trigger',
        name: packaged(row.NamespacePrefix, row.Name),
        ...ofObject(row.EntityDefinition),
        on: writesOfTrigger(row),
      },
    ]),
  },
  // Object reference, FlowDefinitionView; documented.
  {
    kinds: ['beforeSaveFlow', 'afterSaveFlow', 'process'],
    api: 'data',
    soql:
      'SELECT ApiName, ProcessType, TriggerType, RecordTriggerType, TriggerObjectOrEvent.QualifiedApiName, ' +
      'ActiveVersionId FROM FlowDefinitionView',
    read: reading(flow, flowsOf),
  },
  // Tooling API, ValidationRule; documented.
  {
    kinds: ['validationRule'],
    api: 'tooling',
    soql: 'SELECT ValidationName, NamespacePrefix, EntityDefinition.QualifiedApiName FROM ValidationRule WHERE Active = true',
    read: reading(validationRule, (row) => [
      {
        kind: 'validationRule',
        name: packaged(row.NamespacePrefix, row.ValidationName),
        ...ofObject(row.EntityDefinition),
        on: saves,
      },
    ]),
  },
  // Object reference, DuplicateRule; documented. Whether it blocks or only warns, and on which write, it does not say.
  {
    kinds: ['duplicateRule'],
    api: 'data',
    soql: 'SELECT DeveloperName, NamespacePrefix, SobjectType FROM DuplicateRule WHERE IsActive = true',
    read: reading(duplicateRule, (row) => [
      {
        kind: 'duplicateRule',
        name: packaged(row.NamespacePrefix, row.DeveloperName),
        object: row.SobjectType,
        on: saves,
      },
    ]),
  },
];

/** Workflow rules of all objects; whether one is active stands in its metadata alone (Tooling API, WorkflowRule; documented). */
export const workflowRules = {
  soql: 'SELECT Id, Name, NamespacePrefix, TableEnumOrId FROM WorkflowRule',
  metadata: (id: string): string => `SELECT Metadata FROM WorkflowRule WHERE Id = '${id}'`,
} as const;

const listedRule = z.object({
  Id: z.string().regex(/^[A-Za-z0-9]{15,18}$/u),
  Name: z.string(),
  NamespacePrefix: namespace,
  TableEnumOrId: z.string(),
});

/** A workflow rule that may be active; `table` is the name of a standard object, the id of a custom one. */
export interface ListedRule {
  readonly id: string;
  readonly name: string;
  readonly table: string;
}

/** Throws a `RangeError` when a row is not of the shape expected. */
export const listedRuleOf = (row: unknown): ListedRule => {
  const { Id, Name, NamespacePrefix, TableEnumOrId } = readAs(listedRule, row);
  return { id: Id, name: packaged(NamespacePrefix, Name), table: TableEnumOrId };
};

const ruleMetadata = z.object({ Metadata: z.object({ active: z.boolean(), triggerType: z.string().nullish() }) });

/** When a rule runs: never, where it is not active. Throws a `RangeError` when a row is not of the shape expected. */
export const writesOfRule = (row: unknown): readonly RowWrite[] => {
  const { active, triggerType } = readAs(ruleMetadata, row).Metadata;
  if (!active) return [];
  return triggerType === 'onCreateOnly' ? ['insert'] : saves;
};
