import { fileURLToPath } from 'node:url';

interface Command {
  run(args: readonly string[], config: { readonly root: string }): Promise<unknown>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that is written to standard output and standard error until disposed. */
const overhear = (): Disposable & { readonly text: string } => {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write.bind(stream) }));
  let text = '';
  for (const { stream } of streams)
    stream.write = (chunk: string | Uint8Array): boolean => {
      text += chunk.toString();
      return true;
    };
  return {
    get text() {
      return text;
    },
    [Symbol.dispose]: () => {
      for (const { stream, write } of streams) stream.write = write;
    },
  };
};

/**
 * Gives one command of the plugin in a folder, as a pipeline does. Gives all that it said on either stream; an error
 * that it did not tell itself is told with everything that is known of it, as a crash report would.
 */
export const spoken = async (directory: string, command: string, args: readonly string[]): Promise<string> => {
  const { default: door } = (await import(`../../src/commands/release/${command}.ts`)) as { default: Command };
  const [here, exitCode] = [process.cwd(), process.exitCode];
  process.chdir(directory);
  process.setMaxListeners(0); // each command listens for signals as long as its process lives
  using heard = overhear();
  try {
    await door.run(args, { root });
    return heard.text;
  } catch (error) {
    return `${heard.text}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  } finally {
    process.chdir(here);
    process.exitCode = exitCode;
  }
};
