import { runThatMade, type DeletedField } from '../../release/checks/deleted-fields.ts';
import type { FactsBefore } from '../../release/checks/checks-before.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { parsePlan } from '../../release/plan/plan-file.ts';
import type { Release } from '../../release/release.ts';
import { readContents } from '../compare/contents.ts';
import type { Ask, Checking } from './checking.ts';

/**
 * When the fields and objects that the plan makes again were deleted, by the releases: the platform has no list of
 * Deleted Fields for a program. Whether they held values then is told by the plan of that release.
 */
export const deletedFields: Ask<FactsBefore['deletedFields']> = async (checking) => {
  const { gateways, environment, plan } = checking;
  const made = plan.limits.filter(({ reason }) => reason === 'fieldRecreatedEmpty').map(({ component }) => component);
  if (made.length === 0) return { skipped: 'no field is made again' };
  const wanted = new Set(made.map(keyOf));
  const deleted: DeletedField[] = [];
  const { releases } = environment.catalogue;
  for (let index = releases.length - 1; index > 0 && wanted.size > 0; index -= 1) {
    const [before, release] = [releases[index - 1], releases[index]];
    if (before === undefined || release === undefined) break;
    const version = await gateways.deployedVersionAt(before.commit, before.name);
    for (const component of (await readContents(version, wanted)).keys()) {
      wanted.delete(component);
      const held = await heldThen(checking, release, component);
      deleted.push({ component, release: release.name, at: release.deployedAt, held });
    }
  }
  return { deleted, untold: [...wanted], now: gateways.now() };
};

/** By the plan of the run that deleted it, where it was one of ours. */
const heldThen = async (
  { gateways, environment }: Checking,
  { name }: Release,
  component: ComponentKey,
): Promise<DeletedField['held']> => {
  const journal = gateways.journal(environment.name);
  const run = runThatMade(await journal.entriesHere(), name);
  if (run === undefined) return 'unknown';
  const { deletes, dataAtRisk } = parsePlan(await journal.attachment(run, 'plan.json'));
  if (!deletes.some((one) => keyOf(one) === component)) return 'unknown';
  return dataAtRisk.some((risk) => keyOf(risk.component) === component) ? 'values' : 'nothing';
};
