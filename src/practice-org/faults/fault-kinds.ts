import type { ControlCommand } from './control.ts';
import type { Fault, Occasion } from './fault.ts';

type ForcedStatus = Extract<Fault, { kind: 'status' }>['status'];

/** What a person adds to a kind of fault, when the kind asks for it. */
export interface FaultDetails {
  readonly operation?: string | undefined;
  readonly on?: Occasion | undefined;
  readonly seconds?: number | undefined;
  readonly status?: `${ForcedStatus}` | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly component?: string | undefined;
  readonly package?: string | undefined;
  readonly object?: string | undefined;
}

export type Detail = keyof FaultDetails;

interface FaultKind {
  /** Details without which the kind means nothing. */
  readonly needs: readonly Detail[];
  readonly command: (details: Complete) => ControlCommand;
}

type Complete = { readonly [name in Detail]-?: NonNullable<FaultDetails[name]> };

const onTheWire = (fault: (details: Complete) => Fault, needs: readonly Detail[] = []): FaultKind => ({
  needs: ['operation', ...needs],
  command: (details) => ({ do: 'force', operation: details.operation, fault: fault(details), on: details.on }),
});

type OrgEvent = Extract<ControlCommand, { do: 'event' }>['event'];

const inTheOrg = (event: (details: Complete) => OrgEvent, needs: readonly Detail[] = []): FaultKind => ({
  needs,
  command: (details) => ({ do: 'event', event: event(details) }),
});

/** Everything that can go wrong, by the name a person gives it. */
export const FAULT_KINDS = {
  reset: onTheWire(() => ({ kind: 'reset' })),
  'answer-lost': onTheWire(() => ({ kind: 'answerLost' })),
  'body-cut': onTheWire(() => ({ kind: 'bodyCut' })),
  status: onTheWire(({ status }) => ({ kind: 'status', status: Number(status) as ForcedStatus }), ['status']),
  html: onTheWire(() => ({ kind: 'html' })),
  error: onTheWire(({ code, message }) => ({ kind: 'error', code, message }), ['code', 'message']),
  'session-expired': onTheWire(() => ({ kind: 'sessionExpired' })),
  hang: onTheWire(({ seconds }) => ({ kind: 'hang', seconds }), ['seconds']),
  'slow-drip': onTheWire(({ seconds }) => ({ kind: 'slowDrip', seconds }), ['seconds']),
  'somebody-deploys': inTheOrg(() => ({ name: 'deployBySomebodyElse' })),
  'somebody-edits': inTheOrg(({ component }) => ({ name: 'editInSetup', component }), ['component']),
  'somebody-deletes': inTheOrg(({ component }) => ({ name: 'deleteInSetup', component }), ['component']),
  'somebody-cancels': inTheOrg(() => ({ name: 'cancelInSetup' })),
  'rows-locked': inTheOrg(({ object }) => ({ name: 'lockRows', object })),
  'rows-released': inTheOrg(() => ({ name: 'unlockRows' })),
  'somebody-installs': inTheOrg((details) => ({ name: 'installPackage', package: details.package }), ['package']),
  'service-upgrade': inTheOrg(() => ({ name: 'serviceUpgrade' })),
  'deploys-held': inTheOrg(() => ({ name: 'holdDeploys', on: true })),
  'deploys-released': inTheOrg(() => ({ name: 'holdDeploys', on: false })),
  'deploy-fails': inTheOrg(({ code, message }) => ({ name: 'failNextDeploy', code, message }), ['code', 'message']),
  'retrieve-omits': inTheOrg(({ component }) => ({ name: 'omitFromNextRetrieve', component }), ['component']),
  'calls-used-up': inTheOrg(() => ({ name: 'useUpApiCalls', on: true })),
  'calls-back': inTheOrg(() => ({ name: 'useUpApiCalls', on: false })),
  'sessions-expire': inTheOrg(() => ({ name: 'expireSessions' })),
} satisfies Readonly<Record<string, FaultKind>>;

export type FaultName = keyof typeof FAULT_KINDS;

export const FAULT_NAMES = Object.keys(FAULT_KINDS) as FaultName[];

/** Details that the kind needs and that are not given. */
export const missingDetails = (kind: FaultName, details: FaultDetails): readonly Detail[] =>
  FAULT_KINDS[kind].needs.filter((name) => details[name] === undefined);

/** The command for a kind whose details are complete. */
export const faultCommand = (kind: FaultName, details: FaultDetails): ControlCommand => {
  const missing = missingDetails(kind, details);
  if (missing.length > 0) throw new Error(`${kind} needs ${missing.join(', ')}`);
  return FAULT_KINDS[kind].command({ on: 'next', ...details } as Complete);
};
