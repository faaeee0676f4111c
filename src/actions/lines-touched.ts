import type { Gateways } from '../gateways/open.ts';
import type { DeployMessage } from '../gateways/org/deploy-record.ts';
import type { Org } from '../gateways/org/org.ts';
import { catalogueOf, currentRelease } from '../release/catalogue.ts';
import { decoded } from '../release/metadata/component-names.ts';
import { keyOf, type ComponentKey } from '../release/metadata/component.ts';
import { readContents } from './compare/contents.ts';
import { linesOf, readersOfLine } from './line.ts';
import { refusingUnreadable } from './plan/move.ts';

/** A deploy that some other tool made. */
export interface DeployLooked {
  readonly org: Org;
  readonly deployId: string;
  readonly environment: string;
}

/**
 * The release lines that a deploy gave something to, by the org's own list of its components: those whose package
 * directories have them at HEAD, or for what is there no more, those whose current release has them. Empty when none of
 * it lies in any line, or the org does not tell.
 */
export const linesTouched = (gateways: Gateways, deploy: DeployLooked): Promise<readonly string[]> =>
  refusingUnreadable(async () => {
    const { details } = await deploy.org.deployStatus(deploy.deployId);
    const open = new Set(componentsGiven(details?.messages ?? []));
    const commit = await gateways.repository.head();
    const here = await holdersOf(gateways, open, () => commit);
    const releases = await gateways.repository.releases();
    const { environment } = deploy;
    const there = await holdersOf(
      gateways,
      open,
      (line) => currentRelease(catalogueOf({ environment, line }, releases))?.commit,
    );
    return linesOf(gateways.configuration).filter((line) => here.has(line) || there.has(line));
  });

/** What the deploy changed; all of it when it changed nothing. */
const componentsGiven = (messages: readonly DeployMessage[]): readonly ComponentKey[] => {
  const given = messages.filter(({ type, outcome }) => type !== '' && outcome !== 'failed');
  const changed = given.filter(({ outcome }) => outcome !== 'unchanged');
  return (changed.length > 0 ? changed : given).map(({ type, fullName }) =>
    keyOf({ type, fullName: decoded(fullName) }),
  );
};

/** Lines that have some of the components in a commit of theirs; what one has is not asked for again. */
const holdersOf = async (
  gateways: Gateways,
  open: Set<ComponentKey>,
  commitOf: (line: string) => string | undefined,
): Promise<ReadonlySet<string>> => {
  const holders = new Set<string>();
  for (const line of linesOf(gateways.configuration)) {
    const commit = commitOf(line);
    if (commit === undefined || open.size === 0) continue;
    const held = await readContents(await readersOfLine(gateways, line).versionAt(commit, line), open);
    for (const key of held.keys()) open.delete(key);
    if (held.size > 0) holders.add(line);
  }
  return holders;
};
