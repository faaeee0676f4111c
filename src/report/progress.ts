import type { SfCommand } from '@salesforce/sf-plugins-core';

/** What the org says while it works, as far as words need it. */
export interface ProgressRecord {
  readonly status: string;
  readonly components: { readonly done: number; readonly total: number };
  readonly tests: { readonly done: number; readonly total: number };
}

/** One line for what the org says: `InProgress, 12/40 components, 3/17 tests`. */
export const progressText = ({ status, components, tests }: ProgressRecord): string =>
  [
    status,
    components.total > 0 ? `${components.done}/${components.total} components` : '',
    tests.total > 0 ? `${tests.done}/${tests.total} tests` : '',
  ]
    .filter(Boolean)
    .join(', ');

/** A moving line on a terminal; without one a plain line whenever the status changes; nothing beside JSON. */
export const showProgress = (door: SfCommand<unknown>, interactive: boolean): ((record: ProgressRecord) => void) => {
  if (door.jsonEnabled()) return () => undefined;
  let last = '';
  return (record) => {
    const text = progressText(record);
    if (interactive) door.spinner.status = text;
    else if (record.status !== last) door.log(text);
    last = record.status;
  };
};
