import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { plan } from '../../actions/plan.ts';
import { openGateways } from '../../gateways/open.ts';
import type { PlannedOutcome } from '../../release/run-outcome.ts';
import { conclude } from '../../report/conclude.ts';
import { lineFlag } from '../../report/line-flag.ts';
import { backFlags, environmentFlag, planFlags, planOptions, targetOrgFlag, wayBack } from '../../report/move-flags.ts';
import { planOutput } from '../../report/plan/plan-output.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.plan');

export default class ReleasePlan extends SfCommand<PlannedOutcome> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly usage = messages.getMessages('usage');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    'target-org': targetOrgFlag,
    environment: environmentFlag,
    line: lineFlag,
    ...backFlags,
    ...planFlags,
    'output-file': Flags.string({
      char: 'f',
      summary: messages.getMessage('flags.output-file.summary'),
      description: messages.getMessage('flags.output-file.description'),
      helpValue: '<file>',
    }),
    markdown: Flags.boolean({ summary: messages.getMessage('flags.markdown.summary'), default: false }),
    html: Flags.string({ summary: messages.getMessage('flags.html.summary'), helpValue: '<file>' }),
  };

  public async run(): Promise<PlannedOutcome> {
    const { flags } = await this.parse(ReleasePlan);
    const output = planOutput({ outputFile: flags['output-file'], html: flags.html, markdown: flags.markdown });
    const outcome = await plan(openGateways, {
      environment: flags.environment,
      line: flags.line,
      targetOrg: flags['target-org'],
      ...wayBack(this, flags),
      options: planOptions(flags),
      skip: flags['skip-check'],
      compose: output.compose,
    });
    const planned = conclude(this, outcome, (good) => {
      this.log(output.print(good));
      for (const line of output.closing(good)) this.logToStderr(line);
    });
    process.exitCode = output.exitCode(planned);
    return planned;
  }
}
