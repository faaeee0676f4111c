import type { Gateways } from '../../gateways/open.ts';
import { keyOf, type ComponentKey } from '../../release/metadata/component.ts';
import { resolveContent, type PlanContents } from '../../release/content/content-source.ts';
import type { ComponentContent } from '../../release/content/content.ts';
import type { Plan } from '../../release/plan/plan.ts';
import { refuse } from '../../release/refusal.ts';
import { buildPackage } from './build-package.ts';
import { refusingUnreadable, type Move } from './move.ts';
import type { Package } from '../run/scene.ts';

/** Everything a package is made from. */
export interface PackageSource {
  readonly plan: Plan;
  readonly move: Move;
  readonly contents: PlanContents;
  readonly apiVersion: string;
}

/** One zip for each deploy of the plan. Refuses what is larger than the org takes, before anything is sent. */
export const planPackages = async (
  gateways: Gateways,
  source: PackageSource,
): Promise<ReadonlyMap<number, Package>> => {
  const packages = new Map<number, Package>();
  for (const step of source.plan.steps)
    if (step.kind === 'deploy') packages.set(step.number, await packageFor(gateways, source, step.number));
  return packages;
};

const packageFor = async (gateways: Gateways, source: PackageSource, number: number): Promise<Package> => {
  const { plan, move, contents, apiVersion } = source;
  const { verbatim, made } = shipped(source, number);
  const deletes = plan.deletes
    .filter(({ deploy }) => deploy === number)
    .map((deletion) => ({ ...deletion, ...spellingOf(contents.from.get(keyOf(deletion))) }));
  const deletions = {
    pre: deletes.filter(({ when }) => when === 'pre'),
    post: deletes.filter(({ when }) => when === 'post'),
  };
  const order = { version: move.to, components: verbatim, contents: made, deletions, apiVersion };
  const built = await refusingUnreadable(() => buildPackage(order, gateways.writePackage));
  if ('excess' in built) {
    const { what, actual, limit } = built.excess[0] ?? { what: 'files', actual: 0, limit: 0 };
    return refuse({ reason: 'tooLarge', what, actual, limit });
  }
  const components = [...built.members.values()].flat().length + deletes.length;
  return { zip: built.bytes, sha256: built.contentSha256, components };
};

/** Manifests spell names as files do: `%26` for `&`. */
const spellingOf = (content: ComponentContent | undefined): Pick<ComponentContent, 'encodedName'> =>
  content?.encodedName === undefined ? {} : { encodedName: content.encodedName };

/** What `to` has goes byte for byte; what the plan made is written. */
const shipped = ({ plan, contents }: PackageSource, number: number) => {
  const verbatim = new Set<ComponentKey>();
  const made: ComponentContent[] = [];
  for (const ship of plan.ships.filter(({ deploy }) => deploy === number)) {
    const { of, edits, files } = ship.content;
    if (of === 'to' && edits.length === 0 && files.length === 0) verbatim.add(keyOf(ship));
    else made.push(resolveContent(contents, ship, ship.content));
  }
  return { verbatim, made };
};
