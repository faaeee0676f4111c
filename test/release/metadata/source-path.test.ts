import { expect } from 'chai';
import { RegistryAccess } from '@salesforce/source-deploy-retrieve';
import { openSourceFormat } from '../../../src/gateways/source-format.ts';
import { typesOf } from '../../../src/release/metadata/metadata-types.ts';
import { placer } from '../../../src/release/metadata/source-path.ts';
import { componentsBySdr } from '../sdr-resolver.ts';
import { metadataPaths, sourcePaths } from '../type-paths.ts';

const known = openSourceFormat();
const placeOf = placer(typesOf(known.registry));

const keyOfPath = (path: string): string | undefined => {
  const place = placeOf(path);
  return place && `${place.type.name}:${place.fullName}`;
};

const differences = (paths: readonly string[], judged: ReadonlyMap<string, string>): string[] =>
  paths
    .filter((path) => judged.has(path) && judged.get(path) !== keyOfPath(path))
    .map((path) => `${path}: ${keyOfPath(path) ?? 'nobody'} is ${judged.get(path) ?? ''}`);

describe('the component of a path', () => {
  const registry = new RegistryAccess();
  const types = Object.values(known.registry.types).filter(({ aliasFor }) => aliasFor === undefined);

  it("is that of Salesforce's resolver, for every type in source format", () => {
    const wrong = types.flatMap((type) => {
      const paths = sourcePaths(type);
      const judged = componentsBySdr(paths, registry);
      return judged.size === 0
        ? [`${type.name}: the resolver knows none of ${paths.join(', ')}`]
        : differences(paths, judged);
    });
    expect(wrong).to.deep.equal([]);
  });

  it("is that of Salesforce's resolver, for every type in metadata format", () => {
    const wrong = types.flatMap((type) => {
      const paths = metadataPaths(type);
      return paths.length === 0 ? [] : differences(paths, componentsBySdr(paths, registry));
    });
    expect(wrong).to.deep.equal([]);
  });

  it("is that of Salesforce's resolver when all types lie in one tree", () => {
    const paths = types.flatMap(sourcePaths);
    const judged = componentsBySdr(paths, registry);
    expect(judged.size).to.be.greaterThan(types.length);
    expect(differences(paths, judged)).to.deep.equal([]);
  });
});
