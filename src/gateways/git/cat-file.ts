import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** Takes one object by the name it was asked for; when git cannot give it, without bytes and with the reason. */
export type TakeObject = (name: string, bytes: Buffer | undefined, reason?: string) => void;

/** How to run `git cat-file --batch`, and the error for one that ended with what it wrote on stderr. */
export interface CatFile {
  readonly start: () => ChildProcessWithoutNullStreams;
  readonly failure: (exitCode: number, stderr: string) => Error;
}

interface Request {
  readonly names: readonly string[];
  readonly take: TakeObject;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  next: number;
}

/** How long git is kept after the last answer, in ms: long enough for what comes next, too short to be in the way. */
const idleTime = 500;

/** Git's objects, read through one process that is kept while it is used: starting git costs more than most answers. */
export class ObjectReader {
  private readonly catFile: CatFile;
  private readonly queue: Request[] = [];
  private child: ChildProcessWithoutNullStreams | undefined;
  private idle: NodeJS.Timeout | undefined;
  private deathsInARow = 0;

  public constructor(catFile: CatFile) {
    this.catFile = catFile;
  }

  /**
   * Gives the bytes of objects to `take`, in the order of their names (an id, or `<commit>:<path>`), each as soon as
   * git has written it. An object that is missing or corrupt is taken without bytes. Rejects when git itself fails, or
   * with what `take` throws.
   */
  public read(names: readonly string[], take: TakeObject): Promise<void> {
    if (names.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.queue.push({ names, take, resolve, reject, next: 0 });
      this.ask(names);
    });
  }

  private ask(names: readonly string[]): void {
    clearTimeout(this.idle);
    this.child ??= this.launch();
    setAlive(this.child, true);
    this.child.stdin.write(`${names.join('\n')}\n`);
  }

  private launch(): ChildProcessWithoutNullStreams {
    const child = this.catFile.start();
    const stderr: Buffer[] = [];
    const reader = batchReader((bytes, reason) => {
      this.deathsInARow = 0;
      this.answer(bytes, reason);
    });
    child.stdout.on('data', reader);
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error) => {
      this.rejectAll(this.catFile.failure(-1, error.message));
    });
    child.on('close', (exitCode) => {
      if (this.child !== child) return;
      this.child = undefined;
      if (this.queue.length > 0)
        this.afterDeath(this.catFile.failure(exitCode ?? -1, Buffer.concat(stderr).toString()));
    });
    return child;
  }

  private answer(bytes: Buffer | undefined, reason?: string): void {
    const request = this.queue[0];
    if (request === undefined) return;
    const name = request.names[request.next] ?? '';
    request.next += 1;
    try {
      request.take(name, bytes, reason);
    } catch (error) {
      request.reject(error); // thrown in a stream's listener it would end the process
    }
    if (request.next < request.names.length) return;
    this.queue.shift();
    request.resolve();
    if (this.queue.length === 0) this.rest();
  }

  /** Git dies of an object that it cannot give: that one is missing, and another git goes on with the rest. */
  private afterDeath(failure: Error): void {
    this.deathsInARow += 1;
    if (this.deathsInARow > 1) {
      this.rejectAll(failure);
      return;
    }
    this.answer(undefined, failure.message);
    for (const { names, next } of this.queue) this.ask(names.slice(next));
  }

  private rejectAll(error: Error): void {
    this.child = undefined;
    for (const { reject } of this.queue.splice(0)) reject(error);
  }

  /** Nothing is asked: git must neither keep our process alive nor stay for long. */
  private rest(): void {
    const child = this.child;
    if (child === undefined) return;
    setAlive(child, false);
    this.idle = setTimeout(() => {
      if (this.child === child) this.child = undefined;
      child.stdin.end();
    }, idleTime).unref();
  }
}

/** The pipes of a child are sockets, which the types of Node do not say. */
interface Keeping {
  ref(): void;
  unref(): void;
}

const setAlive = (child: ChildProcessWithoutNullStreams, isAlive: boolean): void => {
  for (const part of [child, child.stdin, child.stdout, child.stderr] as unknown as readonly Keeping[])
    if (isAlive) part.ref();
    else part.unref();
};

type TakeBytes = (bytes: Buffer | undefined, reason?: string) => void;

/**
 * Reads what `git cat-file --batch` writes, chunk by chunk: `<id> <type> <size>`, a line feed, the bytes, a line feed;
 * or `<name> missing`. An object is copied once.
 */
export const batchReader = (take: TakeBytes): ((chunk: Buffer) => void) => {
  let header = '';
  let object: { readonly bytes: Buffer; filled: number } | undefined;
  let isLineDue = false;
  const begin = (chunk: Buffer, at: number): number => {
    const end = chunk.indexOf(10, at);
    header += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    const size = Number(header.slice(header.lastIndexOf(' ') + 1));
    header = '';
    if (Number.isNaN(size)) take(undefined, 'is not in this repository');
    else object = { bytes: Buffer.allocUnsafe(size), filled: 0 };
    return end + 1;
  };
  const fill = (chunk: Buffer, at: number, open: { readonly bytes: Buffer; filled: number }): number => {
    const copied = chunk.copy(open.bytes, open.filled, at);
    open.filled += copied;
    if (open.filled === open.bytes.length) {
      object = undefined;
      isLineDue = true;
      take(open.bytes);
    }
    return at + copied;
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length) {
      if (object !== undefined) at = fill(chunk, at, object);
      else if (isLineDue) {
        isLineDue = false;
        at += 1;
      } else at = begin(chunk, at);
    }
  };
};
