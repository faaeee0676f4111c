import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { backup } from '../../../actions/data/backup.ts';
import { openGateways } from '../../../gateways/open.ts';
import type { BackedUp } from '../../../release/data/data-outcome.ts';
import { conclude } from '../../../report/conclude.ts';
import { backedUpWords } from '../../../report/data/backup-words.ts';
import { bodyProgress, rowProgress } from '../../../report/data/row-progress.ts';
import { interruptSignal } from '../../../report/interrupt.ts';
import { environmentFlag, targetOrgFlag } from '../../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.backup');

export default class ReleaseDataBackup extends SfCommand<BackedUp> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    object: Flags.string({ summary: messages.getMessage('flags.object.summary'), multiple: true }),
    incremental: Flags.boolean({ summary: messages.getMessage('flags.incremental.summary'), default: false }),
    files: Flags.boolean({
      summary: messages.getMessage('flags.files.summary'),
      description: messages.getMessage('flags.files.description'),
      default: false,
    }),
    plain: Flags.boolean({ summary: messages.getMessage('flags.plain.summary'), default: false }),
    resume: Flags.boolean({ summary: messages.getMessage('flags.resume.summary'), default: false }),
    'target-org': targetOrgFlag,
    environment: environmentFlag,
  };

  public async run(): Promise<BackedUp> {
    const { flags } = await this.parse(ReleaseDataBackup);
    using interrupt = interruptSignal();
    interrupt.hear();
    const { environment, incremental, files, plain, resume } = flags;
    const outcome = await backup(openGateways, {
      ...{ environment, incremental, files, plain, resume },
      targetOrg: flags['target-org'],
      objects: flags.object ?? [],
      onRows: rowProgress(this),
      onBodies: bodyProgress(this),
      signal: interrupt.signal,
    });
    return conclude(this, outcome, (good) => {
      this.log(backedUpWords(good));
    });
  }
}
