/** Runs one command of this plugin as the CLI does, errors and exit code included. */
import { fileURLToPath } from 'node:url';
import { flush, handle } from '@oclif/core';

const [name = '', ...args] = process.argv.slice(2);
const { default: Command } = (await import(`../../../src/commands/release/${name}.ts`)) as {
  default: { run(args: readonly string[], config: { root: string }): Promise<unknown> };
};
try {
  await Command.run(args, { root: fileURLToPath(new URL('../../..', import.meta.url)) });
  await flush();
} catch (error) {
  await handle(error as Error);
}
