import type { RestoreOutcome } from '../../release/data/data-outcome.ts';
import type { Notice } from '../../release/ending.ts';
import { isMixed } from '../../release/plan/selection.ts';
import { Refused } from '../../release/refusal.ts';
import { restore } from '../data/restore.ts';
import { configurationObjects, saveConfiguration, saveCritical, type SavingPlace } from '../data/save-for-release.ts';
import type { Scene } from './scene.ts';

/*
 * Records beside a run. None of it changes the verdict about the metadata: what goes wrong is a notice.
 */

const placeOf = ({ gateways, org, plan, run, waiting }: Scene): SavingPlace => ({
  ...{ gateways, org, environment: plan.environment, orgId: plan.orgId, run: run.id },
  signal: waiting.signal,
});

/** Saves the critical fields before anything is sent; a run that has sent something cannot say any more what they were. */
export const watchFields = async (scene: Scene): Promise<readonly Notice[]> => {
  const { run, plan } = scene;
  if (run.intended({ step: 'submit' }) !== undefined || run.intended({ step: 'flowVersions' }) !== undefined) return [];
  return noticed('fieldsNotWatched', async () => {
    const { missing } = await saveCritical({ ...placeOf(scene), release: plan.from.release });
    if (missing.length > 0) throw new Error(`the org has no ${missing.join(', ')}, or you may not see it`);
  });
};

/** Saves the records that belong to the release that was just recorded. */
export const keepConfiguration = (place: SavingPlace): Promise<readonly Notice[]> =>
  noticed('configurationNotSaved', () => saveConfiguration(place));

const noticed = async (notice: Notice['notice'], act: () => Promise<unknown>): Promise<readonly Notice[]> => {
  try {
    await act();
    return [];
  } catch (error) {
    return [{ notice, detail: detailOf(error) }];
  }
};

const detailOf = (error: unknown): string => {
  if (error instanceof Refused) return error.refusal.reason;
  return error instanceof Error ? error.message : String(error);
};

/**
 * After a rollback: brings back the records that were saved with the release gone back to, what they replace saved
 * first, and saves them with the new release. A rollback of a part leaves them alone.
 */
export const settleConfiguration = async (scene: Scene, release: string): Promise<readonly Notice[]> => {
  const { plan, run, gateways } = scene;
  if (configurationObjects(gateways.configuration.data).length === 0) return [];
  const goesBack = run.opened.verb === 'rollback' && !isMixed(plan.options) && plan.to.release !== undefined;
  const back = goesBack ? await bringBack(scene, plan.to.release) : [];
  return [...back, ...(await keepConfiguration({ ...placeOf(scene), release }))];
};

const bringBack = async (scene: Scene, release: string): Promise<readonly Notice[]> => {
  const { gateways, org, plan, run } = scene;
  const store = await gateways.backups(plan.environment);
  const { complete } = await store.list();
  const saved = complete.findLast(
    (each) => each.kind === 'configuration' && each.release === release && each.orgId === plan.orgId,
  );
  if (saved === undefined) return [{ notice: 'configurationNotRestored', detail: `none were saved with ${release}` }];
  const open = () => Promise.resolve({ ...gateways, openOrg: () => Promise.resolve(org) });
  const wishes = { objects: [], fields: [], ids: [], onConflict: 'overwrite', insert: true, dryRun: false } as const;
  const request = { ...wishes, environment: plan.environment, backup: saved.id, within: run.id };
  return noticeOf(await restore(open, request, () => Promise.resolve()), saved.id);
};

const noticeOf = (outcome: RestoreOutcome, backup: string): readonly Notice[] => {
  const again = `sf release data restore --backup ${backup}`;
  switch (outcome.kind) {
    case 'restored': {
      const detail = `${outcome.written} from ${backup}; what they replaced is saved as ${outcome.undo ?? ''}`;
      return outcome.written === 0 ? [] : [{ notice: 'configurationRestored', detail }];
    }
    case 'refused':
      return [{ notice: 'configurationNotRestored', detail: `${outcome.refusal.reason}. ${again}` }];
    case 'outside':
      return [{ notice: 'configurationNotRestored', detail: `${outcome.message} ${again} --identity <file>` }];
    default:
      return [{ notice: 'configurationNotRestored', detail: `not all of them: ${again}` }];
  }
};
