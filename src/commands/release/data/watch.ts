import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { SfCommand } from '@salesforce/sf-plugins-core';
import { watch } from '../../../actions/data/watch.ts';
import { openGateways } from '../../../gateways/open.ts';
import type { Watched } from '../../../release/data/data-outcome.ts';
import { conclude } from '../../../report/conclude.ts';
import { rowProgress } from '../../../report/data/row-progress.ts';
import { watchedWords } from '../../../report/data/watch-words.ts';
import { interruptSignal } from '../../../report/interrupt.ts';
import { environmentFlag, targetOrgFlag } from '../../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.watch');

export default class ReleaseDataWatch extends SfCommand<Watched> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
  };

  public async run(): Promise<Watched> {
    const { flags } = await this.parse(ReleaseDataWatch);
    using interrupt = interruptSignal();
    interrupt.hear();
    const outcome = await watch(openGateways, {
      environment: flags.environment,
      targetOrg: flags['target-org'],
      onRows: rowProgress(this),
      signal: interrupt.signal,
    });
    return conclude(this, outcome, (good) => {
      this.log(watchedWords(good));
    });
  }
}
