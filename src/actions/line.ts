import type { Gateways, VersionReaders } from '../gateways/open.ts';
import type { Configuration } from '../release/configuration.ts';
import { nearestNames } from '../release/metadata/nearest.ts';
import { refuse } from '../release/refusal.ts';
import { lineAmong, scopeNamed } from '../release/release-name.ts';
import type { Release } from '../release/release.ts';
import { concluded, type OpenGateways } from './walk.ts';

/** What a walk is told of the release line that it is about. */
export interface LineWish {
  readonly line?: string | undefined;
  /** Releases that somebody named: a full name says its line by itself, also of one that does not exist. */
  readonly releases?: readonly (string | undefined)[];
  /** The same where any Git ref will do: a branch that is called like a release, as `feature/core/v2`, is of no line. */
  readonly refs?: readonly (string | undefined)[];
  /** A saved plan names releases too. */
  readonly planFile?: string | undefined;
  /** The whole project will do where nobody says a line. */
  readonly isOptional?: boolean | undefined;
}

/**
 * A walk about what is released together: the whole project, or in a project with release lines one of these. It gets
 * gateways that know no other package directories, so that no step of it can reach beyond. Refuses when nobody says
 * which line is meant: even of one that is alone in a project, for the next one would change what a command means.
 */
export const concludedInLine = <Ending>(
  open: OpenGateways,
  wish: LineWish,
  walk: (gateways: Gateways) => Promise<Ending>,
): ReturnType<typeof concluded<Ending>> => concluded(async () => inLineMeant(await open(), wish), walk);

const inLineMeant = async (gateways: Gateways, wish: LineWish): Promise<Gateways> => {
  const { line, releases = [], refs = [], planFile, isOptional = false } = wish;
  const meant =
    line ?? lineAmong(releases) ?? (await lineOfRefs(gateways, refs)) ?? (await lineOfPlan(gateways, planFile));
  if (meant !== undefined) return inLine(gateways, meant);
  if (!isOptional) refuseWithoutLine(gateways);
  return gateways;
};

/** For a walk that reads tags alone: a full name can still be told of when its line is in `release.yaml` no more. */
export const ofReleaseNamed = (
  gateways: Gateways,
  { line, release = '' }: Pick<LineWish, 'line'> & { readonly release?: string | undefined },
): Gateways => {
  if (line !== undefined) readersOfLine(gateways, line);
  const scope = scopeNamed(release);
  const named = line ?? scope?.line;
  if (named !== undefined) return { ...gateways, line: named };
  if (scope === undefined) refuseWithoutLine(gateways);
  return gateways;
};

/** A version alone says nothing in a project with release lines: each has its own. */
export const refuseWithoutLine = ({ line, configuration }: Gateways): void => {
  const known = linesOf(configuration);
  if (line === undefined && known.length > 0) refuse({ reason: 'lineNeeded', known });
};

/** The release lines of a project by name; none when it is released as a whole. */
export const linesOf = ({ lines = {} }: Configuration): readonly string[] => Object.keys(lines);

const lineOfRefs = async (
  { repository }: Gateways,
  refs: Exclude<LineWish['refs'], undefined>,
): Promise<string | undefined> => {
  if (refs.every((ref) => scopeNamed(ref ?? '')?.line === undefined)) return undefined;
  return lineAmong((await repository.releases()).map(({ name }) => name).filter((name) => refs.includes(name)));
};

const lineOfPlan = async (gateways: Gateways, file: string | undefined): Promise<string | undefined> => {
  if (file === undefined) return undefined;
  const { savedPlan } = await import('./plan/saved-plan.ts');
  const { from, to } = await savedPlan(gateways, file);
  return lineAmong([from.release, to.release]);
};

/** The project as one of its lines: its releases, and of every version its package directories. */
export const inLine = async (gateways: Gateways, line: string): Promise<Gateways> => {
  const readers = readersOfLine(gateways, line);
  await refuseUnknownDirectories(gateways, line);
  return { ...gateways, ...readers, line };
};

/** What a line has in each version. Refuses a line that the project does not have. */
export const readersOfLine = (gateways: Gateways, line: string): VersionReaders => {
  const known = linesOf(gateways.configuration);
  if (!known.includes(line)) refuse({ reason: 'unknownLine', line, known, nearest: nearestNames(line, known) });
  return readersOfOnceLine(gateways, line);
};

/** The same of a line that the project may have no more: its commits tell. */
export const readersOfOnceLine = (gateways: Gateways, line: string): VersionReaders =>
  gateways.readersOf({ line, packageDirectories: directoriesNow(gateways, line) });

/** What a release gave: its line, which the project may have no more, or the whole project. */
export const readersOfRelease = (gateways: Gateways, { line }: Pick<Release, 'line'>): VersionReaders =>
  line === undefined ? gateways.readersOf() : readersOfOnceLine(gateways, line);

/** The package directories that a line has today. */
export const directoriesNow = ({ configuration }: Gateways, line: string): readonly string[] =>
  configuration.lines?.[line]?.packageDirectories ?? [];

/** The project as a whole, whatever line a walk is about. */
export const inAllLines = (gateways: Gateways): Gateways => {
  const { line: _line, ...others } = gateways;
  return { ...others, ...gateways.readersOf() };
};

/** A directory that is spelled wrongly would hold nothing, and everything in it would be left out in silence. */
const refuseUnknownDirectories = async (gateways: Gateways, line: string): Promise<void> => {
  const { refusingUnreadable } = await import('./plan/move.ts'); // nothing else here needs parsers
  const { settings } = await refusingUnreadable(gateways.readersOf().workingTree);
  const known = settings.packageDirectories;
  const directory = directoriesNow(gateways, line).find((one) => !known.includes(one));
  if (directory !== undefined)
    refuse({ reason: 'unknownLineDirectory', line, directory, nearest: nearestNames(directory, known) });
};
