import type { Git } from './git.ts';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

const asked = new WeakMap<Git, Promise<Identity>>();

/** Who git would say commits, asked once; a machine without a name (CI) speaks as the plugin. */
export const identity = (git: Git): Promise<Identity> => {
  const known = asked.get(git) ?? ask(git);
  asked.set(git, known);
  return known;
};

const ask = async (git: Git): Promise<Identity> => {
  const ident = await git.run(['var', 'GIT_COMMITTER_IDENT']).catch(() => '');
  const [, name, email] = /^(.*) <([^>]*)> /u.exec(ident) ?? [];
  return name === undefined || email === undefined
    ? { name: 'sf-release', email: 'sf-release@localhost' }
    : { name, email };
};

/** The same as configuration for one call: without it git refuses to tag on a machine without a name. */
export const asCommitter = async (git: Git): Promise<readonly string[]> => {
  const { name, email } = await identity(git);
  return ['-c', `user.name=${name}`, '-c', `user.email=${email}`];
};
