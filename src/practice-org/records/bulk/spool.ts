import { createReadStream, openSync, closeSync, mkdtempSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';

const IN_MEMORY = 1024 * 1024;
/** Characters that become bytes together: rows come one by one, and each would cost a call to the system. */
const AT_ONCE = 64 * 1024;

interface SpoolFile {
  readonly descriptor: number;
  readonly folder: string;
}

/** Opened, then unlinked at once: the system takes the bytes back when the process ends, however it ends. */
const openFile = (): SpoolFile => {
  const folder = mkdtempSync(path.join(tmpdir(), 'practice-org-'));
  const file = path.join(folder, 'spool');
  const descriptor = openSync(file, 'wx+', 0o600);
  try {
    unlinkSync(file);
    rmSync(folder, { recursive: true });
  } catch {
    // Windows keeps open files; `close` removes the folder there.
  }
  return { descriptor, folder };
};

/** Bytes that are written once, in order, and read in ranges: in memory while they are few, then in a temporary file. */
export class Spool {
  #text = '';
  #chunks: Buffer[] = [];
  #file: SpoolFile | undefined;
  #length = 0;

  get length(): number {
    this.#write();
    return this.#length;
  }

  append(text: string): void {
    this.#text += text;
    if (this.#text.length >= AT_ONCE) this.#write();
  }

  /** The bytes from one offset up to another. */
  read(from = 0, to = this.length): Readable {
    this.#write();
    if (to <= from) return Readable.from([]);
    if (this.#file === undefined) return Readable.from([Buffer.concat(this.#chunks).subarray(from, to)]);
    return createReadStream('', { fd: this.#file.descriptor, autoClose: false, start: from, end: to - 1 });
  }

  close(): void {
    this.#text = '';
    this.#chunks = [];
    this.#length = 0;
    if (this.#file === undefined) return;
    closeSync(this.#file.descriptor);
    rmSync(this.#file.folder, { recursive: true, force: true });
    this.#file = undefined;
  }

  #write(): void {
    if (this.#text === '') return;
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    this.#length += bytes.length;
    if (this.#file === undefined) {
      this.#chunks.push(bytes);
      if (this.#length > IN_MEMORY) this.#toDisk();
    } else writeSync(this.#file.descriptor, bytes);
  }

  #toDisk(): void {
    this.#file = openFile();
    writeSync(this.#file.descriptor, Buffer.concat(this.#chunks));
    this.#chunks = [];
  }
}
