import { expect } from 'chai';
import { buildPackage } from '../../../src/actions/plan/build-package.ts';
import { readContents } from '../../../src/actions/compare/contents.ts';
import { openSourceFormat } from '../../../src/gateways/source-format.ts';
import { readZip } from '../../../src/gateways/zip/zip-reader.ts';
import { writePackage } from '../../../src/gateways/zip/zip.ts';
import { keyOf, type ComponentKey } from '../../../src/release/metadata/component.ts';
import { contentHash } from '../../../src/release/content/content-hash.ts';
import type { ComponentContent } from '../../../src/release/content/content.ts';
import { contentsOfMetadataFormat } from '../../../src/release/content/retrieved.ts';
import { allFamilies, decomposed } from '../all-families.ts';
import { projectInGit } from '../project-in-git.ts';
import { sdrPackage } from '../sdr-package.ts';

const from = { name: 'production', known: openSourceFormat() };

const hashes = (contents: ReadonlyMap<ComponentKey, ComponentContent>): Record<string, string> =>
  Object.fromEntries([...contents.values()].map((content) => [keyOf(content), contentHash(content)]));

/** The text of leaves without its edges: the library of Salesforce trims it. */
const trimmed = (contents: ReadonlyMap<ComponentKey, ComponentContent>): Map<ComponentKey, ComponentContent> => {
  const trim = (element: NonNullable<ComponentContent['xml']>): NonNullable<ComponentContent['xml']> => ({
    ...element,
    ...(element.text !== undefined && { text: element.text.trim() }),
    children: element.children.map(trim),
  });
  return new Map(
    [...contents].map(([key, content]) => [key, { ...content, ...(content.xml && { xml: trim(content.xml) }) }]),
  );
};

describe('what a component is', () => {
  for (const [name, files] of Object.entries({
    'in one piece': allFamilies(),
    'in the pieces of presets': decomposed,
  })) {
    it(`is the same in source format ${name} and in the package made of it`, async () => {
      const { version } = await projectInGit(files);
      const built = await buildPackage({ version, components: 'all', apiVersion: '62.0' }, writePackage);
      if ('excess' in built) throw new Error('too large');
      const entries = await readZip(built.bytes);
      expect(hashes(contentsOfMetadataFormat(entries, from))).to.deep.equal(hashes(await readContents(version)));
    });

    it(`is the same in source format ${name} and in the package that Salesforce's library makes of it`, async () => {
      const { version, directory } = await projectInGit(files);
      const entries = await sdrPackage(directory);
      const judged = hashes(trimmed(contentsOfMetadataFormat(entries, from)));
      expect(hashes(trimmed(await readContents(version)))).to.deep.equal(judged);
    });
  }
});
