/** Runs a command of this plugin and prints on standard error, as JSON, every file that was loaded for it. */
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const loaded: string[] = [];
registerHooks({
  load: (url, context, next) => {
    loaded.push(url);
    return next(url, context);
  },
});
const [name = '', ...args] = process.argv.slice(2);
const { default: Command } = (await import(`../../../src/commands/release/${name}.ts`)) as {
  default: { run(args: readonly string[], config: { root: string }): Promise<unknown> };
};
await Command.run(args, { root: fileURLToPath(new URL('../../..', import.meta.url)) });
writeSync(2, `\n${JSON.stringify(loaded)}`);
