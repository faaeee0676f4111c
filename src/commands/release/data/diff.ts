import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { diffData } from '../../../actions/data/diff-data.ts';
import { openGateways } from '../../../gateways/open.ts';
import type { DataCompared } from '../../../release/data/data-outcome.ts';
import { conclude } from '../../../report/conclude.ts';
import { changesFormOf } from '../../../report/data/changes-forms.ts';
import { dataDiffWords } from '../../../report/data/data-diff-words.ts';
import { environmentFlag, targetOrgFlag } from '../../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.diff');

export default class ReleaseDataDiff extends SfCommand<DataCompared> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    from: Flags.string({ required: true, summary: messages.getMessage('flags.from.summary') }),
    to: Flags.string({ summary: messages.getMessage('flags.to.summary') }),
    object: Flags.string({ multiple: true, summary: messages.getMessage('flags.object.summary') }),
    field: Flags.string({ multiple: true, summary: messages.getMessage('flags.field.summary') }),
    identity: Flags.file({ char: 'i', summary: messages.getMessage('flags.identity.summary') }),
    limit: Flags.integer({ char: 'n', min: 0, default: 20, summary: messages.getMessage('flags.limit.summary') }),
    'output-file': Flags.file({ char: 'f', summary: messages.getMessage('flags.output-file.summary') }),
    'target-org': targetOrgFlag,
    environment: environmentFlag,
  };

  public async run(): Promise<DataCompared> {
    const { flags } = await this.parse(ReleaseDataDiff);
    const { from, to, identity, limit, environment, object = [], field = [] } = flags;
    const file = flags['output-file'];
    const outcome = await diffData(openGateways, {
      ...{ from, to, identity, limit, environment, objects: object, fields: field },
      targetOrg: flags['target-org'],
      output: file === undefined ? undefined : { file, form: changesFormOf(file) },
    });
    return conclude(this, outcome, (good) => {
      this.log(dataDiffWords(good));
    });
  }
}
