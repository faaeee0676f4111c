import type { Comparison } from '../../../src/release/delta/comparison.ts';
import { outputOf, type DiffForm } from '../../../src/report/diff/diff-output.ts';

/** What is printed of a comparison in a form, without colour. */
export const diffOutcomeForm = async (comparison: Comparison, form: DiffForm | undefined): Promise<string> => {
  const output = await outputOf({ form, formatting: false, width: undefined });
  return output.print(comparison);
};
