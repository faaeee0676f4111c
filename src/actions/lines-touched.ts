import type { Gateways } from '../gateways/open.ts';
import type { Org } from '../gateways/org/org.ts';
import { catalogueOf, currentRelease } from '../release/catalogue.ts';
import { compareContents } from '../release/delta/compare-contents.ts';
import type { ComponentKey } from '../release/metadata/component.ts';
import { parentFinder } from '../release/metadata/parents.ts';
import { readContents } from './compare/contents.ts';
import { deployedComponents, type DeployedComponents } from './deployed-components.ts';
import type { Environment } from './environment.ts';
import { linesOf, readersOfLine } from './line.ts';
import { refusingUnreadable } from './plan/move.ts';

/** A deploy that some other tool made. */
export interface DeployLooked {
  readonly components: DeployedComponents;
  /** Where it went. Asked only when HEAD does not say enough: of a pipeline's clone it may take a fetch. */
  readonly environment: () => Promise<Environment>;
}

/**
 * The release lines that have what a deploy changed, or of one that changed nothing what it sent: in their package
 * directories at HEAD, and what is there no more in their current release. Empty when none of it lies in any line, or
 * the org does not tell.
 */
export const linesTouched = (gateways: Gateways, deploy: DeployLooked): Promise<readonly string[]> =>
  refusingUnreadable(async () => {
    const { changed, all } = deploy.components;
    const open = new Set(changed.size > 0 ? changed : all);
    const head = await gateways.repository.head();
    let known: Promise<Environment> | undefined;
    const environment = (): Promise<Environment> => (known ??= deploy.environment());
    for (const frame of await framesAlone(gateways, open, { environment, head })) open.delete(frame);
    const here = await holdersOf(gateways, open, () => head);
    const there = open.size === 0 ? here : await holdersOf(gateways, open, currentCommitsIn(await environment()));
    return linesOf(gateways.configuration).filter((line) => here.has(line) || there.has(line));
  });

/**
 * Whether a deploy may have given something to the line that the walk is about: also when the org does not tell any more
 * what was in it.
 */
export const mayBeOfLine = async (
  gateways: Gateways,
  environment: Environment,
  { org, deployId }: { readonly org: Org; readonly deployId: string },
): Promise<boolean> => {
  const { line } = gateways;
  if (line === undefined) return true;
  const components = await deployedComponents(org, deployId);
  if (components.all.size === 0) return true;
  return (await linesTouched(gateways, { components, environment: () => Promise.resolve(environment) })).includes(line);
};

/**
 * Objects and the like that came with a child of theirs and are at HEAD as in the current release: a child is sent in its
 * parent's file, and the org may call both changed.
 */
const framesAlone = async (
  gateways: Gateways,
  deployed: ReadonlySet<ComponentKey>,
  { environment, head }: Pick<DeployLooked, 'environment'> & { readonly head: string },
): Promise<ReadonlySet<ComponentKey>> => {
  const { settings } = await gateways.readersOf().versionAt(head, 'HEAD');
  const parentOf = parentFinder(settings.types);
  const frames = new Set([...deployed].flatMap((key) => parentOf(key) ?? []).filter((key) => deployed.has(key)));
  const alone = new Set<ComponentKey>();
  const commitOf = frames.size === 0 ? () => undefined : currentCommitsIn(await environment());
  for (const line of linesOf(gateways.configuration)) {
    const commit = commitOf(line);
    if (commit === undefined) continue;
    const { versionAt } = readersOfLine(gateways, line);
    const was = await readContents(await versionAt(commit, line), frames);
    for (const [key, is] of await readContents(await versionAt(head, line), frames))
      if (compareContents(was.get(key), is) === undefined) alone.add(key);
  }
  return alone;
};

type CommitOfLine = (line: string) => string | undefined;

/** The commit of the release that a line was given last. */
const currentCommitsIn =
  ({ name, everyRelease }: Environment): CommitOfLine =>
  (line) =>
    currentRelease(catalogueOf({ environment: name, line }, everyRelease))?.commit;

/** Lines that have some of the components in a commit of theirs; what one has is not asked for again. */
const holdersOf = async (
  gateways: Gateways,
  open: Set<ComponentKey>,
  commitOf: CommitOfLine,
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
