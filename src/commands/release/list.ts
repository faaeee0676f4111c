import '../../gateways/without-log-file.ts';
import { string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { list } from '../../actions/list.ts';
import { openGateways } from '../../gateways/open.ts';
import type { ListOutcome } from '../../release/catalogue-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { lineOption, ofLine } from '../../report/line-words.ts';
import { releaseTable } from '../../report/release-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.list');

type Listed = Extract<ListOutcome, { kind: 'listed' }>;

export default class ReleaseList extends LightCommand<Listed> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: string({
      char: 'e',
      summary: messages.getMessage('flags.environment.summary'),
      description: messages.getMessage('flags.environment.description'),
    }),
    line: lineFlag,
  };

  public async run(): Promise<Listed> {
    const { flags } = await this.parse(ReleaseList);
    const outcome = await list(openGateways, flags);
    return conclude(this, outcome, (listed) => {
      const { releases, environment, line } = listed.catalogue;
      const first = lineOption(line ?? listed.lines?.[0]);
      const empty = messages.getMessage('empty', [environment, ofLine(line), first]);
      this.log(releases.length === 0 ? empty : releaseTable(listed));
    });
  }
}
