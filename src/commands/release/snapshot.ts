import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { snapshot } from '../../actions/snapshot.ts';
import { openGateways } from '../../gateways/open.ts';
import type { SnapshotOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { targetOrgFlag } from '../../report/move-flags.ts';
import { retrieveProgress } from '../../report/retrieve-progress.ts';
import { snapshotText } from '../../report/snapshot-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.snapshot');

type SnapshotJson = Extract<SnapshotOutcome, { kind: 'snapshotTaken' }>;

export default class ReleaseSnapshot extends SfCommand<SnapshotJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: Flags.string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    line: lineFlag,
    all: Flags.boolean({ summary: messages.getMessage('flags.all.summary'), default: false }),
  };

  public async run(): Promise<SnapshotJson> {
    const { flags } = await this.parse(ReleaseSnapshot);
    const { environment, line, all, 'target-org': targetOrg } = flags;
    const outcome = await this.#take({ environment, line, all, targetOrg });
    return conclude(this, outcome, (good) => {
      this.log(snapshotText(good));
    });
  }

  async #take(request: Parameters<typeof snapshot>[1]): Promise<SnapshotOutcome> {
    const text = messages.getMessage('retrieving', [request.targetOrg ?? request.environment ?? 'the org']);
    using progress = retrieveProgress(this, text);
    return await snapshot(openGateways, { ...request, onProgress: progress.onProgress });
  }
}
