import { expect } from 'chai';
import {
  attachmentFate,
  documentFate,
  type AttachmentCase,
  type DocumentNow,
} from '../../../../src/release/data/files/file-decisions.ts';

const saved = { ParentId: '001A', BodyLength: '3', LastModifiedDate: '2026-11-21T10:00:00.000Z' };
const there = { isDeleted: false, size: 3, modified: '2026-11-21T10:00:00.000+0000' };

const attachment = (given: Partial<AttachmentCase> = {}) =>
  attachmentFate({ saved, now: there, target: { id: '001A' }, isMade: false, insert: true, ...given });

describe('what becomes of a saved attachment', () => {
  for (const [says, given, fate] of [
    ['is there as it was saved', {}, 'same'],
    ['has another length', { now: { ...there, size: 4 } }, 'changed'],
    ['was written since', { now: { ...there, modified: '2026-11-21T10:00:01.000+0000' } }, 'changed'],
    ['is in the Recycle Bin', { now: { ...there, isDeleted: true } }, 'undelete'],
    [
      'is in the Recycle Bin, and its record has another id',
      { now: { ...there, isDeleted: true }, target: {} },
      'insert',
    ],
    ['is gone for good', { now: undefined }, 'insert'],
    ['is gone for good, and nothing is made anew', { now: undefined, insert: false }, 'gone'],
    ['is gone for good, and was made again', { now: undefined, isMade: true }, 'same'],
    ['is gone with its record', { now: undefined, target: undefined }, 'gone'],
  ] as const satisfies readonly (readonly [string, Partial<AttachmentCase>, string])[])
    it(`that ${says}: ${fate}`, () => {
      expect(attachment(given)).to.equal(fate);
    });
});

describe('what becomes of a saved document', () => {
  const version = { id: '068A', size: 3, md5: 'abc' };
  const now: DocumentNow = { isDeleted: false, version: '068A', size: 3, md5: 'abc' };
  const wishes = { isMade: false, insert: true };
  for (const [says, given, more, fate] of [
    ['has the saved version', now, {}, 'same'],
    ['has a newer version that says the same', { ...now, version: '068B' }, {}, 'same'],
    ['has a newer version that says something else', { ...now, version: '068B', md5: 'abd' }, {}, 'conflict'],
    ['has a newer version of another length', { ...now, version: '068B', size: 4 }, {}, 'conflict'],
    ['is in the Recycle Bin', { ...now, isDeleted: true }, {}, 'undelete'],
    ['is gone for good', undefined, {}, 'insert'],
    ['is gone for good, and was made again', undefined, { isMade: true }, 'same'],
    ['is gone for good, and nothing is made anew', undefined, { insert: false }, 'gone'],
  ] as const)
    it(`that ${says}: ${fate}`, () => {
      expect(documentFate(version, given, { ...wishes, ...more })).to.equal(fate);
    });

  for (const [isRead, fate] of [
    [false, 'conflict'],
    [true, 'same'],
  ] as const)
    it(`that has another version without a checksum, whose body was ${isRead ? '' : 'not '}read and as saved: ${fate}`, () => {
      const unknown = { id: '068A', size: 3 };
      const another = { isDeleted: false, version: '068B', size: 3 };
      expect(documentFate(unknown, another, { ...wishes, isRead })).to.equal(fate);
    });
});
