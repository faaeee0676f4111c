import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openBackupStore, type BackupStore } from '../../../src/gateways/data/backup-store.ts';
import type { Draft } from '../../../src/gateways/data/drafts.ts';
import type { SavedObject } from '../../../src/release/data/manifest.ts';

export interface Keys {
  readonly identity: string;
  readonly recipient: string;
}

export const newKeys = async (): Promise<Keys> => {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
};

export interface StoreBed extends AsyncDisposable {
  readonly root: string;
  readonly store: BackupStore;
}

export const makeStore = async (): Promise<StoreBed> => {
  const root = await mkdtemp(path.join(tmpdir(), 'sf-release-backups-'));
  return {
    root,
    store: openBackupStore(root, 'production'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
};

export const textField = (name: string) => ({
  name,
  type: 'string',
  nillable: true,
  createable: true,
  updateable: true,
  externalId: false,
  isMaster: false,
  referenceTo: [],
});

export const savedThing = (given: Partial<SavedObject> = {}): SavedObject => ({
  object: 'Thing__c',
  soql: 'SELECT Id FROM Thing__c ORDER BY Id',
  withDeleted: false,
  asked: [],
  fields: [textField('Id'), textField('Name')],
  notSaved: [],
  rows: 0,
  parts: [],
  until: '2026-11-21T10:00:00.000Z',
  ...given,
});

export const aDraft = (recipients: readonly string[], id = '20261121T100000000Z-00000001'): Draft => ({
  body: {
    format: 1,
    id,
    kind: 'full',
    environment: 'production',
    orgId: '00D000000000001AAA',
    apiVersion: '67.0',
    begunAt: '2026-11-21T10:00:00.000Z',
    recipients: [...recipients],
    objects: [savedThing()],
  },
  jobs: {},
});

export async function* pieces(text: string, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

export const textOf = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
  const all: Uint8Array[] = [];
  for await (const piece of bytes) all.push(piece);
  return Buffer.concat(all).toString();
};
