import { Command } from '@oclif/core/command';
import { directory } from '@oclif/core/flags';
import { Messages } from '@salesforce/core/messages';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'doors');

/**
 * A door that answers without an org: what the platform promises of every command (`--json`, `--flags-dir`, warnings,
 * errors, exit codes) without the platform's libraries, whose loading takes longer than such a command. They are loaded
 * when there is an error to report, so that it is reported as every other command does.
 */
export abstract class LightCommand<Result> extends Command {
  public static override enableJsonFlag = true;
  public static override baseFlags = {
    'flags-dir': directory({ summary: messages.getMessage('flags.flags-dir.summary'), helpGroup: 'GLOBAL' }),
  };

  readonly #warnings: string[] = [];

  public abstract override run(): Promise<Result>;

  public override jsonEnabled(): boolean {
    return super.jsonEnabled() || process.env['SF_CONTENT_TYPE']?.toUpperCase() === 'JSON';
  }

  public override warn(input: string | Error): string | Error {
    const text = typeof input === 'string' ? input : input.message;
    this.#warnings.push(text);
    if (!this.jsonEnabled()) this.logToStderr(`Warning: ${text}`);
    return input;
  }

  protected override toSuccessJson(result: unknown): unknown {
    return { status: Number(process.exitCode ?? 0), result, warnings: this.#warnings };
  }

  protected override async catch(error: Error): Promise<never> {
    const { SfCommand } = await import('@salesforce/sf-plugins-core');
    const warnings = this.#warnings;
    const PlatformCommand = class extends SfCommand<never> {
      public run(): never {
        throw error;
      }
      public report(): Promise<never> {
        if (this.jsonEnabled()) for (const warning of warnings) this.warn(warning);
        return this.catch(error);
      }
    };
    Object.defineProperties(PlatformCommand, { id: { value: this.id }, name: { value: this.ctor.name } });
    return new PlatformCommand(this.argv, this.config).report();
  }
}
