import { z } from 'zod';
import type { Http } from '../org/http.ts';
import { answerOf } from './http-probe.ts';
import { ProbeError } from './probe-error.ts';

/** What Salesforce's status site says of an instance; times are ISO 8601, UTC. */
export interface InstanceStatus {
  /** `OK`, `MAJOR_INCIDENT_CORE`, `MAINTENANCE_NONCORE` … */
  readonly status: string;
  readonly maintenances: readonly { readonly start: string; readonly end: string }[];
}

/** Where Salesforce tells it (no documented promise; as sfdx-hardis and others read it). */
export const statusSite = 'https://api.status.salesforce.com';

/** Milliseconds: nobody waits for a site that is only asked for advice. */
const timeLimit = 5000;

const instant = z
  .string()
  .transform((text) => new Date(text))
  .refine((date) => !Number.isNaN(date.getTime()))
  .transform((date) => date.toISOString());

const answer = z.object({
  status: z.string(),
  Maintenances: z
    .array(z.object({ plannedStartTime: instant, plannedEndTime: instant, isCore: z.boolean().default(true) }))
    .nullish(),
});

/** Asks for one instance (`NA139`); maintenance that does not touch the core service is left out. Throws `ProbeError`. */
export const readInstanceStatus = async (http: Http, instance: string, site = statusSite): Promise<InstanceStatus> => {
  const url = `${site}/v1/instances/${encodeURIComponent(instance)}/status`;
  const { status, body } = await answerOf(http, { url, timeLimit });
  if (status !== 200) throw new ProbeError(`the status site answered ${status} for ${instance}`);
  const parsed = answer.safeParse(jsonOf(body));
  if (!parsed.success) throw new ProbeError('the status site answered in words that this version does not know');
  const maintenances = (parsed.data.Maintenances ?? [])
    .filter(({ isCore }) => isCore)
    .map(({ plannedStartTime: start, plannedEndTime: end }) => ({ start, end }));
  return { status: parsed.data.status, maintenances };
};

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined; // no object: refused by the shape
  }
};
