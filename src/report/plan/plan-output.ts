import { refusedExitCode } from '../../release/exit-code.ts';
import { writePlan } from '../../release/plan/plan-file.ts';
import type { PlannedOutcome } from '../../release/run-outcome.ts';
import { plannedWords } from '../run-words.ts';
import { planHtml } from './plan-html.ts';
import { planMarkdown } from './plan-markdown.ts';
import { planMessages as words } from './plan-messages.ts';

export interface PlanChoice {
  /** File for the plan itself. */
  readonly outputFile: string | undefined;
  /** File for the page. */
  readonly html: string | undefined;
  /** Markdown in place of the words for a terminal. */
  readonly markdown: boolean;
}

export interface PlanOutput {
  /** The files that were asked for, text by path. */
  readonly compose: (planned: PlannedOutcome) => ReadonlyMap<string, string>;
  readonly print: (planned: PlannedOutcome) => string;
  /** What was written, and how to go on. */
  readonly closing: (planned: PlannedOutcome) => readonly string[];
  /** A plan that must not be carried out as it is ends as refused, so that a pipeline stops there. */
  readonly exitCode: (planned: PlannedOutcome) => number;
}

/** How a plan is shown and saved. */
export const planOutput = ({ outputFile, html, markdown }: PlanChoice): PlanOutput => ({
  compose: ({ plan, org, checks }) =>
    new Map([
      ...(outputFile === undefined ? [] : [[outputFile, writePlan(plan)] as const]),
      ...(html === undefined ? [] : [[html, planHtml(plan, org, checks)] as const]),
    ]),
  print: (planned) => (markdown ? planMarkdown(planned.plan, planned.org, planned) : plannedWords(planned)),
  closing: () => [
    ...(html === undefined ? [] : [words.getMessage('wrote', [html])]),
    ...(outputFile === undefined ? [] : [words.getMessage('saved', [outputFile, outputFile])]),
  ],
  exitCode: ({ plan }) => (plan.blockers.length > 0 ? refusedExitCode : 0),
});
