import type { Org } from '../../gateways/org/org.ts';

/** Undefined when the org refuses the question: of a field that cannot be filtered by, or that the user may not see. */
export const countIfAllowed = async (org: Org, soql: string): Promise<number | undefined> => {
  try {
    return await org.count(soql);
  } catch (error) {
    if (refusedByOrg(error)) return undefined;
    throw error;
  }
};

/** The org understood and said no: it does not know the object, or the user may not ask. */
export const refusedByOrg = (error: unknown): boolean =>
  error instanceof Error && 'reason' in error && (error.reason === 'refusedByOrg' || error.reason === 'noPermission');
