import { claimer, homesOf, type ClaimedFile } from '../release/claim.ts';
import type { ComponentKey } from '../release/component.ts';
import { layoutOf } from '../release/metadata-types.ts';
import type { Unit } from '../release/units.ts';
import type { Version } from '../release/version.ts';

/** Components that each version holds in files that do not differ. */
export interface Elsewhere {
  readonly from: ReadonlySet<ComponentKey>;
  readonly to: ReadonlySet<ComponentKey>;
}

/** A question to both versions, and the components it is about. */
export interface AskedElsewhere {
  readonly keys: ReadonlySet<ComponentKey>;
  readonly found: Promise<Elsewhere>;
}

/**
 * Asks for components whose differing files are all on one side whether the other side holds them in other files: only
 * then are they changed and not added or removed. With one package directory the other files of a component lie beside
 * it, and its main file says whether it is there at all; with several they may be anywhere.
 */
export const componentsElsewhere = (units: readonly Unit[], from: Version, to: Version): AskedElsewhere => {
  const isAnywhere = [from, to].some(({ settings }) => settings.packageDirectories.length > 1);
  const asked = units.filter((unit) => isOneSided(unit) && (isAnywhere || mayLieBeside(unit)));
  const [onlyFrom, onlyTo] = [
    asked.filter(({ to: files }) => files.length === 0),
    asked.filter(({ from: files }) => files.length === 0),
  ];
  const found = Promise.all([heldBy(from, onlyTo, isAnywhere), heldBy(to, onlyFrom, isAnywhere)]);
  found.catch(() => undefined); // whoever waits for the answer gets the error; until then it is not unhandled
  return {
    keys: new Set(asked.map(({ key }) => key)),
    found: found.then(([inFrom, inTo]) => ({ from: inFrom, to: inTo })),
  };
};

const isOneSided = ({ from, to }: Unit): boolean => from.length === 0 || to.length === 0;

const mayLieBeside = ({ from, to }: Unit): boolean => {
  const files = [...from, ...to];
  const type = files[0]?.place.type;
  return type !== undefined && layoutOf(type) !== 'file' && !files.some(({ place }) => place.role === 'xml');
};

const heldBy = async (
  version: Version,
  units: readonly Unit[],
  isAnywhere: boolean,
): Promise<ReadonlySet<ComponentKey>> => {
  const held = new Set<ComponentKey>();
  if (units.length === 0) return held;
  const differing = units.flatMap(({ from, to }) => [...from, ...to]);
  const files = await version.files(isAnywhere ? undefined : [...new Set(differing.flatMap(homesOf))]);
  const wanted = new Set(units.map(({ key }) => key));
  const claim = claimer(version.settings);
  for (const file of files) {
    const found = claim(file);
    if (found.kind === 'claimed' && wanted.has(found.key)) held.add(found.key);
  }
  return held;
};

/**
 * Adds unchanged files without which differing ones cannot be understood: the XML that says whether the content of a
 * static resource is an archive.
 */
export const withContext = async (units: readonly Unit[], from: Version, to: Version): Promise<readonly Unit[]> => {
  const lacking = units.filter((unit) => lacksContentType(unit.from) || lacksContentType(unit.to));
  if (lacking.length === 0) return units;
  const [inFrom, inTo] = await Promise.all([xmlFiles(from, lacking, 'from'), xmlFiles(to, lacking, 'to')]);
  const completed = (files: Unit['from'], xml: ClaimedFile | undefined): Unit['from'] =>
    xml !== undefined && lacksContentType(files) ? [...files, xml] : files;
  return units.map((unit) => ({
    ...unit,
    from: completed(unit.from, inFrom.get(unit.key)),
    to: completed(unit.to, inTo.get(unit.key)),
  }));
};

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
