import type { ScratchStore } from '../../gateways/data/backup-store.ts';
import type { OrgIdentity } from '../../gateways/org/identity.ts';
import type { NotRestoredRow, RestoreOutcome, RestorePlan } from '../../release/data/data-outcome.ts';
import { fileRequests, fileWrites, hasFileWork } from '../../release/data/files/planned-files.ts';
import type { Evidence } from '../../release/journal-entry.ts';
import { concluded, type OpenGateways } from '../walk.ts';
import { applyRestore } from './apply-restore.ts';
import { applyFiles, type AppliedFiles } from './files/apply-files.ts';
import { fileName } from './files/files-todo.ts';
import { requireRequests } from './files/require-requests.ts';
import { firingAutomation } from './automation.ts';
import { hasWork, planRestore, refuseConflicts, writesOf } from './plan-restore.ts';
import { proveRestore } from './prove-restore.ts';
import { openRestore, settleOpenRestore, type RestoreJournal } from './restore-journal.ts';
import { idsIn, writeLeftRows } from './left-rows.ts';
import { rehearse } from './rehearse.ts';
import type { RestoreRequest } from './restore-request.ts';
import type { RestoreScene } from './restore-scene.ts';
import { chosenRows, isOutdated, keepBefore, readWritten, sceneFrom } from './read-org.ts';
import { begin, type Start } from './start-restore.ts';

/** Asks a person, or the command line; throws `Refused` when the answer is not yes. */
export type RestoreConsent = (question: {
  readonly plan: RestorePlan;
  readonly identity: OrgIdentity;
}) => Promise<void>;

/**
 * Brings saved rows back: planned, agreed to, what they replace saved first, written, read back and compared. The reading
 * that the plan is made of is what is saved of the rows before.
 */
export const restore = (
  open: OpenGateways,
  request: RestoreRequest,
  consent: RestoreConsent,
): Promise<RestoreOutcome> =>
  concluded(open, async (gateways) => {
    const ids = [...request.ids, ...(await idsIn(gateways, request.idFile))];
    const files = request.files ?? request.fields.length === 0;
    const start = await begin(gateways, { ...request, ids, files });
    await settleOpenRestore(gateways, start.org, { environment: start.environment, takeOver: request.takeOver });
    await using scratch = await gateways.scratchBackups();
    const chosen = await chosenRows(start, scratch);
    const scene = await sceneFrom(start, scratch, chosen);
    const plan = await withRehearsal(start, scene, await withAutomation(scene, await planRestore(scene)));
    if (request.dryRun) return { kind: 'restorePlanned', plan };
    refuseConflicts(plan);
    if (!plan.objects.some(hasWork) && !hasFileWork(plan))
      return { kind: 'restored', plan, written: 0, failed: [], proof: nothingProven };
    await requireRequests(start.org, fileRequests(plan));
    await consent({ plan, identity: start.identity });
    return await perform(start, { scratch, scene, plan });
  });

const withAutomation = async (scene: RestoreScene, plan: RestorePlan): Promise<RestorePlan> => {
  const writes = new Map([...fileWrites(plan), ...writesOf(scene, plan)]);
  return writes.size === 0 ? plan : { ...plan, automation: await firingAutomation(scene.org, writes) };
};

/** The rows are tried in another org first, where that was asked for. */
const withRehearsal = async (
  { gateways, request: { rehearseIn } }: Start,
  scene: RestoreScene,
  plan: RestorePlan,
): Promise<RestorePlan> =>
  rehearseIn === undefined ? plan : { ...plan, rehearsal: await rehearse(scene, await gateways.openOrg(rehearseIn)) };

const nothingProven = { equal: 0, different: 0, examples: [] } as const;

const perform = async (start: Start, agreed: Agreed): Promise<RestoreOutcome> => {
  const { gateways, source, environment, request } = start;
  const { plan } = agreed;
  const journal = await openRestore(gateways, {
    environment,
    orgId: source.orgId,
    backup: source.id,
    sha256: source.sha256,
    takeOver: request.takeOver,
    within: request.within,
  });
  const failed: NotRestoredRow[] = [];
  let undo: string | undefined;
  try {
    const current = await asOfNow(start, agreed);
    const { before } = current.scene;
    await keepBefore(start, current.scratch, { before, run: journal.run });
    undo = before.id;
    return await write(start, { ...current, journal, failed });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (journal.sent() === 0) {
      await journal.close('nothingSent', undo === undefined ? {} : { before: undo });
      throw error;
    }
    const left = failed.length === 0 ? {} : await writeLeftRows(start, failed);
    return {
      kind: 'restoredInPart',
      plan,
      run: journal.run,
      failed,
      detail,
      ...(undo !== undefined && { undo }),
      ...left,
    };
  }
};

interface Agreed {
  readonly scratch: ScratchStore;
  readonly scene: RestoreScene;
  readonly plan: RestorePlan;
}

/** Where people write all the time, the last of so many readings has to do. */
const mostReadings = 3;

/** Somebody may have written while a person or this command was reading: then the rows are read and judged once more. */
const asOfNow = async (start: Start, agreed: Agreed): Promise<Agreed> => {
  const { scratch } = agreed;
  let current = agreed;
  for (let readings = 0; readings < mostReadings; readings += 1) {
    if (!(await isOutdated(start, scratch, current.scene))) break;
    const scene = await sceneFrom(start, scratch, agreed.scene.chosen);
    const plan = { ...agreed.plan, ...(await planRestore(scene)) };
    refuseConflicts(plan);
    current = { scratch, scene, plan };
  }
  return current;
};

type InPart = Extract<RestoreOutcome, { kind: 'restoredInPart' }>;

interface Writing extends Agreed {
  readonly journal: RestoreJournal;
  /** Gets what the org refuses, as soon as it does: it is told however the restore ends. */
  readonly failed: NotRestoredRow[];
}

const write = async (start: Start, { journal, scratch, scene, plan, failed }: Writing): Promise<RestoreOutcome> => {
  const begun = await start.org.expectOrg(scene.orgId);
  const applied = await applyRestore({ scene, journal, plan });
  failed.push(...applied.failed);
  const files = hasFileWork(plan) ? await applyFiles({ scene, journal, newIds: applied.newIds }) : undefined;
  failed.push(...(files?.failed ?? []));
  const after = await readWritten(start, scratch, { scene, plan, newIds: applied.newIds, begun });
  const { proof, different } = await proveRestore({ scene, applied, after: { store: scratch, manifest: after } });
  const left = [...failed, ...different, ...(files?.different ?? [])];
  const isInPart = left.length > 0 || files?.detail !== undefined;
  const ended = { plan, run: journal.run, failed, proof, ...proofOf(files), undo: scene.before.id };
  const facts = { equal: proof.equal, different: proof.different, failed: failed.length, before: scene.before.id };
  await journal.close(isInPart ? 'failed' : 'restored', { ...facts, ...countOf(files) });
  if (isInPart) return { kind: 'restoredInPart', ...ended, ...(await writeLeftRows(start, left)) };
  return { kind: 'restored', ...ended, written: proof.equal };
};

const countOf = (files: AppliedFiles | undefined): Evidence => (files === undefined ? {} : { files: files.restored });

/** Where the way broke off there is none. */
const proofOf = (files: AppliedFiles | undefined): Pick<InPart, 'files' | 'detail'> => {
  if (files === undefined) return {};
  const { restored: equal, different, detail } = files;
  if (detail !== undefined) return { detail };
  const examples = different.slice(0, mostExamples).map(({ id, record }) => fileName(id, record));
  return { files: { equal, different: different.length, examples } };
};

/** Files named in a proof. */
const mostExamples = 20;
