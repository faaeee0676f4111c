import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Where `npm run test:sf` puts the pinned CLI; SF_CLI names another one. */
const cli =
  process.env['SF_CLI'] ?? path.join(root, '.cache', 'sf-cli', 'node_modules', '@salesforce', 'cli', 'bin', 'run.js');

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** `result` of `--json`, whatever its shape is. */
  readonly result: unknown;
  /** Name of the error in `--json`. */
  readonly name: string | undefined;
}

const SILENT = {
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  CI: 'true',
  NO_COLOR: '1',
};

const parsed = (text: string): { readonly result?: unknown; readonly name?: string } => {
  try {
    return JSON.parse(text) as { result?: unknown; name?: string };
  } catch {
    return {}; // a command that was run without --json, or died
  }
};

const copyDemo = (folder: string): Promise<void> =>
  cp(path.join(root, 'bin', 'demo', '1.0.0'), folder, { recursive: true });

/** An unmodified `sf` with a home of its own and a project to deploy; no plugin of ours is in it. */
export class RealSf {
  readonly home: string;
  readonly project: string;

  private constructor(home: string) {
    this.home = home;
    this.project = path.join(home, 'project');
  }

  /** @param fill puts a project into a folder that is not there yet; the demo's by default. */
  static async open(fill = copyDemo): Promise<RealSf> {
    const sf = new RealSf(await mkdtemp(path.join(tmpdir(), 'practice-org-sf-')));
    await fill(sf.project);
    return sf;
  }

  /** Runs `sf <line> --json`; words with blanks are given as an array. */
  run(line: string | readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const words = typeof line === 'string' ? line.split(' ') : line;
    const kept = Object.entries(process.env).filter(([name]) => !/^(https?_proxy|SF_.*|SFDX_.*)$/iu.test(name));
    const child = spawn(process.execPath, [cli, ...words, '--json'], {
      cwd: this.project,
      env: { ...Object.fromEntries(kept), ...SILENT, HOME: this.home, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.once('error', reject);
      child.once('close', (code) => {
        const { result, name } = parsed(stdout);
        resolve({ code: code ?? -1, stdout, stderr, result, name });
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}
