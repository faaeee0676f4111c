import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { login, logout } from '../../../gateways/practice/practice-login.ts';
import { packageInFolder } from '../../../gateways/practice/seed-folder.ts';
import {
  announce,
  runningPracticeOrgs,
  withdraw,
  type RunningPracticeOrg,
} from '../../../gateways/practice/running-practice-orgs.ts';
import type { DeployTiming } from '../../../practice-org/deploy/queue.ts';
import { startPracticeOrg, type PracticeOrg } from '../../../practice-org/index.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.practice.start');

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves when the process is told to stop. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) {
      // SfCommand's own listener throws an exit error at once, and nothing would be cleaned up.
      process.removeAllListeners(signal);
      process.once(signal, () => {
        resolve();
      });
    }
  });

/** Most of a deploy is components; canceling and the last step take a while, too. */
const paced = (milliseconds: number): Partial<DeployTiming> => ({
  pending: milliseconds / 10,
  components: (milliseconds * 7) / 10,
  finalizing: milliseconds / 5,
  canceling: milliseconds / 10,
});

const cardOf = (org: PracticeOrg, alias: string, aliasBefore: string | undefined): RunningPracticeOrg => ({
  alias,
  ...(aliasBefore !== undefined && { aliasBefore }),
  name: org.name,
  username: org.username,
  orgId: org.orgId,
  url: org.url,
  controlToken: org.controlToken,
  pid: process.pid,
});

export default class ReleasePracticeStart extends SfCommand<void> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly enableJsonFlag = false;

  public static override readonly flags = {
    alias: Flags.string({
      char: 'a',
      default: 'practice',
      summary: messages.getMessage('flags.alias.summary'),
      description: messages.getMessage('flags.alias.description'),
    }),
    kind: Flags.option({
      char: 'k',
      options: ['production', 'sandbox'] as const,
      default: 'production' as const,
      summary: messages.getMessage('flags.kind.summary'),
    })(),
    port: Flags.integer({
      char: 'p',
      min: 0,
      max: 65_535,
      default: 0,
      summary: messages.getMessage('flags.port.summary'),
      description: messages.getMessage('flags.port.description'),
    }),
    state: Flags.directory({
      summary: messages.getMessage('flags.state.summary'),
      description: messages.getMessage('flags.state.description'),
    }),
    seed: Flags.directory({
      exists: true,
      summary: messages.getMessage('flags.seed.summary'),
      description: messages.getMessage('flags.seed.description'),
    }),
    'deploy-seconds': Flags.integer({
      min: 0,
      max: 3_600,
      default: 0,
      summary: messages.getMessage('flags.deploy-seconds.summary'),
      description: messages.getMessage('flags.deploy-seconds.description'),
    }),
    log: Flags.file({
      summary: messages.getMessage('flags.log.summary'),
      description: messages.getMessage('flags.log.description'),
    }),
  };

  public async run(): Promise<void> {
    const { flags } = await this.parse(ReleasePracticeStart);
    // Looking also forgets those that were killed.
    const namesake = (await runningPracticeOrgs(this.config.dataDir)).find(({ alias }) => alias === flags.alias);
    if (namesake) throw messages.createError('aliasTaken', [flags.alias, namesake.url, namesake.pid]);
    const stopped = stopSignal();
    const org = await startPracticeOrg({
      kind: flags.kind,
      port: flags.port,
      name: flags.alias,
      timing: paced(flags['deploy-seconds'] * 1_000),
      ...(flags.log !== undefined && { logFile: flags.log }),
      ...(flags.state !== undefined && { stateFolder: flags.state }),
      ...(flags.seed !== undefined && { seed: await packageInFolder(flags.seed) }),
    });
    try {
      await this.serve(org, flags.alias, stopped);
    } finally {
      await org.close();
    }
    this.log(messages.getMessage('stopped', [org.name]));
  }

  /** Logs the CLI in until the signal comes, then out again. */
  private async serve(org: PracticeOrg, alias: string, stopped: Promise<void>): Promise<void> {
    const aliasBefore = await login(org, alias, new Date());
    try {
      await announce(this.config.dataDir, cardOf(org, alias, aliasBefore));
      this.logSuccess(messages.getMessage('running', [org.name, org.kind, org.url]));
      this.log(messages.getMessage('usage', [org.orgId, org.username, alias, alias]));
      await stopped;
    } finally {
      await logout(org.username, alias, aliasBefore);
      await withdraw(this.config.dataDir, org.username);
    }
  }
}
