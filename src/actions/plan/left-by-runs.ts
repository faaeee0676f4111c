import type { Gateways } from '../../gateways/open.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { JournalEntry } from '../../release/journal-entry.ts';
import type { OrgContents } from '../../release/plan/plan-input.ts';
import { readPlan } from '../../release/plan/plan-file.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { lineAmong } from '../../release/release-name.ts';
import { leftBehind } from '../../release/undo/left-behind.ts';
import { contentsOfRun } from './contents-of-run.ts';

/**
 * What earlier runs left on purpose otherwise than their releases say, of the components asked for: a field that was kept
 * for its values is nobody's hotfix. The newest run that speaks of a component counts; one whose snapshot is gone, or whose
 * plan another version of the plugin wrote, tells nothing.
 */
export const leftByRuns = async (
  gateways: Gateways,
  environment: string,
  asked: ReadonlySet<ComponentKey>,
): Promise<OrgContents> => {
  const journal = gateways.journal(environment);
  const left = new Map<ComponentKey, ComponentContent | 'absent'>();
  const open = new Set(asked);
  for (const run of provenRuns(await journal.entries())) {
    if (open.size === 0) break;
    const reading = readPlan(await journal.attachment(run, 'plan.json'));
    if (reading.kind !== 'plan' || lineOf(reading.plan) !== gateways.line) continue;
    const spokenOf = reading.plan.expected.map(keyOf).filter((key) => open.has(key));
    if (spokenOf.length === 0) continue;
    const contents = await leftBy(gateways, reading.plan, run);
    for (const key of spokenOf) {
      open.delete(key);
      const content = contents.get(key);
      if (content !== undefined) left.set(key, content);
    }
  }
  return left;
};

/** A run of another line left what is not asked for here. */
const lineOf = ({ from, to }: Plan): string | undefined => lineAmong([from.release, to.release]);

const leftBy = async (gateways: Gateways, plan: Plan, run: string): Promise<OrgContents> => {
  const name = `snapshots/${run}`;
  const snapshot = (await gateways.journal(plan.environment).keptUnder(name)).get(name);
  if (snapshot === undefined) return new Map();
  const { contents } = await contentsOfRun(gateways, plan, { run, snapshot });
  try {
    return leftBehind(plan, contents);
  } catch (error) {
    // a value that is replaced on the way to the org may be another one by now; then the org is met as it is
    if (error instanceof RangeError) return new Map();
    throw error;
  }
};

/** Runs that ended as they were planned, newest first. */
const provenRuns = (entries: readonly JournalEntry[]): readonly string[] =>
  entries
    .filter((entry) => entry.kind === 'closed' && (entry.ending === 'released' || entry.ending === 'rolledBack'))
    .map(({ run }) => run)
    .reverse();
