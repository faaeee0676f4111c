import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { list } from '../../actions/list.ts';
import { openGateways } from '../../gateways/open.ts';
import type { ListOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { releaseRows } from '../../report/release-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.list');

export default class ReleaseList extends SfCommand<Extract<ListOutcome, { kind: 'listed' }>> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: Flags.string({
      char: 'e',
      summary: messages.getMessage('flags.environment.summary'),
      description: messages.getMessage('flags.environment.description'),
    }),
  };

  public async run(): Promise<Extract<ListOutcome, { kind: 'listed' }>> {
    const { flags } = await this.parse(ReleaseList);
    const outcome = await list(openGateways, flags);
    return conclude(this, outcome, ({ catalogue }) => {
      if (catalogue.releases.length === 0) this.log(messages.getMessage('empty', [catalogue.environment]));
      else this.table({ data: releaseRows(catalogue), title: catalogue.environment });
    });
  }
}
