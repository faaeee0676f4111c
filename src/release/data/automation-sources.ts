import { z } from 'zod';
import { permissionsIn, type Automation, type AutomationKind, type RowWrite } from './automation.ts';

/** An automation, and the query of the Tooling API that gives its condition. */
export interface FoundAutomation extends Automation {
  readonly condition?: string;
}

/** A query that names the active automation of some kinds, of all objects. */
export interface AutomationSource {
  readonly kinds: readonly AutomationKind[];
  readonly api: 'data' | 'tooling';
  readonly soql: string;
  /** Throws a `RangeError` when a row is not of the shape expected. */
  readonly read: (row: unknown) => readonly FoundAutomation[];
}

const readAs = <Shape>(shape: z.ZodType<Shape>, row: unknown): Shape => {
  const parsed = shape.safeParse(row);
  if (!parsed.success) throw new RangeError(`the org's answer cannot be read: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

const reading =
  <Shape>(shape: z.ZodType<Shape>, read: (row: Shape) => readonly FoundAutomation[]): AutomationSource['read'] =>
  (row) =>
    read(readAs(shape, row));

const id = z.string().regex(/^[A-Za-z0-9]{15,18}$/u);

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
  ActiveVersionId: id.nullish(),
});

const flowKinds: Readonly<Record<string, AutomationKind>> = {
  RecordBeforeSave: 'beforeSaveFlow',
  RecordAfterSave: 'afterSaveFlow',
};

const writesOfFlow: Readonly<Record<string, readonly RowWrite[]>> = { Create: ['insert'], Update: ['update'] };

/** A process of Process Builder is a flow of the type `Workflow`; for which object, the view may not say (folklore). */
const flowsOf = (row: z.infer<typeof flow>): readonly FoundAutomation[] => {
  const kind = row.ProcessType === 'Workflow' ? 'process' : flowKinds[row.TriggerType ?? ''];
  // `IsActive` is about the latest version: an earlier one can be active (FlowDefinitionView; documented).
  if (kind === undefined || !row.ActiveVersionId) return [];
  const on = writesOfFlow[row.RecordTriggerType ?? ''] ?? saves;
  const condition = metadataOf('Flow', row.ActiveVersionId);
  return [{ kind, name: row.ApiName, ...ofObject(row.TriggerObjectOrEvent), on, condition }];
};

/** Metadata is given one row a query (Tooling API guide; documented). */
const metadataOf = (object: string, of: string): string => `SELECT Metadata FROM ${object} WHERE Id = '${of}'`;

const validationRule = z.object({
  Id: id,
  ValidationName: z.string(),
  NamespacePrefix: namespace,
  EntityDefinition: entity,
});

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
    soql: 'SELECT Id, ValidationName, NamespacePrefix, EntityDefinition.QualifiedApiName FROM ValidationRule WHERE Active = true',
    read: reading(validationRule, (row) => [
      {
        kind: 'validationRule',
        name: packaged(row.NamespacePrefix, row.ValidationName),
        ...ofObject(row.EntityDefinition),
        on: saves,
        condition: metadataOf('ValidationRule', row.Id),
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

const withMetadata = z.object({ Metadata: z.looseObject({ start: z.unknown().optional() }) });

/** Custom permissions in the metadata of a rule, or in what starts a flow. Throws a `RangeError` for a row of another shape. */
export const permissionsOf = (row: unknown): readonly string[] => {
  const { Metadata } = readAs(withMetadata, row);
  return permissionsIn(Metadata.start ?? Metadata);
};

/** Workflow rules of all objects: which are active stands in their metadata alone (Tooling API, WorkflowRule; documented). */
export const listOfRules = 'SELECT Id, Name, NamespacePrefix, TableEnumOrId FROM WorkflowRule';

const listedRule = z.object({ Id: id, Name: z.string(), NamespacePrefix: namespace, TableEnumOrId: z.string() });

/** A workflow rule that may be active; `table` is the name of a standard object, the id of a custom one. */
export interface ListedRule {
  readonly name: string;
  readonly table: string;
  /** The query that gives its metadata. */
  readonly metadata: string;
}

/** Throws a `RangeError` when a row is not of the shape expected. */
export const listedRuleOf = (row: unknown): ListedRule => {
  const { Id, Name, NamespacePrefix, TableEnumOrId } = readAs(listedRule, row);
  return { name: packaged(NamespacePrefix, Name), table: TableEnumOrId, metadata: metadataOf('WorkflowRule', Id) };
};

const ruleMetadata = z.object({ Metadata: z.object({ active: z.boolean(), triggerType: z.string().nullish() }) });

/** When a rule runs: never, where it is not active. Throws a `RangeError` when a row is not of the shape expected. */
export const writesOfRule = (row: unknown): readonly RowWrite[] => {
  const { active, triggerType } = readAs(ruleMetadata, row).Metadata;
  if (!active) return [];
  return triggerType === 'onCreateOnly' ? ['insert'] : saves;
};
