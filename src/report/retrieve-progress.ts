import { action } from '@oclif/core/ux';
import type { Door } from './door.ts';

export interface RetrieveProgress extends Disposable {
  readonly onProgress: (progress: { readonly chunk: number; readonly chunks: number }) => void;
}

/** A moving line on stderr while an org hands over its metadata; nothing beside JSON or without an org. */
export const retrieveProgress = (door: Door, text: string | undefined): RetrieveProgress => {
  if (text === undefined || door.jsonEnabled())
    return { onProgress: () => undefined, [Symbol.dispose]: () => undefined };
  action.start(text);
  return {
    onProgress: ({ chunk, chunks }) => {
      if (chunks > 1) action.status = `part ${chunk} of ${chunks}`;
    },
    [Symbol.dispose]: () => {
      if (action.running) action.stop();
    },
  };
};
