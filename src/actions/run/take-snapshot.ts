import { compareText } from '../../release/metadata/component.ts';
import { refuse } from '../../release/refusal.ts';
import { snapshotMessage } from '../../release/snapshot.ts';
import { flowFacts } from '../plan/org-facts.ts';
import type { LiveReading, Scene } from './scene.ts';

/** The org's own copy of everything the run may change or delete, durable before anything is sent. */
export const takeSnapshot = async ({ run, plan, org, material, gateways }: Scene): Promise<void> => {
  if (run.finished({ step: 'snapshot' }) !== undefined) return;
  await run.intend({ step: 'snapshot' });
  const now = await material.readLive();
  refuseMoved(material.live, now);
  const flows = await flowFacts(
    org,
    plan.expected.filter(({ type }) => type === 'Flow').map(({ fullName }) => fullName),
  );
  const active = [...flows].map(([flow, { activeVersion }]) => `${flow}=${activeVersion}`).sort(compareText);
  const name = `snapshots/${run.id}`;
  const at = gateways.now().toISOString();
  const message = snapshotMessage({
    summary: `snapshot of ${run.opened.environment} before ${run.opened.verb} (run ${run.id})`,
    environment: run.opened.environment,
    orgId: plan.orgId,
    takenAt: at,
    scope: 'run',
    files: now.entries.size,
    missing: [],
  });
  const commit = await run.journal.keep(name, now.entries, message);
  const absent = `${JSON.stringify(now.absent, undefined, 2)}\n`;
  await run.finish(
    { step: 'snapshot' },
    { snapshot: name, commit, files: now.entries.size, at, flows: active },
    { 'absent.json': absent },
  );
};

/** The plan was made for what the org held then; if that moved while a person was reading, the plan is stale. */
const refuseMoved = (planned: LiveReading, now: LiveReading): void => {
  const paths = new Set([...planned.entries.keys(), ...now.entries.keys()]);
  const moved = [...paths].filter((path) => !sameBytes(planned.entries.get(path), now.entries.get(path)));
  if (moved.length > 0)
    refuse({ reason: 'stalePlan', moved: `the org changed meanwhile: ${moved.slice(0, 5).join(', ')}` });
};

const sameBytes = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
