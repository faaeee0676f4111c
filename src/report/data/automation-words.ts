import { Messages } from '@salesforce/core/messages';
import chalk from 'chalk';
import {
  automationKinds,
  type Automation,
  type AutomationKind,
  type FiringAutomation,
} from '../../release/data/automation.ts';
import { columns } from '../columns.ts';
import { sentenceList } from '../counts.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'release.data.restore');

const kindWords = (kind: AutomationKind): string => messages.getMessage(`automation.kind.${kind}`);

/** What runs when the records are written, what can be done about it, and what nobody knows. */
export const automationWords = ({ fires, unknown }: FiringAutomation): readonly string[] => {
  const there = automationKinds.filter((kind) => fires.some((each) => each.kind === kind));
  return [
    ...(fires.length === 0
      ? []
      : [
          `${chalk.yellow('!')} ${messages.getMessage('automation.fires')}`,
          columns(fires.map(lineOf)),
          messages.getMessage('automation.off'),
          ...new Set(there.map((kind) => `  ${messages.getMessage(`automation.off.${switchOf[kind]}`)}`)),
        ]),
    ...unknown.map(
      ({ kinds, because }) =>
        `${chalk.yellow('!')} ${messages.getMessage('automation.unknown', [sentenceList(kinds.map(kindWords)), because])}`,
    ),
    ...(fires.length + unknown.length === 0 ? [messages.getMessage('automation.none')] : []),
  ];
};

/** What is switched off in the same way. */
const switchOf = {
  beforeSaveFlow: 'flow',
  trigger: 'trigger',
  validationRule: 'validationRule',
  duplicateRule: 'duplicateRule',
  workflowRule: 'workflowRule',
  process: 'flow',
  afterSaveFlow: 'flow',
} as const satisfies Readonly<Record<AutomationKind, string>>;

const lineOf = ({ object, kind, name, on, permissions = [] }: Automation): readonly string[] => [
  `  ${object ?? messages.getMessage('automation.anyObject')}`,
  kindWords(kind),
  name,
  sentenceList(on.map((write) => messages.getMessage(`column.${write}`))),
  permissions.length === 0 ? '' : messages.getMessage('automation.permissions', [sentenceList(permissions)]),
];
