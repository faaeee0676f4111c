import { conclusionOf, type CheckResult } from '../../release/checks/check.ts';
import { conclusionText, foundText, titleOf, toldChecks } from '../check-words.ts';
import { planMessages as words } from './plan-messages.ts';
import type { PlanItem, PlanSection, Tone } from './plan-section.ts';

/** The checks before a run beside its plan: how many passed, and every other one with what was found. */
export const checksSection = (checks: readonly CheckResult[]): PlanSection => {
  const { asked, passed, told } = toldChecks(checks);
  const conclusion = conclusionText(checks);
  const tone = tones[conclusionOf(checks)];
  const counted: PlanItem = {
    sign: '',
    tone: 'good',
    name: words.getMessage('checks.passed', [String(passed), String(asked)]),
    isSentence: true,
  };
  return {
    title: words.getMessage('checks'),
    tone,
    items: [
      ...(conclusion === undefined ? [] : [{ sign: '!', tone, name: conclusion, isSentence: true } as const]),
      ...(checks.length === 0 ? [] : [counted, ...told.map(checkItem)]),
    ],
  };
};

const tones: Readonly<Record<ReturnType<typeof conclusionOf>, Tone>> = {
  goOn: 'plain',
  pause: 'warn',
  refuse: 'bad',
  undo: 'bad',
};

const checkItem = (check: CheckResult): PlanItem => {
  const { verdict, onFail, skipped } = check;
  const isBad = verdict === 'fail' && onFail !== 'warn';
  const tone = skipped !== undefined ? 'plain' : isBad ? 'bad' : 'warn';
  const state = skipped !== undefined ? 'skipped' : verdict;
  return {
    sign: tone === 'plain' ? '' : '!',
    tone,
    name: titleOf(check.name),
    isSentence: true,
    text: [words.getMessage(`checks.${state}`), foundText(check)].filter(Boolean).join(': '),
  };
};
