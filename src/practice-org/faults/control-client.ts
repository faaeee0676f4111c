import type { ControlCommand } from './control.ts';

export interface ControlAnswer {
  /** What came of an event, such as the id of somebody else's deploy; null when there is nothing to tell. */
  readonly result: unknown;
  /** The org's own time, ISO 8601. */
  readonly now: string;
}

/** Where a running org is controlled. */
export interface ControlAddress {
  readonly url: string;
  readonly controlToken: string;
}

/**
 * Tells a running org what to do.
 * @throws with the org's reason when it refuses, or with the network's when it is gone.
 */
export const tell = async ({ url, controlToken }: ControlAddress, command: ControlCommand): Promise<ControlAnswer> => {
  const response = await fetch(`${url}/practice-org/control`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(command),
  });
  const answer = (await response.json()) as ControlAnswer & { readonly error?: string };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
};
