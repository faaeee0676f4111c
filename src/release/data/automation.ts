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
  /**
   * Custom permissions that its condition looks at: whoever has one may be left alone. Absent where no condition was read,
   * as of a trigger, which asks in its code.
   */
  readonly permissions?: readonly string[];
}

/** What runs when a restore writes. */
export interface FiringAutomation {
  /** By object, and in the order in which they run. */
  readonly fires: readonly Automation[];
  /** Kinds that the org does not tell, and why: there may be some. */
  readonly unknown: readonly { readonly kinds: readonly AutomationKind[]; readonly because: string }[];
}

/** Those of an org that are about what is written, each with only the writes that there are. */
export const firing = <Found extends Automation>(active: readonly Found[], writes: RowWrites): readonly Found[] => {
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

/** Names after `$Permission.` in a condition, whatever it is made of. */
export const permissionsIn = (condition: unknown): readonly string[] => {
  const named = JSON.stringify(condition ?? null).matchAll(/\$Permission\.([A-Za-z]\w*)/gu);
  return [...new Set([...named].map(([, name = '']) => name))].sort();
};
