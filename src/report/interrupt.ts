/**
 * Ctrl-C and SIGTERM while a run is open: the first asks the run to stop at its next step, with the journal written;
 * the second is the operating system's own.
 */
export const interruptSignal = (): { readonly signal: AbortSignal; dispose(): void } => {
  const controller = new AbortController();
  const interrupt = (): void => {
    controller.abort();
    dispose();
  };
  const dispose = (): void => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return { signal: controller.signal, dispose };
};
