import { readFile } from 'node:fs/promises';
import { Readable, type Duplex } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { BackupError } from './backup-error.ts';

/** Makes CSV into what is stored: compressed, and encrypted when there is anybody to encrypt to. */
export type Seal = (bytes: AsyncIterable<Uint8Array>) => Promise<Readable>;

/** The other way. Fails on the first damaged piece: every 64 KB are authenticated (age, "STREAM"; documented). */
export type Unseal = (stored: Readable) => Promise<Readable>;

/** Private keys of age, `AGE-SECRET-KEY-1…`. */
export type Identities = readonly string[];

/** A fast level: records compress to a fifth with it, and the best one takes four times as long for a tenth less. */
const level = 1;

/** Bytes that are packed and unpacked at once: small pieces cost more than what is in them. */
const chunkSize = 64 * 1024;

type WebStream = ReadableStream<Uint8Array<ArrayBuffer>>;

const toWeb = (stream: Readable): WebStream => Readable.toWeb(stream);
const fromWeb = (stream: unknown): Readable => Readable.fromWeb(stream as NodeStream);

/** Errors go the way the bytes go. */
const piped = (from: Readable, to: Duplex): Readable => {
  from.on('error', (error) => to.destroy(error));
  to.on('close', () => from.destroy());
  return from.pipe(to);
};

/** Encrypts to all of the recipients; none stores in clear. */
export const sealTo =
  (recipients: readonly string[]): Seal =>
  async (bytes) => {
    const compressed = piped(Readable.from(bytes, { objectMode: false }), createGzip({ level, chunkSize }));
    if (recipients.length === 0) return compressed;
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    return fromWeb(await encrypter.encrypt(toWeb(compressed)));
  };

/** Opens with any one of the identities. Throws `BackupError`: `identityMissing`, `identityWrong`. */
export const unsealWith =
  (identities: Identities, isEncrypted: boolean): Unseal =>
  async (stored) => {
    if (!isEncrypted) return piped(stored, createGunzip({ chunkSize }));
    if (identities.length === 0)
      throw new BackupError('identityMissing', 'The backup is encrypted, and no private key was given.', {
        actions: identityActions,
      });
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    return piped(fromWeb(await decrypted(decrypter, stored)), createGunzip({ chunkSize }));
  };

const decrypted = async (decrypter: Decrypter, stored: Readable): Promise<unknown> => {
  try {
    return await decrypter.decrypt(toWeb(stored));
  } catch (error) {
    if (error instanceof Error && /no identity matched/iu.test(error.message))
      throw new BackupError('identityWrong', 'None of the private keys given opens this backup.', {
        actions: ['The manifest of the backup names the public keys it was encrypted to.', ...identityActions],
        cause: error,
      });
    throw error;
  }
};

/** Name of the environment variable that may hold private keys. */
export const identityVariable = 'SF_RELEASE_IDENTITY';

const identityActions = [
  `Give the private key of one of the recipients: --identity <file>, or the key itself in ${identityVariable}.`,
];

/**
 * Private keys from a file as `age-keygen` writes it, and from the environment. Throws `BackupError`
 * (`unreadableIdentity`), which never quotes what it read.
 */
export const readIdentities = async (file: string | undefined, environment: NodeJS.ProcessEnv): Promise<Identities> => {
  const fromFile = file === undefined ? '' : await textOf(file);
  const lines = `${fromFile}\n${environment[identityVariable] ?? ''}`.split(/\r?\n/u).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  for (const key of keys) await checkKey(key, file);
  return keys;
};

const textOf = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BackupError('unreadableIdentity', `The key file ${file} cannot be read (${code ?? 'unknown'}).`, {
      actions: ['Name the file that age-keygen wrote.'],
      cause: error,
    });
  }
};

const checkKey = async (key: string, file: string | undefined): Promise<void> => {
  try {
    await identityToRecipient(key);
  } catch {
    throw new BackupError(
      'unreadableIdentity',
      `${file ?? identityVariable} holds a line that is no private key of age.`,
      {
        actions: ['A private key begins with AGE-SECRET-KEY-1; age-keygen makes one.'],
      },
    );
  }
};

export interface OneTimeKey {
  readonly identity: string;
  readonly recipient: string;
}

/**
 * A key for reading back what was just written: only public keys are at hand when a backup is made, so each file is
 * encrypted to one more, whose private half is never stored and ends with the process.
 */
export const oneTimeKey = async (): Promise<OneTimeKey> => {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
};
