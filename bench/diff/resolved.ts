/** Whether every path of a commit belongs to the component that Salesforce's own resolver gives it to. */
import { RegistryAccess } from '@salesforce/source-deploy-retrieve';
import type { Version } from '../../src/release/metadata/version.ts';
import { placer } from '../../src/release/metadata/source-path.ts';
import { componentsBySdr } from '../../test/release/sdr-resolver.ts';

export interface Resolved {
  readonly same: number;
  /** Paths that the two give to different components, or that only we give to one. */
  readonly wrong: readonly string[];
  /** Paths that neither gives to a component. */
  readonly nobodys: number;
}

export const resolvedAlike = async (version: Version): Promise<Resolved> => {
  const paths = (await version.files()).map(({ path }) => path);
  const judged = componentsBySdr(paths, new RegistryAccess());
  const placeOf = placer(version.settings.types);
  const ours = (path: string): string | undefined => {
    const place = placeOf(path);
    return place && `${place.type.name}:${place.fullName}`;
  };
  const wrong = paths.filter((path) => ours(path) !== judged.get(path));
  const nobodys = paths.filter((path) => !judged.has(path) && ours(path) === undefined).length;
  return { same: paths.length - wrong.length - nobodys, wrong, nobodys };
};
