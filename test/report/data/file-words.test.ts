import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import type { Restored, RestorePlan } from '../../../src/release/data/data-outcome.ts';
import type { SavedFiles, SavedPack } from '../../../src/release/data/manifest.ts';
import {
  bodiesWords,
  plannedFilesWords,
  restoredFilesWords,
  savedFilesWords,
  sizeWords,
} from '../../../src/report/data/file-words.ts';
import { restoredWords } from '../../../src/report/data/restore-words.ts';
import { bodyProgress } from '../../../src/report/data/row-progress.ts';

const plain = (lines: readonly string[]): string => stripVTControlCharacters(lines.join('\n'));

const planOf = (given: Partial<RestorePlan> = {}): RestorePlan => ({
  ...{ backup: 'b', orgId: '00D', onConflict: 'overwrite', insert: true, objects: [], conflicts: [] },
  fileConflicts: [],
  files: [
    {
      object: 'Account',
      attachments: { same: 1, changed: 2, undelete: 3, insert: 4, gone: 5 },
      files: { same: 6, conflict: 7, undelete: 8, insert: 9, gone: 10, link: 11 },
      bytes: 1_234_567,
    },
  ],
  ...given,
});

const noFiles = { lists: [], packs: [], overtaken: 0 } satisfies SavedFiles;

describe('words about files', () => {
  it('give sizes as people say them', () => {
    expect([0, 999, 1000, 1_250_000, 3.4e12].map(sizeWords)).to.deep.equal([
      '0 bytes',
      '999 bytes',
      '1 kB',
      '1.3 MB',
      '3.4 TB',
    ]);
  });

  it('say what would be done, what is sent, and how many requests that takes', () => {
    const words = plain(plannedFilesWords(planOf()));
    // four attachments, nine documents and seven versions are sent, the first are read back
    expect(words).to.contain('1.2 MB are sent, by 44 API requests');
    expect(words).to.match(/Account: attachments +4 +3 +2 +5 +1\n/u);
    expect(words).to.match(/Account: files +9 +8 +11 +7 +10 +6/u);
    expect(plain(plannedFilesWords(planOf({ onConflict: 'skip' })))).to.contain('by 30 API requests');
    expect(plannedFilesWords(planOf({ files: [] }))).to.deep.equal([]);
  });

  it('name some files with newer versions', () => {
    const fileConflicts = ['File 069A of Account 001A'];
    expect(plain(plannedFilesWords(planOf({ fileConflicts })))).to.match(/Among them:\n {2}File 069A of Account 001A/u);
    expect(plain(plannedFilesWords(planOf()))).not.to.contain('Among them');
  });

  it('say in the end how many files are not as they were saved and were left alone', () => {
    const written = {
      kind: 'restored',
      written: 0,
      failed: [],
      proof: { equal: 0, different: 0, examples: [] },
    } as const;
    const left = 'Attachments and files that are not as they were saved, and are left alone:';
    const words = (outcome: Restored): string => stripVTControlCharacters(restoredWords(outcome));
    // two attachments were written since, fifteen attachments and files stay gone
    const nothing = words({ ...written, plan: planOf() });
    expect(nothing)
      .to.contain(`${left} 17`)
      .and.to.match(/Account: files +9/u);
    expect(nothing).not.to.contain('The org holds what');
    expect(words({ ...written, plan: planOf({ onConflict: 'skip' }) })).to.contain(`${left} 24`);
    expect(words({ ...written, plan: planOf(), run: 'r1' })).to.contain(`${left} 17`);
    expect(words({ ...written, plan: planOf(), run: 'r1', kind: 'restoredInPart' })).to.contain(`${left} 17`);
    expect(words({ ...written, plan: planOf({ files: [] }) })).to.contain('The org holds what b saved');
  });

  it('say that nothing has to be sent, or fetched', () => {
    const [plan] = planOf().files;
    const nothing = { ...plan!, attachments: { ...plan!.attachments, insert: 0 }, bytes: 0 };
    const files = [{ ...nothing, files: { ...nothing.files, insert: 0, conflict: 0 } }];
    expect(plain(plannedFilesWords(planOf({ files })))).to.contain('no body is sent');
    expect(plain(savedFilesWords(noFiles))).to.contain('No body');
  });

  it('say what a backup holds and what was left out of it', () => {
    const pack = { rows: 3, bytes: 2000 } as SavedPack;
    const list = (kind: 'attachments' | 'links', rows: number) => ({ object: 'Case', kind, rows, parts: [] });
    const words = plain(
      savedFilesWords({ lists: [list('attachments', 1), list('links', 2)], packs: [pack, pack], overtaken: 1 }),
    );
    expect(words)
      .to.contain('6 bodies of attachments and files fetched, 4 kB stored, by 6 API requests')
      .and.contain('Case: 1 attachment, 2 links to files')
      .and.contain('1 body deleted or replaced');
  });

  it('name files that are not as they were saved', () => {
    expect(restoredFilesWords(undefined)).to.deep.equal([]);
    const proof = { equal: 2, different: 1, examples: ['File 00P of 001'] };
    expect(plain(restoredFilesWords(proof))).to.match(
      /as they were saved: 2\.\n.*not as they were saved: 1\n {2}File 00P of 001/u,
    );
  });

  it('say beforehand that there are many bodies, and then only now and then how far they are', () => {
    const said: string[] = [];
    let now = 0;
    const door = { jsonEnabled: () => false, log: (text: string) => said.push(text) } as never;
    const progress = bodyProgress(door, () => now);
    progress(0, 5);
    progress(0, 2000);
    progress(10, 2000);
    now = 6000;
    progress(20, 2000);
    expect(said).to.deep.equal([bodiesWords(0, 2000), bodiesWords(20, 2000)]);
    expect(said[0]).to.contain('2,000').and.contain('API request');
  });
});
