import { claimer, homesOf, type ClaimedFile } from '../../release/metadata/claim.ts';
import type { ComponentKey } from '../../release/metadata/component.ts';
import { isOfTwoHalves } from '../../release/metadata/halves.ts';
import { layoutOf } from '../../release/metadata/metadata-types.ts';
import type { Unit } from '../../release/metadata/units.ts';
import type { Version, VersionFile } from '../../release/metadata/version.ts';

/** Files of components, those that differ and those that do not, in each version that was asked. */
export interface Elsewhere {
  readonly from: ReadonlyMap<ComponentKey, readonly ClaimedFile[]>;
  readonly to: ReadonlyMap<ComponentKey, readonly ClaimedFile[]>;
}

/** A question to both versions, and the components it is about. */
export interface AskedElsewhere {
  readonly keys: ReadonlySet<ComponentKey>;
  readonly found: Promise<Elsewhere>;
}

/**
 * Asks for components whose differing files are all on one side whether the other side holds them in other files: only
 * then are they changed and not added or removed. With one package directory the other files of a component lie beside
 * it, and its main file says whether it is there at all, unless it is in pieces: those, and all with several package
 * directories, may be anywhere. Asks too for those of which half comes or goes, whether the other half is there.
 */
export const componentsElsewhere = (units: readonly Unit[], from: Version, to: Version): AskedElsewhere => {
  const isAnywhere = [from, to].some(({ settings }) => settings.packageDirectories.length > 1);
  const oneSided = units.filter(
    (unit) => isOneSided(unit) && (isAnywhere || mayLieBeside(unit) || isInPieces(unit, to)),
  );
  const halved = units.filter(isHalved);
  const lacking = (side: 'from' | 'to'): Unit[] => oneSided.filter((unit) => unit[side].length === 0);
  const found = Promise.all([
    filesOf(from, [...lacking('from'), ...halved], isAnywhere),
    filesOf(to, [...lacking('to'), ...halved], isAnywhere),
  ]);
  found.catch(() => undefined); // whoever waits for the answer gets the error; until then it is not unhandled
  return {
    keys: new Set([...oneSided, ...halved].map(({ key }) => key)),
    found: found.then(([inFrom, inTo]) => ({ from: inFrom, to: inTo })),
  };
};

const isOneSided = ({ from, to, isInBoth }: Unit): boolean => !isInBoth && (from.length === 0 || to.length === 0);

const mayLieBeside = ({ from, to }: Unit): boolean => {
  const files = [...from, ...to];
  const type = files[0]?.place.type;
  return type !== undefined && layoutOf(type) !== 'file' && !files.some(({ place }) => place.role === 'xml');
};

/** Whether files that are no components of their own may make up the component, with or without its main file. */
const isInPieces = ({ from, to }: Unit, { settings }: Version): boolean => {
  const type = (from[0] ?? to[0])?.place.type;
  return type !== undefined && layoutOf(type) === 'decomposed' && !settings.types.children.has(type.name);
};

/** One half of a component of two differs in whether it is there; a whole one that comes or goes does not. */
const isHalved = ({ from, to }: Unit): boolean => {
  const type = (from[0] ?? to[0])?.place.type;
  if (type === undefined || !isOfTwoHalves(type)) return false;
  const halves = (files: Unit['from']): string => [...new Set(files.map(({ place }) => place.role))].sort().join();
  const sides = [halves(from), halves(to)];
  return sides[0] !== sides[1] && sides.some((half) => half !== '' && !half.includes(','));
};

const filesOf = async (
  version: Version,
  units: readonly Unit[],
  isAnywhere: boolean,
): Promise<ReadonlyMap<ComponentKey, readonly ClaimedFile[]>> => {
  if (units.length === 0) return new Map();
  if (isAnywhere) return filesAmong(units, version, await version.files());
  const homes = units.flatMap(({ from, to }) => [...from, ...to]).flatMap(homesOf);
  const beside = filesAmong(units, version, await version.files([...new Set(homes)]));
  const strewn = units.filter((unit) => beside.get(unit.key)?.length === 0 && isInPieces(unit, version));
  return new Map([...beside, ...(await filesOf(version, strewn, true))]);
};

const filesAmong = (
  units: readonly Unit[],
  version: Version,
  files: readonly VersionFile[],
): ReadonlyMap<ComponentKey, readonly ClaimedFile[]> => {
  const found = new Map<ComponentKey, ClaimedFile[]>(units.map(({ key }) => [key, []]));
  const claim = claimer(version.settings);
  for (const file of files) {
    const claimed = claim(file);
    if (claimed.kind === 'claimed') found.get(claimed.key)?.push(claimed.claimed);
  }
  return found;
};

/**
 * Units with the files that both versions hold elsewhere under the same name, where there are any: a component that is in
 * two package directories, whole in each, is told by all of them.
 */
export const withNamesakes = (units: readonly Unit[], elsewhere: Elsewhere): readonly Unit[] =>
  units.flatMap((unit) => {
    const lacking = unit.from.length === 0 ? elsewhere.from : elsewhere.to;
    const own = [...unit.from, ...unit.to];
    const same = (lacking.get(unit.key) ?? []).filter(
      ({ file, place }) =>
        own.some((one) => one.place.role === place.role && one.place.file === place.file) &&
        !own.some((one) => one.file.path === file.path),
    );
    if (same.length === 0) return [];
    return [{ ...unit, from: [...unit.from, ...same], to: [...unit.to, ...same.map(copied)] }];
  });

/** Each side reads its own: a file is handed out once. */
const copied = ({ file, place }: ClaimedFile): ClaimedFile => ({ file: { ...file }, place });

/**
 * Adds unchanged files without which differing ones cannot be understood: the XML that says whether the content of a
 * static resource is an archive.
 */
export const withContext = async (units: readonly Unit[], from: Version, to: Version): Promise<readonly Unit[]> => {
  const lacking = units.filter((unit) => lacksContentType(unit.from) || lacksContentType(unit.to));
  if (lacking.length === 0) return units;
  const [inFrom, inTo] = await Promise.all([xmlFiles(from, lacking, 'from'), xmlFiles(to, lacking, 'to')]);
  return units.map((unit) => ({
    ...unit,
    from: withXml(unit.from, inFrom.get(unit.key)),
    to: withXml(unit.to, inTo.get(unit.key)),
  }));
};

const withXml = (files: Unit['from'], xml: ClaimedFile | undefined): Unit['from'] =>
  xml === undefined || files.length === 0 || files.some(({ place }) => place.role === 'xml') ? files : [...files, xml];

const lacksContentType = (files: Unit['from']): boolean =>
  files.some(({ place }) => place.role === 'file' && place.file === '') &&
  !files.some(({ place }) => place.role === 'xml');

const xmlFiles = async (
  version: Version,
  units: readonly Unit[],
  side: 'from' | 'to',
): Promise<ReadonlyMap<ComponentKey, ClaimedFile>> => {
  const homes = units.flatMap((unit) => unit[side].flatMap(homesOf));
  const claims = (await version.files([...new Set(homes)])).map(claimer(version.settings));
  return new Map(
    claims.flatMap((claim) =>
      claim.kind === 'claimed' && claim.claimed.place.role === 'xml' ? [[claim.key, claim.claimed]] : [],
    ),
  );
};
