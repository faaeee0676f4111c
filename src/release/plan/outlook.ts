import { accessTypes } from '../content/access-kinds.ts';
import { compareComponents, compareText, keyOf, type ComponentId } from '../metadata/component.ts';
import type { ComponentContent } from '../content/content.ts';
import type { GitContents } from './plan-input.ts';
import type { Plan } from './plan.ts';
import { planId } from './plan-assembly.ts';

/** How long the org is likely to take, judged by its last deploys. */
export interface Duration {
  /** Whole minutes, rounded up. */
  readonly minutes: number;
  /** How many deploys it was judged by. */
  readonly deploys: number;
}

/** Who holds an access that the plan changes. */
export interface AccessHolders extends ComponentId {
  /** Active users; `unknown` when the org did not say. */
  readonly users: number | 'unknown';
}

/** Apex that is waiting, running or scheduled and that the plan changes or deletes. */
export interface TouchedJob {
  readonly className: string;
  /** `ScheduledApex`, `BatchApex`, `Queueable` … */
  readonly jobType: string;
  readonly status: string;
  readonly jobs: number;
}

/** How a component that the plan changes speaks with the world outside. */
export type IntegrationKind = 'endpoint' | 'callout' | 'credential' | 'event' | 'message' | 'identity' | 'email';

export interface TouchedIntegration extends ComponentId {
  readonly kind: IntegrationKind;
}

/**
 * What a plan costs and whom it reaches. It explains the plan and decides nothing: a saved plan is not stale because a
 * user got a permission set meanwhile. Nothing in it names a person.
 */
export interface Outlook {
  readonly duration: Duration | 'unknown';
  readonly holders: readonly AccessHolders[];
  readonly jobs: readonly TouchedJob[] | 'unknown';
  readonly integrations: readonly TouchedIntegration[];
  /** `no`: the org holds no validation that could be deployed at once. `unknown`: it holds some, or did not say. */
  readonly armed: 'yes' | 'no' | 'unknown';
}

/** The plan with what the org said about it, under an id of its own. */
export const withOutlook = ({ id: _id, ...plan }: Plan, outlook: Outlook): Plan => {
  const told = { ...plan, outlook };
  return { ...told, id: planId(told) };
};

/** Everything a plan sends, deletes, activates or deactivates. */
export const touchedBy = ({ ships, deletes, steps }: Plan): readonly ComponentId[] => {
  const flows = steps.flatMap((step) =>
    step.kind === 'activateFlowVersion' ? [{ type: 'Flow', fullName: step.flow }] : [],
  );
  const all = [...ships, ...deletes, ...flows].map(({ type, fullName }) => ({ type, fullName }));
  return [...new Map(all.map((id) => [keyOf(id), id])).values()].sort(compareComponents);
};

/** Profiles, permission sets and their groups among it; nobody holds what is only created. */
export const touchedAccess = (plan: Plan): readonly ComponentId[] => {
  const created = new Set(plan.ships.filter(({ action }) => action === 'recreate').map(keyOf));
  return touchedBy(plan).filter(
    (id) => (accessTypes.has(id.type) || id.type === 'PermissionSetGroup') && !created.has(keyOf(id)),
  );
};

/** A finished deploy of the org, as its own list tells it. */
export interface FinishedDeploy {
  readonly succeeded: boolean;
  readonly checkOnly: boolean;
  readonly tests: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly completedAt: string;
}

/**
 * The middle of how long the last deploys took: of those that ran tests for a plan that runs some, else of those that
 * ran none; of all where there is no such deploy.
 */
export const expectedDuration = (deploys: readonly FinishedDeploy[], plan: Plan): Outlook['duration'] => {
  const runsTests = plan.tests.level !== 'NoTestRun';
  const finished = deploys.filter(({ succeeded }) => succeeded);
  const alike = finished.filter(({ tests }) => tests > 0 === runsTests);
  const judged = (alike.length > 0 ? alike : finished).map(secondsOf).sort((one, other) => one - other);
  const middle = judged[Math.floor(judged.length / 2)];
  return middle === undefined ? 'unknown' : { minutes: Math.max(1, Math.ceil(middle / 60)), deploys: judged.length };
};

const secondsOf = ({ startedAt, completedAt }: FinishedDeploy): number =>
  (Date.parse(completedAt) - Date.parse(startedAt)) / 1000;

/** Days for which a validation can be deployed at once (Metadata API guide, deployRecentValidation; documented). */
const validationDays = 10;

/**
 * Only that nothing is armed can be known from the org's list: a validation that is there may have been of something
 * else.
 */
export const armedState = (deploys: readonly FinishedDeploy[] | 'unknown', now: Date): Outlook['armed'] => {
  if (deploys === 'unknown') return 'unknown';
  const since = now.getTime() - validationDays * 24 * 3600 * 1000;
  const usable = deploys.some(
    ({ succeeded, checkOnly, completedAt }) => succeeded && checkOnly && Date.parse(completedAt) >= since,
  );
  return usable ? 'unknown' : 'no';
};

/** Types that are about nothing but other systems. */
const integrationTypes: Readonly<Record<string, IntegrationKind>> = {
  AuthProvider: 'identity',
  Certificate: 'identity',
  ConnectedApp: 'identity',
  CspTrustedSite: 'callout',
  EmailServicesFunction: 'email',
  ExternalClientApplication: 'identity',
  ExternalCredential: 'credential',
  ExternalDataSource: 'credential',
  ExternalServiceRegistration: 'callout',
  NamedCredential: 'credential',
  PlatformEventChannel: 'event',
  PlatformEventChannelMember: 'event',
  RemoteSiteSetting: 'callout',
  SamlSsoConfig: 'identity',
  WorkflowOutboundMessage: 'message',
};

/** What Apex says when others call it, or when it calls others (Apex developer guide; documented). */
const apexMarks: readonly (readonly [IntegrationKind, RegExp])[] = [
  ['endpoint', /@RestResource\b|\bwebservice\s+static\b/iu],
  ['callout', /\bHttpRequest\b|callout:|@future\s*\(\s*callout\s*=\s*true|\bDatabase\.AllowsCallouts\b/iu],
  ['event', /\bEventBus\.publish\b/iu],
  ['email', /\bMessaging\.InboundEmailHandler\b/iu],
];

/** What of the plan speaks with other systems, by its type, its name, or what its Apex says in either version. */
export const touchedIntegrations = (
  plan: Plan,
  contents: { readonly from: GitContents; readonly to: GitContents },
): readonly TouchedIntegration[] =>
  touchedBy(plan)
    .flatMap((id) => {
      const sources = [contents.from.get(keyOf(id)), contents.to.get(keyOf(id))].filter((one) => one !== undefined);
      return kindsOf(id, sources).map((kind) => ({ ...id, kind }));
    })
    .sort((one, other) => compareComponents(one, other) || compareText(one.kind, other.kind));

const kindsOf = (id: ComponentId, sources: readonly ComponentContent[]): readonly IntegrationKind[] => {
  const byType = integrationTypes[id.type];
  if (byType !== undefined) return [byType];
  if (id.type === 'CustomObject' && /__(?:e|x)$/iu.test(id.fullName)) return ['event'];
  if (id.type !== 'ApexClass' && id.type !== 'ApexTrigger') return [];
  const decoder = new TextDecoder();
  const text = sources.flatMap(({ files }) => [...files.values()].map((bytes) => decoder.decode(bytes))).join('\n');
  return apexMarks.filter(([, mark]) => mark.test(text)).map(([kind]) => kind);
};
