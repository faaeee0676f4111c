/** `npm run bench <name> [-- arguments]`: runs `bench/<name>.ts`; without a name it says which there are. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));
const [name = '', ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`usage: npm run bench <${names.join('|')}>`);
  process.exit(2);
}
process.exitCode =
  spawnSync(process.execPath, ['--expose-gc', `${folder}${name}.ts`, ...rest], { stdio: 'inherit' }).status ?? 1;
