import '../../gateways/without-log-file.ts';
import { boolean, string } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';
import { reversibility } from '../../actions/reversibility.ts';
import { openGateways } from '../../gateways/open.ts';
import type { ReversibilityOutcome } from '../../release/catalogue-outcome.ts';
import { differentExitCode } from '../../release/exit-code.ts';
import { conclude } from '../../report/conclude.ts';
import { LightCommand } from '../../report/light-command.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { reversibilityMarkdown, reversibilityText } from '../../report/reversibility-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.reversibility');

type Judged = Extract<ReversibilityOutcome, { kind: 'judged' }>;

export default class ReleaseReversibility extends LightCommand<Judged & { readonly markdown: string }> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    base: string({ summary: messages.getMessage('flags.base.summary'), required: true }),
    head: string({ summary: messages.getMessage('flags.head.summary'), default: 'HEAD' }),
    environment: string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    line: lineFlag,
    'target-org': string({ char: 'o', summary: messages.getMessage('flags.target-org.summary') }),
    markdown: boolean({ summary: messages.getMessage('flags.markdown.summary'), default: false }),
    'exit-code': boolean({ summary: messages.getMessage('flags.exit-code.summary'), default: false }),
  };

  public async run(): Promise<Judged & { readonly markdown: string }> {
    const { flags } = await this.parse(ReleaseReversibility);
    const { base, head, environment, line, 'target-org': targetOrg } = flags;
    const outcome = await reversibility(openGateways, { base, head, environment, line, targetOrg });
    const judged = conclude(this, outcome, (good) => {
      this.log(flags.markdown ? reversibilityMarkdown(good) : reversibilityText(good));
    });
    if (flags['exit-code'] && judged.reversible !== 'yes') process.exitCode = differentExitCode;
    return { ...judged, markdown: reversibilityMarkdown(judged) };
  }
}
