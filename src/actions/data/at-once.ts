/** Work of which only so much goes on at the same time. */
export interface AtOnce extends AsyncDisposable {
  /** Begins it as soon as there is room. Throws what work begun earlier threw. */
  begin(work: () => Promise<void>): Promise<void>;
  /** Waits for all of it, then throws what any threw. */
  end(): Promise<void>;
}

/** At most so many; nothing goes on any more when it is disposed of. */
export const atOnce = (most: number): AtOnce => {
  const going = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const until = async (left: number): Promise<void> => {
    while (going.size > left) await Promise.race(going);
  };
  const heard = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    begin: async (work) => {
      await until(most - 1);
      heard();
      const one: Promise<void> = work()
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => going.delete(one));
      going.add(one);
    },
    end: async () => {
      await until(0);
      heard();
    },
    [Symbol.asyncDispose]: () => until(0),
  };
};
