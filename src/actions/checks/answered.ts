import type { Answer } from '../../release/checks/check.ts';

/** Errors by which gateways say that something outside could not be asked, and readers that it told too little. */
const outside: ReadonlySet<string> = new Set(['OrgError', 'GitError', 'ProbeError', 'RangeError']);

/** Asks; what could not be found out is unknown, with the reason. Anything unforeseen is thrown. */
export const answered = async <Facts>(ask: () => Promise<Facts>): Promise<Answer<Facts>> => {
  try {
    return { known: await ask() };
  } catch (error) {
    if (error instanceof Error && outside.has(error.name)) return { unknown: error.message };
    throw error;
  }
};
