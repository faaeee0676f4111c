import type { Hook } from '@oclif/core';
import { isOff, isWatched, targetOrgIn } from './watched-commands.ts';

/** Records what a standard command has deployed. Whatever goes wrong here, the command has ended as it has. */
const postrun: Hook.Postrun = async ({ Command, argv, result }) => {
  if (!isWatched(Command.id) || isOff(process.env)) return;
  const { isConfigured } = await import('./configured.ts');
  if (!isConfigured(process.cwd())) return;
  const { deployIn, record } = await import('./record.ts');
  const deployId = deployIn(result);
  if (deployId !== undefined) await record(Command, { deployId, targetOrg: targetOrgIn(argv) });
};

export default postrun;
