import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import type { OrgKind, PlanOptions } from '../release/plan/plan.ts';
import { testLevels } from '../release/test-level.ts';
import type { Door } from './door.ts';
import { lineFlag } from './line-flag.ts';
import { pickComponents } from './plan/pick-components.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-release', 'shared-flags');

/** A plain string: the org is resolved in the walk, so that a wrong one is an ending like any other. */
export const targetOrgFlag = Flags.string({
  char: 'o',
  summary: messages.getMessage('target-org.summary'),
  description: messages.getMessage('target-org.description'),
});

export const environmentFlag = Flags.string({
  char: 'e',
  summary: messages.getMessage('environment.summary'),
  description: messages.getMessage('environment.description'),
});

export const versionFlag = Flags.string({
  char: 'v',
  summary: messages.getMessage('version.summary'),
  description: messages.getMessage('version.description'),
  default: 'auto',
});

export const waitFlag = Flags.integer({ char: 'w', summary: messages.getMessage('wait.summary'), default: 60, min: 1 });

export const asyncFlag = Flags.boolean({
  summary: messages.getMessage('async.summary'),
  default: false,
  exclusive: ['wait'],
});

export const takeOverFlag = Flags.string({
  summary: messages.getMessage('take-over.summary'),
  description: messages.getMessage('take-over.description'),
  helpValue: '<run>',
});

const skipCheckFlag = Flags.string({
  summary: messages.getMessage('skip-check.summary'),
  description: messages.getMessage('skip-check.description'),
  multiple: true,
});

/** Whether the next way is validated as soon as the org holds something else. */
export const armFlag = Flags.boolean({
  summary: messages.getMessage('arm.summary'),
  description: messages.getMessage('arm.description'),
  allowNo: true,
});

/** In production, unless somebody says otherwise. */
export const wantsArming = ({ arm: wanted }: { readonly arm?: boolean }, kind: OrgKind): boolean =>
  wanted ?? kind === 'production';

/** Files that tell of the tests of a run. */
export const reportFlags = {
  junit: Flags.string({ summary: messages.getMessage('junit.summary'), helpValue: '<file>' }),
  coverage: Flags.string({ summary: messages.getMessage('coverage.summary'), helpValue: '<file>' }),
};

/** What decides about a plan. */
export const planFlags = {
  'on-drift': Flags.option({
    options: ['stop', 'keep', 'merge', 'overwrite'] as const,
    summary: messages.getMessage('on-drift.summary'),
    description: messages.getMessage('on-drift.description'),
    default: 'stop' as const,
  })(),
  'accept-data-loss': Flags.string({ summary: messages.getMessage('accept-data-loss.summary'), multiple: true }),
  'keep-data-model': Flags.boolean({ summary: messages.getMessage('keep-data-model.summary'), default: false }),
  'test-level': Flags.option({
    options: testLevels,
    char: 'l',
    summary: messages.getMessage('test-level.summary'),
    description: messages.getMessage('test-level.description'),
  })(),
  tests: Flags.string({ char: 't', summary: messages.getMessage('tests.summary'), multiple: true }),
  'skip-check': skipCheckFlag,
  only: Flags.string({
    summary: messages.getMessage('only.summary'),
    description: messages.getMessage('only.description'),
    multiple: true,
  }),
  exclude: Flags.string({ summary: messages.getMessage('exclude.summary'), multiple: true }),
};

/** Flags that are always there cannot exclude another one. */
const hasDefault: ReadonlySet<string> = new Set(['on-drift', 'keep-data-model', 'skip-check', 'pick']);

/** What a plan to go back can be about beside a release. */
export const backFlags = {
  to: Flags.string({ summary: messages.getMessage('to.summary'), exclusive: ['undo'] }),
  'undo-last': Flags.boolean({
    summary: messages.getMessage('undo-last.summary'),
    description: messages.getMessage('undo-last.description'),
    exclusive: ['to', 'undo'],
  }),
  undo: Flags.string({
    summary: messages.getMessage('undo.summary'),
    description: messages.getMessage('undo.description'),
    helpValue: '<release|from..to>',
  }),
  commits: Flags.string({
    summary: messages.getMessage('commits.summary'),
    description: messages.getMessage('commits.description'),
    helpValue: '<from..to>',
  }),
  pick: Flags.boolean({ summary: messages.getMessage('pick.summary'), default: false, exclusive: ['commits'] }),
};

/** A saved plan says everything that the other flags would. */
export const planFileFlag = Flags.string({
  summary: messages.getMessage('plan.summary'),
  helpValue: '<file>',
  exclusive: Object.keys({ ...backFlags, ...planFlags }).filter((flag) => !hasDefault.has(flag)),
});

/** The flags of everything that moves an org from one version to another. */
export const moveFlags = {
  'target-org': targetOrgFlag,
  environment: environmentFlag,
  line: lineFlag,
  confirm: Flags.string({
    summary: messages.getMessage('confirm.summary'),
    description: messages.getMessage('confirm.description'),
  }),
  reason: Flags.string({ summary: messages.getMessage('reason.summary') }),
  'dry-run': Flags.boolean({ summary: messages.getMessage('dry-run.summary'), default: false }),
  wait: waitFlag,
  async: asyncFlag,
  ...reportFlags,
  ...planFlags,
};

interface MoveFlags {
  readonly 'accept-data-loss'?: string[] | undefined;
  readonly 'keep-data-model': boolean;
  readonly 'on-drift': PlanOptions['onDrift'];
  readonly 'test-level'?: NonNullable<PlanOptions['testLevel']> | undefined;
  readonly tests?: string[] | undefined;
  readonly only?: string[] | undefined;
  readonly exclude?: string[] | undefined;
}

/** What the flags ask of a plan; lists are sorted, so that the same wish is the same plan. */
export const planOptions = (flags: MoveFlags): PlanOptions => ({
  keepDataModel: flags['keep-data-model'] ? 'always' : 'whenRowsExist',
  acceptDataLoss: [...(flags['accept-data-loss'] ?? [])].sort(),
  onDrift: flags['on-drift'],
  only: flags.only ?? [],
  exclude: flags.exclude ?? [],
  ...(flags['test-level'] === undefined ? {} : { testLevel: flags['test-level'] }),
  ...(flags.tests === undefined ? {} : { tests: [...flags.tests].sort() }),
});

interface BackFlags {
  readonly to?: string | undefined;
  readonly 'undo-last'?: boolean | undefined;
  readonly undo?: string | undefined;
  readonly commits?: string | undefined;
  readonly plan?: string | undefined;
  readonly pick: boolean;
}

/** Where the flags want to go. */
export const wayBack = (door: Pick<Door, 'jsonEnabled'>, flags: BackFlags) => {
  const { to, undo, commits, plan, pick } = flags;
  const interactive = process.stdin.isTTY && process.stdout.isTTY && !door.jsonEnabled();
  const undoLast = flags['undo-last'];
  return { to, undoLast, undo, commits, planFile: plan, pick: pick ? pickComponents(interactive) : undefined };
};
