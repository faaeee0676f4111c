import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { verify } from '../../../actions/data/verify.ts';
import { openGateways } from '../../../gateways/open.ts';
import type { Verified } from '../../../release/data/data-outcome.ts';
import { exitCode } from '../../../release/exit-code.ts';
import { conclude } from '../../../report/conclude.ts';
import { verifiedWords } from '../../../report/data/backup-words.ts';
import { environmentFlag } from '../../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.verify');

export default class ReleaseDataVerify extends SfCommand<Verified> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    backup: Flags.string({ char: 'b', summary: messages.getMessage('flags.backup.summary') }),
    identity: Flags.file({ char: 'i', summary: messages.getMessage('flags.identity.summary') }),
    sample: Flags.integer({ summary: messages.getMessage('flags.sample.summary'), min: 0, default: 0 }),
    environment: environmentFlag,
  };

  public async run(): Promise<Verified> {
    const { flags } = await this.parse(ReleaseDataVerify);
    const outcome = await verify(openGateways, flags);
    const verified = conclude(this, outcome, (good) => {
      this.log(verifiedWords(good));
    });
    process.exitCode = exitCode(verified);
    return verified;
  }
}
