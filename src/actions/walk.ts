import type { Gateways } from '../gateways/open.ts';
import type { RefusedEnding } from '../release/outcome.ts';
import { Refused } from '../release/refusal.ts';

/** How a walk gets at the outside: opening can be refused too, so it is part of the walk. */
export type OpenGateways = () => Promise<Gateways>;

/** Walks to an ending. A refusal on the way is an ending like any other; anything else is a surprise. */
export const concluded = async <Ending>(
  open: OpenGateways,
  walk: (gateways: Gateways) => Promise<Ending>,
): Promise<Ending | RefusedEnding> => {
  try {
    return await walk(await open());
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
};
