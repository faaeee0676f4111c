import type { Gateways } from '../gateways/open.ts';
import { refuse } from '../release/refusal.ts';
import { findEnvironment, type Environment } from './environment.ts';

/** An environment as its remote knows it too. */
export interface FetchedEnvironment extends Environment {
  /** Object ids of the remote's tags for this environment, by name; empty without a remote. */
  readonly remoteTags: ReadonlyMap<string, string>;
}

/**
 * The environment for whoever is going to change its org: releases that this clone lacks are fetched first. A clone that
 * is a day old would take an old release for what is in the org, and plan from there. Refuses a tag that is a release on
 * the remote and something else here.
 */
export const fetchEnvironment = async (gateways: Gateways, named?: string): Promise<FetchedEnvironment> => {
  const { repository } = gateways;
  const known = await findEnvironment(gateways, named);
  const remoteTags = await repository.remoteTags(`${known.name}/*`);
  const releases = new Set<string>(known.everyRelease.map(({ name }) => name));
  const unknown = [...remoteTags].filter(([name]) => !releases.has(name));
  if (unknown.length === 0) return { ...known, remoteTags };
  const here = await repository.tags(known.name);
  for (const [tag, remote] of unknown) {
    const oid = here.get(tag);
    if (oid !== undefined && oid !== remote) refuse({ reason: 'movedTag', tag, here: oid, remote });
  }
  const lacking = unknown.map(([name]) => name).filter((name) => !here.has(name));
  if (lacking.length > 0) await repository.fetchTags(lacking);
  return { ...(await findEnvironment(gateways, known.name)), remoteTags };
};
