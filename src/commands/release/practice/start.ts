import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { login, logout } from '../../../gateways/practice-login.ts';
import {
  announce,
  runningPracticeOrgs,
  withdraw,
  type RunningPracticeOrg,
} from '../../../gateways/running-practice-orgs.ts';
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
    log: Flags.file({
      summary: messages.getMessage('flags.log.summary'),
      description: messages.getMessage('flags.log.description'),
    }),
  };

  public async run(): Promise<void> {
    const { flags } = await this.parse(ReleasePracticeStart);
    const stopped = stopSignal();
    await runningPracticeOrgs(this.config.dataDir); // forgets those that were killed
    const org = await startPracticeOrg({
      kind: flags.kind,
      port: flags.port,
      name: flags.alias,
      ...(flags.log !== undefined && { logFile: flags.log }),
    });
    const aliasBefore = await login(org, flags.alias, new Date());
    await announce(this.config.dataDir, cardOf(org, flags.alias, aliasBefore));
    this.logSuccess(messages.getMessage('running', [org.name, org.kind, org.url]));
    this.log(messages.getMessage('usage', [org.orgId, org.username, flags.alias, flags.alias]));
    await stopped;
    await org.close();
    await logout(org.username, flags.alias, aliasBefore);
    await withdraw(this.config.dataDir, org.username);
    this.log(messages.getMessage('stopped', [org.name]));
  }
}
