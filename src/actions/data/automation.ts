import type { Org } from '../../gateways/org/org.ts';
import { inQueries, soqlList } from '../../release/checks/soql.ts';
import {
  firing,
  type Automation,
  type AutomationKind,
  type FiringAutomation,
  type RowWrites,
} from '../../release/data/automation.ts';
import {
  automationSources,
  listedRuleOf,
  listOfRules,
  permissionsOf,
  writesOfRule,
  type FoundAutomation,
} from '../../release/data/automation-sources.ts';
import { answered } from '../checks/answered.ts';

interface Question {
  readonly kinds: readonly AutomationKind[];
  readonly ask: () => Promise<readonly FoundAutomation[]>;
}

/** What runs in the org when a restore writes. It decides nothing, so what the org does not say is unknown. */
export const firingAutomation = async (org: Org, writes: RowWrites): Promise<FiringAutomation> => {
  const questions: readonly Question[] = [
    ...automationSources.map(({ kinds, api, soql, read }) => ({
      kinds,
      ask: async () => (await (api === 'tooling' ? org.toolingQuery(soql) : org.query(soql))).flatMap(read),
    })),
    { kinds: ['workflowRule'], ask: () => rulesOf(org, [...writes.keys()]) },
  ];
  const answers = await Promise.all(questions.map(async ({ kinds, ask }) => ({ kinds, answer: await answered(ask) })));
  const found = answers.flatMap(({ answer }) => ('known' in answer ? answer.known : []));
  const fires: Automation[] = [];
  for (const each of firing(found, writes)) fires.push(await withPermissions(org, each));
  return {
    fires,
    unknown: answers.flatMap(({ kinds, answer }) => ('unknown' in answer ? [{ kinds, because: answer.unknown }] : [])),
  };
};

/** What its condition looks at, where the org tells. */
const withPermissions = async (org: Org, { condition, ...automation }: FoundAutomation): Promise<Automation> => {
  if (condition === undefined) return automation;
  const answer = await answered(async () => permissionsOf((await org.toolingQuery(condition))[0]));
  return 'known' in answer ? { ...automation, permissions: answer.known } : automation;
};

/** Each rule of the objects is asked for by itself: the org gives metadata one row a query. */
const rulesOf = async (org: Org, objects: readonly string[]): Promise<readonly Automation[]> => {
  const listed = (await org.toolingQuery(listOfRules)).map(listedRuleOf);
  const names = listed.length === 0 ? new Map<string, string>() : await namesOfTables(org, objects);
  const rules: Automation[] = [];
  for (const { name, table, metadata } of listed) {
    const object = names.get(table) ?? names.get(table.slice(0, 15));
    if (object === undefined) continue;
    const [row] = await org.toolingQuery(metadata);
    rules.push({ kind: 'workflowRule', name, object, on: writesOfRule(row), permissions: permissionsOf(row) });
  }
  return rules;
};

/** Objects by their durable id, which is what a rule names its object by: the name, or the id of a custom one. */
const namesOfTables = async (org: Org, objects: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  for (const some of inQueries(objects)) {
    const soql = `SELECT DurableId, QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName IN ${soqlList(some)}`;
    for (const { DurableId, QualifiedApiName } of await org.toolingQuery(soql))
      names.set(String(DurableId), String(QualifiedApiName));
  }
  return names;
};
