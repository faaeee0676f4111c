import type { Gateways } from '../gateways/open.ts';
import { currentRelease } from '../release/catalogue.ts';
import { ordersIn } from '../release/orders.ts';
import { isOpen, lastRun, type JournalEntry } from '../release/journal-entry.ts';
import type { LineStatus, StatusOutcome } from '../release/outcome.ts';
import { plainOptions } from '../release/plan/plain-options.ts';
import type { Release } from '../release/release.ts';
import { findEnvironment, openPinnedOrg, type Environment, type PinnedOrg } from './environment.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { inLine, linesOf, ofReleaseNamed } from './line.ts';
import type { RollbackWish } from './plan/consider-rollback.ts';
import { readinessOfPlan, readReadiness } from './run/readiness.ts';
import type { Material } from './run/scene.ts';
import { concluded, type OpenGateways } from './walk.ts';

export interface StatusRequest {
  /** One line alone; all of them when absent. */
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** The org that is asked whether the way back is armed still; from Git alone when absent. */
  readonly targetOrg?: string | undefined;
}

/** What an environment was given last, whether a run is open, and whether the way back is validated. */
export const status = (open: OpenGateways, request: StatusRequest): Promise<StatusOutcome> =>
  concluded(open, async (gateways) => {
    const environment = await fetchEnvironment(gateways, request.environment);
    const { name, pin } = environment;
    const entries = await gateways.journal(name).entries();
    const run = lastRun(entries);
    const { freeze } = ordersIn(entries);
    const asked =
      request.targetOrg === undefined ? undefined : await openPinnedOrg(gateways, environment, request.targetOrg);
    const lineStatus = async (of: Gateways): Promise<LineStatus> => {
      const { catalogue } = await findEnvironment(of, name);
      return statusOfLine(of, {
        current: currentRelease(catalogue),
        entries,
        asked,
        request: { ...request, environment: name },
      });
    };
    const told = {
      kind: 'status',
      environment: name,
      ...(pin === undefined ? {} : { orgId: pin.orgId }),
      ...(isOpen(run) ? { openRun: run } : {}),
      ...(freeze === undefined ? {} : { freeze }),
    } as const;
    const { line } = request;
    const lines = linesGivenTo(environment, linesOf(gateways.configuration));
    if (line !== undefined) return { ...told, line, ...(await lineStatus(ofReleaseNamed(gateways, { line }))) };
    if (lines.length === 0) return { ...told, ...(await lineStatus(gateways)) };
    const all: (LineStatus & { readonly line: string })[] = [];
    for (const each of lines) all.push({ line: each, ...(await lineStatus({ ...gateways, line: each })) });
    return { ...told, lines: all };
  });

/** The lines of the project; where it says none, as at an older commit, those of releases that came after all others. */
const linesGivenTo = ({ everyRelease }: Environment, known: readonly string[]): readonly string[] =>
  known.length > 0 || everyRelease.at(-1)?.line === undefined
    ? known
    : [...new Set(everyRelease.flatMap(({ line }) => line ?? []))];

interface LineQuestion {
  readonly current: Release | undefined;
  readonly entries: readonly JournalEntry[];
  /** The org that is asked; nothing is asked without one. */
  readonly asked: PinnedOrg | undefined;
  readonly request: StatusRequest;
}

const statusOfLine = async (gateways: Gateways, question: LineQuestion): Promise<LineStatus> => {
  const { current, entries, asked, request } = question;
  if (current === undefined) return {};
  if (asked === undefined) return { current };
  const readiness = await readReadiness({ org: asked.org, current, entries, orgId: asked.identity.orgId });
  if (isOpen(lastRun(entries))) return { current, readiness }; // nothing else can be planned meanwhile
  const { environment, targetOrg } = request;
  const wish = { environment, targetOrg, options: plainOptions };
  const materialTo = async (to: string): Promise<Material> =>
    materialFor(gateways.line === undefined ? gateways : await inLine(gateways, gateways.line), { ...wish, to });
  return { current, readiness: await readinessOfPlan(readiness, materialTo) };
};

/** What would be sent now; throws `Refused` when nothing would. Loaded by its first use: without an org nothing is planned. */
const materialFor = async (gateways: Gateways, wish: RollbackWish): Promise<Material> => {
  const { considerRollback } = await import('./plan/consider-rollback.ts');
  const { refuseBlockers } = await import('./plan/plan-move.ts');
  const { plan, material } = await considerRollback(gateways, wish);
  refuseBlockers(plan);
  return material;
};
