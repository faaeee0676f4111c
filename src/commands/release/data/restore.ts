import '../../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { restore } from '../../../actions/data/restore.ts';
import { openGateways } from '../../../gateways/open.ts';
import type { Restored } from '../../../release/data/data-outcome.ts';
import { exitCode } from '../../../release/exit-code.ts';
import { conclude } from '../../../report/conclude.ts';
import { askRestore } from '../../../report/data/restore-consent.ts';
import { externalIdsIn, timeFlag } from '../../../report/data/restore-flags.ts';
import { restoredWords } from '../../../report/data/restore-words.ts';
import { environmentFlag, moveFlags, targetOrgFlag } from '../../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.restore');

export default class ReleaseDataRestore extends SfCommand<Restored> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    backup: Flags.string({ char: 'b', required: true, summary: messages.getMessage('flags.backup.summary') }),
    identity: Flags.file({ char: 'i', summary: messages.getMessage('flags.identity.summary') }),
    object: Flags.string({ multiple: true, summary: messages.getMessage('flags.object.summary') }),
    field: Flags.string({ multiple: true, summary: messages.getMessage('flags.field.summary') }),
    id: Flags.salesforceId({
      char: 'r', // it comes with -i, which is the key's
      length: 'both',
      multiple: true,
      summary: messages.getMessage('flags.id.summary'),
    }),
    'id-file': Flags.file({ summary: messages.getMessage('flags.id-file.summary') }),
    'external-id': Flags.string({ multiple: true, summary: messages.getMessage('flags.external-id.summary') }),
    where: Flags.string({
      summary: messages.getMessage('flags.where.summary'),
      description: messages.getMessage('flags.where.description'),
    }),
    'changed-since': timeFlag({
      summary: messages.getMessage('flags.changed-since.summary'),
      description: messages.getMessage('flags.changed-since.description'),
    }),
    'changed-before': timeFlag({ summary: messages.getMessage('flags.changed-before.summary') }),
    'rehearse-in': Flags.string({
      summary: messages.getMessage('flags.rehearse-in.summary'),
      description: messages.getMessage('flags.rehearse-in.description'),
    }),
    'failed-file': Flags.file({ summary: messages.getMessage('flags.failed-file.summary') }),
    'on-conflict': Flags.option({
      options: ['stop', 'skip', 'overwrite'] as const,
      summary: messages.getMessage('flags.on-conflict.summary'),
      description: messages.getMessage('flags.on-conflict.description'),
      default: 'stop' as const,
    })(),
    insert: Flags.boolean({ allowNo: true, default: true, summary: messages.getMessage('flags.insert.summary') }),
    files: Flags.boolean({
      allowNo: true,
      summary: messages.getMessage('flags.files.summary'),
      description: messages.getMessage('flags.files.description'),
    }),
    'dry-run': Flags.boolean({ default: false, summary: messages.getMessage('flags.dry-run.summary') }),
    'take-over': Flags.string({ summary: messages.getMessage('flags.take-over.summary') }),
    confirm: moveFlags.confirm,
    'target-org': targetOrgFlag,
    environment: environmentFlag,
  };

  public async run(): Promise<Restored> {
    const { flags } = await this.parse(ReleaseDataRestore);
    const { backup, identity, insert, environment, confirm, where, object = [], field = [], id = [] } = flags;
    const request = {
      ...{ backup, identity, insert, environment, where, objects: object, fields: field, ids: id },
      idFile: flags['id-file'],
      externalIds: externalIdsIn(flags['external-id'] ?? []),
      changedSince: flags['changed-since'],
      changedBefore: flags['changed-before'],
      failedFile: flags['failed-file'],
      rehearseIn: flags['rehearse-in'],
      files: flags.files,
      targetOrg: flags['target-org'],
      onConflict: flags['on-conflict'],
      dryRun: flags['dry-run'],
      takeOver: flags['take-over'],
    };
    const outcome = await restore(openGateways, request, (question) => askRestore({ door: this, confirm }, question));
    const good = conclude(this, outcome, (ending) => {
      this.log(restoredWords(ending));
    });
    process.exitCode = exitCode(good);
    return good;
  }
}
