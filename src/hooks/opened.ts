import { createRequire } from 'node:module';
import path from 'node:path';
import { openGatewaysAt, type Gateways } from '../gateways/open.ts';
import type { OpenGateways } from '../actions/walk.ts';

let opened: Promise<Gateways> | undefined;

/**
 * The project around this process, opened once: the hook before a command and the one after it look at the same. Logins
 * are read by the library that the command has loaded: a second copy of it costs more than all else that a hook does.
 */
export const openedBeside =
  (command: BesideCommand): OpenGateways =>
  () =>
    (opened ??= openGatewaysAt(process.cwd(), { library: libraryOf(command) }).catch((error: unknown) => {
      opened = undefined; // what git did not answer before a command it may answer after it
      throw error;
    }));

/** A command of another plugin, which oclif tells of. */
export interface BesideCommand {
  readonly plugin?: { readonly root: string } | undefined;
}

type Library = NonNullable<Parameters<typeof openGatewaysAt>[1]>['library'];

/** What the command's plugin has loaded of the platform's core library; undefined when it has not, and ours is loaded. */
const libraryOf = ({ plugin }: BesideCommand): Library => {
  if (plugin === undefined) return undefined;
  const { cache, resolve } = createRequire(path.join(plugin.root, 'package.json'));
  try {
    return cache[resolve('@salesforce/core')]?.exports as Library;
  } catch {
    return undefined; // a plugin without the library
  }
};
