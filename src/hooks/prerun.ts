import type { Hook } from '@oclif/core';
import { isJsonWanted, isOff, mayBeVetoed, targetOrgIn } from './watched-commands.ts';

/** Vetoes a deploy by a standard command before anything is sent, when the environment's journal says so. */
const prerun: Hook.Prerun = async function ({ Command, argv }) {
  if (!mayBeVetoed(Command.id, argv) || isOff(process.env)) return;
  const { isConfigured } = await import('./configured.ts');
  if (!isConfigured(process.cwd())) return;
  const [{ veto }, { deployedPaths }] = await Promise.all([import('./veto.ts'), import('./deployed-paths.ts')]);
  const paths = deployedPaths(Command.id, argv);
  const objection = await veto(Command, { targetOrg: targetOrgIn(argv), ...(paths && { paths }) });
  if (objection === undefined) return;
  // An error in this hook ends the command without the JSON that was asked for (seen with sf 2.150).
  if (isJsonWanted(argv, process.env)) process.stdout.write(`${JSON.stringify(objection.json, undefined, 2)}\n`);
  else process.stderr.write(`${objection.text}\n`);
  this.exit(objection.exitCode);
};

export default prerun;
