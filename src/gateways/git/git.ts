import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import type { SimpleGit } from 'simple-git';
import { redacted } from '../redacted.ts';
import { ObjectReader, type TakeObject } from './cat-file.ts';

/**
 * Git said no. `stderr` is git's own wording, or the remote's, without secrets; no argument of ours is one: URLs and
 * tokens are never arguments.
 */
export class GitError extends Error {
  public readonly args: readonly string[];
  public readonly exitCode: number;
  public readonly stderr: string;

  public constructor(args: readonly string[], exitCode: number, stderr: string) {
    const said = redacted(stderr);
    super(`git ${args[0] ?? ''} failed (${exitCode}): ${said.trim() || 'no message'}`);
    this.name = 'GitError';
    this.args = args;
    this.exitCode = exitCode;
    this.stderr = said;
  }
}

/**
 * Inherited settings that point git at another repository than the one we were asked about, or at a program to run
 * that authenticating (`GIT_ASKPASS`, `GIT_SSH_COMMAND`: CI needs them) does not call for.
 */
const misleading =
  /^(GIT_(DIR|COMMON_DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|SHALLOW_FILE|GRAFT_FILE|REPLACE_REF_BASE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX|EXTERNAL_DIFF|EDITOR|SEQUENCE_EDITOR|PAGER|PROXY_COMMAND|EXEC_PATH|TEMPLATE_DIR)|EDITOR|VISUAL|PAGER)$/;

/**
 * No file-system monitor hook, no `ext::` transport, names unquoted, no advice in messages. Line ends stay as the clone
 * is set up: objects are read byte for byte either way, and with another `core.autocrlf` than the one that wrote it, git
 * takes a work tree for changed.
 */
const settings = [
  'core.fsmonitor=false',
  'protocol.ext.allow=never',
  'core.quotePath=false',
  'advice.detachedHead=false',
];

/**
 * The library's guard refuses these whatever their value. Ours switch the dangerous thing off; the others are what an
 * editor's terminal (`GIT_ASKPASS`) or a pipeline has set up so that git can authenticate, and come from nobody else.
 */
const unsafe = {
  allowUnsafeFsMonitor: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeAskPass: true,
  allowUnsafeSshCommand: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeUrlRewrite: true,
  allowUnsafeGitProxy: true,
};

const environment = (): NodeJS.ProcessEnv => {
  const kept = Object.entries(process.env).filter(([name]) => !misleading.test(name));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
};

/**
 * The one place that runs git. No shell, fixed sub-commands from our own code; text a user typed is resolved to an
 * object id first (`rev-parse --verify --end-of-options`) or stands behind `--`.
 */
export interface Git {
  readonly directory: string;
  /** Runs git and gives its standard output. Throws `GitError`. */
  run(args: readonly string[]): Promise<string>;
  /** Runs git with standard input and binary output. Throws `GitError` for any exit code but those accepted: 0 alone. */
  pipe(args: readonly string[], input?: string | Uint8Array, accepted?: readonly number[]): Promise<Buffer>;
  /** Runs git for its verdict: whether it ended well, and what it said to standard error either way. */
  ask(args: readonly string[]): Promise<{ readonly isGood: boolean; readonly stderr: string }>;
  /**
   * Gives the bytes of objects by name (an id, or `<commit>:<path>`) to `take`, in order, each as soon as git has it; an
   * object that is missing or corrupt without bytes and with the reason. Throws `GitError` when git itself fails.
   */
  blobs(names: readonly string[], take: TakeObject): Promise<void>;
}

export const openGit = (directory: string): Git => {
  let client: Promise<SimpleGit> | undefined; // looking through the environment costs it as much as git's first answer
  const objects = new ObjectReader({
    start: () => start(directory, catFile),
    failure: (exitCode, stderr) => new GitError(catFile, exitCode, stderr),
  });
  return {
    directory,
    run: async (args) =>
      direct.has(args[0] ?? '')
        ? (await pipe(start(directory, args), args)).toString()
        : runText(await (client ??= openClient(directory)), args),
    pipe: (args, input, accepted) => pipe(start(directory, args), args, { input, accepted }),
    ask: (args) => ask(directory, args),
    blobs: (names, take) => objects.read(names, take),
  };
};

const openClient = async (directory: string): Promise<SimpleGit> => {
  const { simpleGit } = await import('simple-git');
  const client = simpleGit({
    baseDir: directory,
    config: settings,
    allowEnvironment: Object.keys(environment()),
    unsafe,
    errors: (_, { exitCode, stdErr }) =>
      exitCode === 0 ? undefined : Buffer.concat([Buffer.from(`${exitCode}\n`), ...stdErr]),
  });
  return client.env(environment());
};

const catFile = ['cat-file', '--batch'];

/**
 * Commands that the library is spared. It waits 50 ms for output that may come late, and these often have none: a run of
 * two dozen journal entries would stand still for a second and more. And what every command asks first needs no library.
 */
const direct: ReadonlySet<string> = new Set(['push', 'fetch', 'update-ref', 'remote', 'for-each-ref', 'rev-parse']);

const runText = async (client: SimpleGit, args: readonly string[]): Promise<string> => {
  try {
    return await client.raw([...args]);
  } catch (error) {
    const [, exitCode, stderr] = /^(\d+)\n([^]*)$/.exec(error instanceof Error ? error.message : '') ?? [];
    if (exitCode !== undefined) throw new GitError(args, Number(exitCode), stderr ?? '');
    throw error instanceof Error && /\bspawn git\b/u.test(error.message) ? notStarted(args, error) : error;
  }
};

/** Git is not installed, or the system has no process left for it: git said no before it could say anything. */
const notStarted = (args: readonly string[], { message }: Error): GitError =>
  new GitError(args, -1, /\bspawn git \w+/u.exec(message)?.[0] ?? message);

/** The exit code of git, `null` when it was killed. */
const closed = async (child: ChildProcessWithoutNullStreams, args: readonly string[]): Promise<number | null> => {
  try {
    const [exitCode] = (await once(child, 'close')) as [number | null];
    return exitCode;
  } catch (error) {
    throw error instanceof Error ? notStarted(args, error) : error;
  }
};

const start = (directory: string, args: readonly string[]): ChildProcessWithoutNullStreams => {
  const configured = settings.flatMap((setting) => ['-c', setting]);
  const child = spawn('git', [...configured, ...args], { cwd: directory, env: environment() });
  child.stdin.on('error', () => undefined); // git may end before it has read all; its exit code tells
  return child;
};

const ask: (directory: string, args: readonly string[]) => ReturnType<Git['ask']> = async (directory, args) => {
  const child = start(directory, args);
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdout.resume();
  child.stdin.end();
  const exitCode = await closed(child, args);
  return { isGood: exitCode === 0, stderr: Buffer.concat(stderr).toString() };
};

/** What git wrote; throws what it said when it failed. */
const pipe = async (
  child: ChildProcessWithoutNullStreams,
  args: readonly string[],
  { input, accepted = [0] }: { input?: string | Uint8Array | undefined; accepted?: readonly number[] | undefined } = {},
): Promise<Buffer> => {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.end(input);
  const exitCode = await closed(child, args);
  if (exitCode === null || !accepted.includes(exitCode))
    throw new GitError(args, exitCode ?? -1, Buffer.concat(stderr).toString());
  return Buffer.concat(stdout);
};
