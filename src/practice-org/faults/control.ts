import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { json, type OrgRequest, type OrgResponse, type Route } from '../http/route.ts';
import type { OrgEvents } from './events.ts';
import { FORCED_STATUSES, type Faults, type ForcedFault } from './fault.ts';

const seconds = z.number().positive().max(3600);

const fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['reset', 'answerLost', 'bodyCut', 'sessionExpired']) }),
  z.object({ kind: z.literal('status'), status: z.literal(FORCED_STATUSES) }),
  z.object({ kind: z.literal('html'), status: z.number().int().min(200).max(599).optional() }),
  z.object({ kind: z.literal('error'), code: z.string().regex(/^\w+$/), message: z.string() }),
  z.object({ kind: z.enum(['hang', 'slowDrip']), seconds }),
]);

const occasion = z.union([
  z.enum(['next', 'always']),
  z.object({ nth: z.number().int().positive() }),
  z.object({ from: z.number().int().positive() }),
]);

const event = z.discriminatedUnion('name', [
  z.object({
    name: z.enum(['deployBySomebodyElse', 'cancelInSetup', 'serviceUpgrade', 'expireSessions', 'unlockRows']),
  }),
  z.object({ name: z.enum(['editInSetup', 'deleteInSetup', 'omitFromNextRetrieve']), component: z.string() }),
  z.object({ name: z.enum(['holdDeploys', 'useUpApiCalls']), on: z.boolean() }),
  z.object({ name: z.literal('failNextDeploy'), code: z.string().regex(/^\w+$/), message: z.string() }),
  z.object({ name: z.literal('lockRows'), object: z.string().regex(/^\w+$/).optional() }),
  z.object({ name: z.literal('installPackage'), package: z.string().min(1) }),
]);

/** What the control endpoint can be told. */
export const command = z.discriminatedUnion('do', [
  z.object({ do: z.literal('force'), operation: z.string().regex(/^(\w+|\*)$/), fault, on: occasion }),
  z.object({ do: z.literal('event'), event }),
  z.object({ do: z.literal('advanceClock'), milliseconds: z.number().int().positive() }),
  z.object({ do: z.enum(['clearFaults', 'reset', 'facts']) }),
]);

export type ControlCommand = z.infer<typeof command>;

/** The org as its owner steers it. */
export interface Controlled {
  readonly faults: Faults;
  readonly events: OrgEvents;
  readonly clock: { now(): Date; advance(milliseconds: number): void };
  /** Names of everything that can be called; a fault that is forced on another would never strike. */
  readonly operations: readonly string[];
  reset(): void;
}

const raise = (events: OrgEvents, happens: z.infer<typeof event>): unknown => {
  if ('component' in happens) {
    events[happens.name](happens.component);
    return undefined;
  }
  if ('on' in happens) {
    events[happens.name](happens.on);
    return undefined;
  }
  switch (happens.name) {
    case 'failNextDeploy':
      events.failNextDeploy(happens);
      return undefined;
    case 'lockRows':
      events.lockRows(happens.object);
      return undefined;
    case 'installPackage':
      events.installPackage(happens.package);
      return undefined;
    default:
      return events[happens.name]();
  }
};

const force = ({ faults, operations }: Controlled, forced: ForcedFault): void => {
  if (forced.operation !== '*' && !operations.includes(forced.operation))
    throw new Error(
      `The org has no operation "${forced.operation}". It has: ${[...new Set(operations)].sort().join(', ')}, or * for all.`,
    );
  faults.force(forced);
};

const obey = (org: Controlled, told: ControlCommand): unknown => {
  switch (told.do) {
    case 'force':
      force(org, told);
      return undefined;
    case 'event':
      return raise(org.events, told.event);
    case 'advanceClock':
      org.clock.advance(told.milliseconds);
      return undefined;
    case 'clearFaults':
      org.faults.clear();
      return undefined;
    case 'reset':
      org.reset();
      return undefined;
    case 'facts':
      return undefined;
  }
};

const matches = (given: string, secret: string): boolean =>
  given.length === secret.length && timingSafeEqual(Buffer.from(given), Buffer.from(secret));

const answer = (org: Controlled, request: OrgRequest): OrgResponse => {
  try {
    const result = obey(org, command.parse(JSON.parse(request.body.toString('utf8'))));
    return json({ result: result ?? null, now: org.clock.now().toISOString(), pending: org.faults.pending });
  } catch (error) {
    const message =
      error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
    return json({ error: message }, 400);
  }
};

/** The endpoint by which `sf release practice fault` speaks to a running org; its token is not an access token. */
export const controlRoute = (org: Controlled, secret: string): Route => ({
  method: 'POST',
  pattern: /^\/practice-org\/control$/,
  operation: 'control',
  handle: (request) =>
    matches(request.headers.authorization ?? '', `Bearer ${secret}`)
      ? answer(org, request)
      : json({ error: 'The control token is missing or wrong' }, 403),
});
