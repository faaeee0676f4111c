const signals = ['SIGINT', 'SIGTERM'] as const;

export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
  /** From here on the first Ctrl-C asks instead of ending the process; saying it twice is harmless. */
  hear(): void;
}

/**
 * Ctrl-C and SIGTERM while a run is open: the first asks the run to stop at its next step, with the journal written;
 * the second ends the process as it would have ended anyway. The platform's own listeners end it at once, so they are
 * put aside for as long as this one hears.
 */
export const interruptSignal = (): Interrupt => {
  const controller = new AbortController();
  let restore: (() => void) | undefined;
  const dispose = (): void => {
    restore?.();
    restore = undefined;
  };
  const interrupt = (): void => {
    dispose(); // first: a signal that comes while listeners are exchanged would reach none of them
    controller.abort();
  };
  return {
    signal: controller.signal,
    hear: () => {
      restore ??= putAside(interrupt);
    },
    [Symbol.dispose]: dispose,
  };
};

/** Puts one listener in place of all others; gives the way back. */
const putAside = (listener: () => void): (() => void) => {
  const others = signals.map((signal) => [signal, process.rawListeners(signal)] as const);
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, listener);
  }
  return () => {
    for (const [signal, listeners] of others) {
      process.off(signal, listener);
      for (const other of listeners) process.on(signal, other as NodeJS.SignalsListener);
    }
  };
};
