import type { Gateways } from '../gateways/open.ts';
import type { Org } from '../gateways/org/org.ts';
import { catalogueOf, currentRelease } from '../release/catalogue.ts';
import type { ComponentKey } from '../release/metadata/component.ts';
import { readContents } from './compare/contents.ts';
import { deployedComponents } from './deployed-components.ts';
import { fetchEnvironment } from './fetched-environment.ts';
import { linesOf, readersOfLine } from './line.ts';
import { refusingUnreadable } from './plan/move.ts';

/** A deploy that some other tool made. */
export interface DeployLooked {
  readonly org: Org;
  readonly deployId: string;
  readonly environment: string;
}

/**
 * The release lines that have what a deploy changed, or of one that changed nothing what it sent: in their package
 * directories at HEAD, and what is there no more in their current release. Empty when none of it lies in any line, or
 * the org does not tell.
 */
export const linesTouched = (gateways: Gateways, deploy: DeployLooked): Promise<readonly string[]> =>
  refusingUnreadable(async () => {
    const { changed, all } = await deployedComponents(deploy.org, deploy.deployId);
    const open = new Set(changed.size > 0 ? changed : all);
    const commit = await gateways.repository.head();
    const here = await holdersOf(gateways, open, () => commit);
    const there = open.size === 0 ? here : await holdersBefore(gateways, open, deploy.environment);
    return linesOf(gateways.configuration).filter((line) => here.has(line) || there.has(line));
  });

/** Lines that had some of the components in their current release, of which a pipeline's clone may have no tag. */
const holdersBefore = async (
  gateways: Gateways,
  open: Set<ComponentKey>,
  environment: string,
): Promise<ReadonlySet<string>> => {
  const { everyRelease } = await fetchEnvironment(gateways, environment);
  return holdersOf(gateways, open, (line) => currentRelease(catalogueOf({ environment, line }, everyRelease))?.commit);
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
