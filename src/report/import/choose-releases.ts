import { Messages } from '@salesforce/core/messages';
import type { Candidate } from '../../release/catalogue-outcome.ts';
import type { Basis } from '../../release/adoption.ts';
import { refuse } from '../../release/refusal.ts';
import type { Door } from '../door.ts';
import { answered } from '../prompt.ts';
import { candidateRow } from './candidate-words.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'release.import');

interface Question {
  readonly candidates: readonly Candidate[];
  readonly identity: { readonly name: string; readonly username: string; readonly calledBy?: string };
}

/** Guesses are not ticked beforehand: a tag is never moved again. */
const isTicked = ({ proof, git }: Candidate): boolean => proof === 'proven' || named.has(git.basis);

const named: ReadonlySet<Basis> = new Set(['tagNamesDeploy', 'taggedThen']);

/** Asks on a terminal which releases are recorded; elsewhere `--confirm <alias>` takes all of them. */
export const chooseReleases =
  (door: Pick<Door, 'jsonEnabled'>, confirm: string | undefined) =>
  async ({ candidates, identity }: Question): Promise<readonly Candidate[]> => {
    const expected = identity.calledBy ?? identity.username;
    if (confirm === expected) return candidates;
    if (confirm !== undefined) return refuse({ reason: 'confirmationWrong', expected, given: confirm });
    const interactive = process.stdin.isTTY && process.stdout.isTTY && !door.jsonEnabled();
    if (!interactive) return refuse({ reason: 'confirmationMissing', confirm: expected, org: identity.name });
    const { default: checkbox } = await import('@inquirer/checkbox');
    const choices = candidates.map((candidate) => ({
      value: candidate,
      name: candidateRow(candidate).join('  '),
      checked: isTicked(candidate),
    }));
    const chosen = await answered(checkbox({ message: words.getMessage('choose'), choices, loop: false }));
    return chosen.length === 0 ? refuse({ reason: 'declined' }) : chosen;
  };
