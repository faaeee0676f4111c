import { DeployProblem, type Effect } from './state/draft.ts';
import type { DeployMessage } from './types.ts';

/** What a message is about. */
export interface Subject {
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly createdDate: string;
  readonly id?: string;
}

const plain = { success: true, created: false, changed: false, deleted: false } as const;

export const succeeded = (subject: Subject, effect: Effect | 'deleted'): DeployMessage => ({
  ...subject,
  success: true,
  created: effect === 'created',
  changed: effect === 'changed',
  deleted: effect === 'deleted',
});

/** An error fails the deploy; its line and column are shown by the CLI. */
export const failed = (
  subject: Subject,
  problem: string,
  place?: { readonly line?: number | undefined; readonly column?: number | undefined },
): DeployMessage => ({
  ...subject,
  ...plain,
  success: false,
  problem,
  problemType: 'Error',
  ...(place?.line === undefined ? {} : { lineNumber: place.line }),
  ...(place?.column === undefined ? {} : { columnNumber: place.column }),
});

/** A warning: success when warnings are ignored, a failure otherwise (wire: DeployOptions.ignoreWarnings). */
export const warned = (subject: Subject, problem: string): DeployMessage => ({
  ...subject,
  ...plain,
  problem,
  problemType: 'Warning',
});

/** Runs one component's step; its own problem becomes its message, anything else is a defect and passes on. */
export const attempt = (subject: Subject, step: () => Effect | 'deleted'): DeployMessage => {
  try {
    return succeeded(subject, step());
  } catch (error) {
    if (!(error instanceof DeployProblem)) throw error;
    return failed(subject, error.message, error);
  }
};
