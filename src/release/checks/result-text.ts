import type { CheckResult } from './check.ts';

/** Pieces of evidence that one line holds. */
const most = 5;

/** What was found, on one line: `apiLimits: DailyApiRequests: 5 left, 1000 needed`. */
export const resultText = ({ name, evidence, because }: Pick<CheckResult, 'name' | 'evidence' | 'because'>): string => {
  const found = [...(because === undefined ? [] : [because]), ...evidence.slice(0, most)];
  const rest = evidence.length > most ? ` and ${evidence.length - most} more` : '';
  return found.length === 0 ? name : `${name}: ${found.join(', ')}${rest}`;
};
