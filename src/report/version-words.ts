import { Messages } from '@salesforce/core/messages';
import type { VersionProposal } from '../release/version-proposal.ts';
import type { Door } from './door.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const words = Messages.loadMessages('sf-release', 'version');

const most = 3;

/** Which version was worked out, and what asked for it. */
export const versionText = ({ version, bump, because, since }: VersionProposal): string => {
  if (since === undefined) return words.getMessage('first', [version]);
  if (because.length === 0) return words.getMessage('plain', [version, since]);
  const others = because.length > most ? ` ${words.getMessage('more', [because.length - most])}` : '';
  return words.getMessage('raised', [version, bump, since, `${because.slice(0, most).join(', ')}${others}`]);
};

/** Says it before anything is planned, on a command that talks to people. */
export const tellVersion =
  (door: Door): ((proposal: VersionProposal) => void) =>
  (proposal) => {
    if (!door.jsonEnabled()) door.log(versionText(proposal));
  };
