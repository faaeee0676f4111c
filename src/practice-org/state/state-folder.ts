import { mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, closeSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** What a folder holds: the metadata apart from the rest, because it is big and changes seldom. */
export interface Kept<Metadata, Rest> {
  readonly metadata: Metadata;
  readonly rest: Rest;
}

interface Envelope<Rest> {
  readonly format: number;
  readonly metadataFile: string;
  readonly rest: Rest;
}

/** Changes when an older program could not read what this one writes. */
const FORMAT = 1;
const INDEX = 'org.state';
const LOCK = 'org.lock';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const lock = (folder: string): void => {
  const file = path.join(folder, LOCK);
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeFileSync(handle, String(process.pid));
    closeSync(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const pid = Number(readFileSync(file, 'utf8'));
    if (pid !== process.pid && isAlive(pid))
      throw new Error(`The state folder ${folder} belongs to a practice org that is running (process ${pid}).`, {
        cause: error,
      });
    writeFileSync(file, String(process.pid)); // left behind by a process that was killed
  }
};

const readIfThere = (file: string): Buffer | undefined => {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const revived = (bytes: Buffer, file: string): unknown => {
  try {
    return deserialize(bytes);
  } catch (cause) {
    throw new Error(`${file} is damaged. Start with another state folder, or delete this one.`, { cause });
  }
};

/** Writes beside and renames, so that a crash leaves the one or the other but never half of a file. */
const replace = (file: string, content: unknown): void => {
  writeFileSync(`${file}.new`, serialize(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
};

/**
 * A folder in which an org survives the end of its process. It holds everything the org knows, access tokens included,
 * so it is readable by its owner only. Nobody else may use it meanwhile.
 */
export class StateFolder<Metadata extends object, Rest> {
  readonly #folder: string;
  #saved: Metadata | undefined;
  #metadataFile = '';
  #generation = 0;

  /** @throws when another process uses the folder. */
  constructor(folder: string) {
    this.#folder = path.resolve(folder);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    lock(this.#folder);
  }

  /** What was saved last, or undefined in a new folder. */
  load(): Kept<Metadata, Rest> | undefined {
    const index = path.join(this.#folder, INDEX);
    const bytes = readIfThere(index);
    if (!bytes) return undefined;
    const { format, metadataFile, rest } = revived(bytes, index) as Envelope<Rest>;
    if (format !== FORMAT) throw new Error(`${this.#folder} was written by another version of sf-release.`);
    const file = path.join(this.#folder, path.basename(metadataFile));
    const metadata = revived(readFileSync(file), file) as Metadata;
    [this.#saved, this.#metadataFile] = [metadata, metadataFile];
    this.#generation = Number(/\d+/.exec(metadataFile)?.[0] ?? 0);
    return { metadata, rest };
  }

  save({ metadata, rest }: Kept<Metadata, Rest>): void {
    const before = this.#metadataFile;
    if (metadata !== this.#saved) {
      this.#generation += 1;
      this.#metadataFile = `metadata-${this.#generation}.state`;
      replace(path.join(this.#folder, this.#metadataFile), metadata);
      this.#saved = metadata;
    }
    const envelope: Envelope<Rest> = { format: FORMAT, metadataFile: this.#metadataFile, rest };
    replace(path.join(this.#folder, INDEX), envelope);
    if (before !== '' && before !== this.#metadataFile) rmSync(path.join(this.#folder, before), { force: true });
  }

  /** Lets others use the folder. */
  release(): void {
    rmSync(path.join(this.#folder, LOCK), { force: true });
  }
}
