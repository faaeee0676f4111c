import { conclusionOf, type CheckResult } from '../../release/checks/check.ts';
import { foundText, titleOf } from '../check-words.ts';
import type { PlanItem, PlanSection, Tone } from './plan-document.ts';
import { planMessages as words } from './plan-messages.ts';

/** The checks before a run beside its plan: how many passed, and every other one with what was found. */
export const checksSection = (checks: readonly CheckResult[]): PlanSection => {
  const others = checks.filter(({ verdict }) => verdict !== 'pass');
  const passed = checks.length - others.length;
  const counted: PlanItem = {
    sign: '',
    tone: 'good',
    name: words.getMessage('checks.passed', [String(passed), String(checks.length)]),
    isSentence: true,
  };
  return {
    title: words.getMessage('checks'),
    tone: tones[conclusionOf(checks)],
    items: checks.length === 0 ? [] : [counted, ...others.map(checkItem)],
  };
};

const tones: Readonly<Record<ReturnType<typeof conclusionOf>, Tone>> = {
  goOn: 'plain',
  pause: 'warn',
  refuse: 'bad',
  undo: 'bad',
};

const checkItem = (check: CheckResult): PlanItem => {
  const { verdict, skipped } = check;
  const tone = skipped !== undefined ? 'plain' : verdict === 'fail' ? 'bad' : 'warn';
  const state = skipped !== undefined ? 'skipped' : verdict;
  return {
    sign: tone === 'plain' ? '' : '!',
    tone,
    name: titleOf(check.name),
    isSentence: true,
    text: [words.getMessage(`checks.${state}`), foundText(check)].filter(Boolean).join(': '),
  };
};
