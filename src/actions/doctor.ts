import type { Gateways } from '../gateways/open.ts';
import type { RemoteProbe } from '../gateways/git/remote-probe.ts';
import type { Org } from '../gateways/org/org.ts';
import {
  callReserve,
  finding,
  gitFinding,
  isHealthy,
  missingRights,
  rightsAsked,
  type Finding,
} from '../release/diagnosis.ts';
import { isOpen, lastRun } from '../release/journal-entry.ts';
import type { DoctorOutcome } from '../release/outcome.ts';
import { Refused } from '../release/refusal.ts';
import { findEnvironment, type Environment } from './environment.ts';
import { inLine, linesOf } from './line.ts';
import type { OpenGateways } from './walk.ts';

export interface DoctorRequest {
  readonly environment?: string | undefined;
  readonly targetOrg?: string | undefined;
  /** How a refusal reads: words are the caller's. */
  readonly say: (refused: Refused) => string;
}

/**
 * Asks everything that a run would need, and changes nothing but a ref that is removed again. Goes on after whatever is
 * wrong: a person wants to hear all of it at once.
 */
export const doctor = async (open: OpenGateways, request: DoctorRequest): Promise<DoctorOutcome> => {
  const opened = await orRefused(open());
  const all = opened instanceof Refused ? [finding('project', 'refused', request.say(opened))] : [];
  if (opened instanceof Refused) return { kind: 'unhealthy', findings: all };
  const found = [finding('project', 'ok', opened.repository.project), ...(await examine(opened, request))];
  return { kind: isHealthy(found) ? 'healthy' : 'unhealthy', findings: found };
};

const orRefused = async <Value>(asked: Promise<Value>): Promise<Value | Refused> => {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
};

const examine = async (gateways: Gateways, request: DoctorRequest): Promise<readonly Finding[]> => {
  const { repository } = gateways;
  const environment = await orRefused(findEnvironment(gateways, request.environment));
  const known = environment instanceof Refused ? undefined : environment;
  const probe = await gateways.probeRemote();
  const detail = repository.remote === undefined ? undefined : await probe.reach();
  const reached = repository.remote !== undefined && detail === undefined;
  return [
    await lineFinding(gateways, request),
    gitFinding(await probe.gitVersion()),
    repository.shallow ? finding('history', 'shallow') : finding('history', 'ok'),
    remoteFinding(repository.remote, detail),
    ...(reached ? await refFindings(probe, known) : [finding('state', 'skipped'), finding('oldTags', 'skipped')]),
    environment instanceof Refused
      ? finding('environment', 'unknown', request.say(environment))
      : environmentFinding(environment),
    ...(await orgFindings(gateways, known, request.targetOrg)),
    known === undefined || detail !== undefined ? finding('run', 'skipped') : await runFinding(gateways, known),
  ];
};

/** Release lines, and what of the project no line would ever release. */
const lineFinding = async (gateways: Gateways, { say }: DoctorRequest): Promise<Finding> => {
  const lines = linesOf(gateways.configuration);
  if (lines.length === 0) return finding('lines', 'none');
  const { packageDirectoriesBeside, refuseSharedComponents } = await import('./plan/other-lines.ts');
  const commit = await gateways.repository.head();
  for (const line of lines) {
    const wrong = await orRefused(inLine(gateways, line).then((lined) => refuseSharedComponents(lined, commit)));
    if (wrong instanceof Refused) return finding('lines', 'refused', say(wrong));
  }
  const beside = await packageDirectoriesBeside(gateways);
  return beside.length === 0
    ? finding('lines', 'ok', lines.join(', '))
    : finding('lines', 'beside', lines.join(', '), beside.join(', '));
};

const remoteFinding = (remote: string | undefined, detail: string | undefined): Finding => {
  if (remote === undefined) return finding('remote', 'none');
  return detail === undefined ? finding('remote', 'ok', remote) : finding('remote', 'unreachable', remote, detail);
};

const refFindings = async (probe: RemoteProbe, environment: Environment | undefined): Promise<readonly Finding[]> => {
  const made = await probe.pushRef();
  switch (made.kind) {
    case 'refused':
      return [finding('state', 'refused', made.detail), finding('oldTags', 'skipped')];
    case 'left':
      return [finding('state', 'left', made.ref, made.detail), await oldTagFinding(probe, environment)];
    case 'unfenced':
      return [finding('state', 'unfenced'), await oldTagFinding(probe, environment)];
    case 'fenced':
      return [finding('state', 'ok'), await oldTagFinding(probe, environment)];
  }
};

/** A rollback tags a commit of the past; what stands in its way shows with any ref on such a commit. */
const oldTagFinding = async (probe: RemoteProbe, environment: Environment | undefined): Promise<Finding> => {
  const releases = environment?.catalogue.releases ?? [];
  const commit = await probe.withOtherWorkflows(releases.map((release) => release.commit));
  const release = releases.find((one) => one.commit === commit)?.name;
  if (commit === undefined || release === undefined) return finding('oldTags', 'ok');
  const made = await probe.pushRef(commit);
  if (made.kind !== 'refused') return finding('oldTags', 'ok');
  return finding('oldTags', /workflow/iu.test(made.detail) ? 'workflows' : 'refused', release, made.detail);
};

const environmentFinding = ({ name, pin }: Environment): Finding => {
  if (pin === undefined) return finding('environment', 'unpinned', name);
  const isWritten = pin.where === 'release.yaml';
  return finding('environment', isWritten ? 'pinned' : 'byRelease', name, pin.orgId, pin.where);
};

const orgFindings = async (
  gateways: Gateways,
  environment: Environment | undefined,
  alias: string | undefined,
): Promise<readonly Finding[]> => {
  const rest = [finding('rights', 'skipped'), finding('deploys', 'skipped'), finding('calls', 'skipped')];
  if (environment === undefined) return [finding('org', 'skipped'), ...rest];
  const { pin, targetOrg } = environment;
  try {
    const org = await gateways.openOrg(alias ?? targetOrg);
    const { orgId, name, username } = await org.identity();
    if (pin !== undefined && pin.orgId !== orgId)
      return [finding('org', 'other', orgId, pin.orgId, pin.where), ...rest];
    const answers = [await rightsFinding(org), await deploysFinding(org), await callsFinding(org)];
    return [finding('org', 'ok', name, orgId, username), ...answers];
  } catch (error) {
    const { text, actions } = orgWords(error);
    return [finding('org', 'unanswered', text, actions.join(' ')), ...rest];
  }
};

/** What an org that says no says; anything else is a surprise. */
const orgWords = (error: unknown): { readonly text: string; readonly actions: readonly string[] } => {
  if (!(error instanceof Error) || error.name !== 'OrgError') throw error;
  const { actions = [] } = error as { readonly actions?: readonly string[] };
  return { text: error.message, actions };
};

const rightsFinding = async (org: Org): Promise<Finding> => {
  const fields = [...Object.keys(rightsAsked), 'PermissionsModifyAllData'];
  try {
    const [row] = await org.query(`SELECT ${fields.join(', ')} FROM UserPermissionAccess`);
    if (row === undefined) return finding('rights', 'unknown', 'no row');
    const missing = missingRights(row);
    return missing.length === 0 ? finding('rights', 'ok') : finding('rights', 'missing', missing.join(', '));
  } catch (error) {
    return finding('rights', 'unknown', orgWords(error).text);
  }
};

const deploysFinding = async (org: Org): Promise<Finding> => {
  try {
    const running = await org.runningDeploys();
    if (running.length === 0) return finding('deploys', 'ok');
    return finding('deploys', 'running', running.map(({ id, status }) => `${id} (${status})`).join(', '));
  } catch (error) {
    return finding('deploys', 'unreadable', orgWords(error).text);
  }
};

const callsFinding = async (org: Org): Promise<Finding> => {
  try {
    const calls = (await org.limits()).get('DailyApiRequests');
    if (calls === undefined) return finding('calls', 'unknown', 'the org does not list them');
    const details = [String(calls.remaining), String(calls.max), String(callReserve)];
    return finding('calls', calls.remaining < callReserve ? 'low' : 'ok', ...details);
  } catch (error) {
    return finding('calls', 'unknown', orgWords(error).text);
  }
};

const runFinding = async (gateways: Gateways, { name }: Environment): Promise<Finding> => {
  try {
    const run = lastRun(await gateways.journal(name).entries());
    return isOpen(run) ? finding('run', 'open', run.opened.verb, run.opened.run) : finding('run', 'none');
  } catch (error) {
    return finding('run', 'unreadable', error instanceof Error ? error.message : String(error));
  }
};
