import { childText } from '../content/entries.ts';
import { accessTypes } from '../content/access-kinds.ts';
import type { ComponentContent } from '../content/content.ts';
import { compareComponents, compareText, keyOf, type ComponentId } from '../metadata/component.ts';
import type { IntegrationKind, TouchedIntegration } from './outlook.ts';
import type { GitContents } from './plan-input.ts';
import type { Keep, Plan } from './plan.ts';

/** Everything a plan sends, deletes, activates or deactivates. */
export const touchedBy = ({ ships, deletes, steps }: Plan): readonly ComponentId[] => {
  const flows = steps.flatMap((step) =>
    step.kind === 'activateFlowVersion' ? [{ type: 'Flow', fullName: step.flow }] : [],
  );
  const all = [...ships, ...deletes, ...flows].map(({ type, fullName }) => ({ type, fullName }));
  return [...new Map(all.map((id) => [keyOf(id), id])).values()].sort(compareComponents);
};

/** What the org goes on holding as it is: without what a step undoes, and what is sent in a form without effect. */
export const keptAsIs = ({ keeps, ships }: Plan): readonly Keep[] => {
  const sent = new Set(ships.map(keyOf));
  return keeps.filter((kept) => kept.because !== 'undoneByStep' && !sent.has(keyOf(kept)));
};

/** Profiles, permission sets and their groups among it; nobody holds what is only created. */
export const touchedAccess = (plan: Plan): readonly ComponentId[] => {
  const created = new Set(plan.ships.filter(({ action }) => action === 'recreate').map(keyOf));
  return touchedBy(plan).filter(
    (id) => (accessTypes.has(id.type) || id.type === 'PermissionSetGroup') && !created.has(keyOf(id)),
  );
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

/** How a flow is started without anybody calling it (meta_visual_workflow.htm, FlowTriggerType; documented). */
const flowStarts: Readonly<Record<string, IntegrationKind>> = { PlatformEvent: 'event', Scheduled: 'schedule' };

const startsOf = ({ xml }: ComponentContent): readonly IntegrationKind[] => {
  const start = xml?.children.find(({ name }) => name === 'start');
  const kind = start === undefined ? undefined : flowStarts[childText(start, 'triggerType')];
  return kind === undefined ? [] : [kind];
};

const kindsOf = (id: ComponentId, sources: readonly ComponentContent[]): readonly IntegrationKind[] => {
  const byType = integrationTypes[id.type];
  if (byType !== undefined) return [byType];
  if (id.type === 'CustomObject' && /__(?:e|x)$/iu.test(id.fullName)) return ['event'];
  if (id.type === 'Flow') return [...new Set(sources.flatMap(startsOf))];
  if (id.type !== 'ApexClass' && id.type !== 'ApexTrigger') return [];
  const decoder = new TextDecoder();
  const text = sources.flatMap(({ files }) => [...files.values()].map((bytes) => decoder.decode(bytes))).join('\n');
  return apexMarks.filter(([, mark]) => mark.test(text)).map(([kind]) => kind);
};
