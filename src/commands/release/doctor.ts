import '../../gateways/without-log-file.ts';
import { Messages } from '@salesforce/core/messages';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { doctor } from '../../actions/doctor.ts';
import { openGateways } from '../../gateways/open.ts';
import { exitCode } from '../../release/exit-code.ts';
import { conclude, refusalMessage } from '../../report/conclude.ts';
import { doctorJson, doctorText } from '../../report/doctor-words.ts';
import { targetOrgFlag } from '../../report/move-flags.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.doctor');

type DoctorJson = ReturnType<typeof doctorJson>;

export default class ReleaseDoctor extends SfCommand<DoctorJson> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');

  public static override readonly flags = {
    environment: Flags.string({ char: 'e', summary: messages.getMessage('flags.environment.summary') }),
    'target-org': targetOrgFlag,
  };

  public async run(): Promise<DoctorJson> {
    const { flags } = await this.parse(ReleaseDoctor);
    const outcome = await doctor(openGateways, {
      environment: flags.environment,
      targetOrg: flags['target-org'],
      say: ({ refusal }) => refusalMessage(refusal),
    });
    const examined = conclude(this, outcome, (good) => {
      this.log(doctorText(good));
    });
    process.exitCode = exitCode(examined);
    return doctorJson(examined);
  }
}
