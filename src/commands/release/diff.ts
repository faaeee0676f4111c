import '../../gateways/without-log-file.ts';
import { string as textArgument } from '@oclif/core/args';
import { boolean, string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { diff, type DiffRequest } from '../../actions/diff.ts';
import { openGateways } from '../../gateways/open.ts';
import { differentExitCode } from '../../release/exit-code.ts';
import type { DiffOutcome } from '../../release/outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { headline } from '../../report/diff/diff-headline.ts';
import { diffJson, isDifferent } from '../../report/diff/diff-json.ts';
import { diffForms, outputOf, type DiffForm } from '../../report/diff/diff-output.ts';
import type { DiffJson } from '../../report/diff/diff-schema.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { retrieveProgress } from '../../report/retrieve-progress.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.diff');

const formFlag = (form: DiffForm, char?: 'p') =>
  boolean({
    ...(char && { char }),
    summary: messages.getMessage(`flags.${form}.summary`),
    exclusive: diffForms.filter((other) => other !== form),
  });

export default class ReleaseDiff extends LightCommand<DiffJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly args = {
    from: textArgument({ description: messages.getMessage('args.from.summary') }),
    to: textArgument({ description: messages.getMessage('args.to.summary') }),
  };

  public static override readonly flags = {
    environment: string({
      char: 'e',
      summary: messages.getMessage('flags.environment.summary'),
      description: messages.getMessage('flags.environment.description'),
    }),
    line: lineFlag,
    'target-org': string({
      char: 'o',
      summary: messages.getMessage('flags.target-org.summary'),
      description: messages.getMessage('flags.target-org.description'),
    }),
    'include-org-only': boolean({
      summary: messages.getMessage('flags.include-org-only.summary'),
      description: messages.getMessage('flags.include-org-only.description'),
      dependsOn: ['target-org'],
    }),
    reverse: boolean({ char: 'R', summary: messages.getMessage('flags.reverse.summary') }),
    only: string({
      multiple: true,
      summary: messages.getMessage('flags.only.summary'),
      description: messages.getMessage('flags.only.description'),
    }),
    exclude: string({ multiple: true, summary: messages.getMessage('flags.exclude.summary') }),
    'name-only': formFlag('name-only'),
    stat: formFlag('stat'),
    patch: formFlag('patch', 'p'),
    markdown: formFlag('markdown'),
    html: string({ summary: messages.getMessage('flags.html.summary'), helpValue: '<file>' }),
    manifest: string({
      summary: messages.getMessage('flags.manifest.summary'),
      description: messages.getMessage('flags.manifest.description'),
      helpValue: '<folder>',
    }),
    formatting: boolean({ summary: messages.getMessage('flags.formatting.summary') }),
    'exit-code': boolean({ summary: messages.getMessage('flags.exit-code.summary') }),
  };

  public async run(): Promise<DiffJson> {
    const { args, flags } = await this.parse(ReleaseDiff);
    const { environment, line, reverse, only = [], exclude = [], 'target-org': targetOrg } = flags;
    if (targetOrg !== undefined && args.to !== undefined)
      this.error(messages.getMessage('tooManyVersions'), { exit: 2 });
    const form = this.jsonEnabled() ? undefined : diffForms.find((name) => flags[name]);
    const width = process.stdout.isTTY ? process.stdout.columns : undefined;
    const output = await outputOf({ ...flags, form, width });
    const outcome = await this.#compare({
      ...args,
      ...{ environment, line, targetOrg, reverse, only, exclude },
      includeOrgOnly: flags['include-org-only'],
      withContents: output.withContents,
      withMembers: output.withMembers,
      compose: output.compose,
    });
    const comparison = conclude(this, outcome, (compared) => {
      if (form === 'name-only') this.logToStderr(headline(compared));
      const text = output.print(compared);
      if (text !== '') this.log(text);
      for (const file of compared.files) this.logToStderr(messages.getMessage('wrote', [file]));
    });
    if (flags['exit-code'] && isDifferent(comparison)) process.exitCode = differentExitCode;
    return diffJson(comparison);
  }

  async #compare(request: DiffRequest): Promise<DiffOutcome> {
    const { targetOrg } = request;
    const text = targetOrg === undefined ? undefined : messages.getMessage('retrieving', [targetOrg]);
    using progress = retrieveProgress(this, text);
    return await diff(openGateways, { ...request, onProgress: progress.onProgress });
  }
}
