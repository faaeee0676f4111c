import { expect } from 'chai';
import fc from 'fast-check';
import type { Manifest } from '../../../src/gateways/org/manifest.ts';
import { chunksOf, halvesOf } from '../../../src/gateways/org/retrieve-chunks.ts';

const speaking = ['Profile', 'PermissionSet'];
const types = [...speaking, 'ApexClass', 'CustomObject', 'Layout', 'Report', 'StaticResource'] as const;

const manifests = fc
  .dictionary(fc.constantFrom(...types), fc.uniqueArray(fc.stringMatching(/^[A-Z][a-z0-9]{0,6}$/), { maxLength: 60 }), {
    maxKeys: types.length,
  })
  .map((entries): Manifest => new Map(Object.entries(entries).filter(([, members]) => members.length > 0)));

const pairsOf = (manifest: Manifest): string[] =>
  [...manifest].flatMap(([type, members]) => members.map((member) => `${type}:${member}`));

const isSpeaking = (pair: string): boolean => speaking.includes(pair.split(':')[0] ?? '');

describe('Chunks of a retrieve', () => {
  it('are one when everything fits', () => {
    const manifest = new Map([['ApexClass', ['A', 'B']]]);
    expect(chunksOf(manifest)).to.deep.equal([manifest]);
  });

  it('hold every member, and only those that speak about others more than once', () => {
    fc.assert(
      fc.property(manifests, fc.integer({ min: 4, max: 200 }), (manifest, room) => {
        const chunks = chunksOf(manifest, room).map(pairsOf);
        expect(new Set(chunks.flat())).to.deep.equal(new Set(pairsOf(manifest)));
        const others = chunks.flat().filter((pair) => !isSpeaking(pair));
        expect(others).to.have.length(new Set(others).size);
      }),
    );
  });

  it('keep profiles together with what they speak about', () => {
    fc.assert(
      fc.property(manifests, fc.integer({ min: 4, max: 200 }), (manifest, room) => {
        const profiles = pairsOf(manifest).filter(isSpeaking);
        for (const chunk of chunksOf(manifest, room).map(pairsOf))
          if (chunk.some((pair) => /^(ApexClass|CustomObject|Layout):/.test(pair)))
            expect(profiles.filter((pair) => !chunk.includes(pair))).to.deep.equal([]);
      }),
    );
  });

  it('are not larger than the room, where no profile takes it all', () => {
    fc.assert(
      fc.property(manifests, fc.integer({ min: 4, max: 200 }), (manifest, room) => {
        fc.pre(!pairsOf(manifest).some(isSpeaking));
        for (const chunk of chunksOf(manifest, room)) expect(pairsOf(chunk).length * 2).to.be.at.most(room);
      }),
    );
  });

  it('halve without losing a member, and part profiles from others never', () => {
    fc.assert(
      fc.property(manifests, (manifest) => {
        const all = pairsOf(manifest);
        const profiles = all.filter(isSpeaking);
        const others = all.filter((pair) => !isSpeaking(pair));
        const halves = halvesOf(manifest)?.map(pairsOf);
        expect(halves === undefined).to.equal(others.length < 2 && profiles.length < 2);
        for (const half of halves ?? []) {
          expect(half.length).to.be.lessThan(all.length);
          expect(half).to.include.members(others.length > 1 ? profiles : others);
        }
        if (halves) expect(new Set(halves.flat())).to.deep.equal(new Set(all));
      }),
    );
  });
});
