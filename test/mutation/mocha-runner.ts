import { globSync } from 'node:fs';
import path from 'node:path';
import type { InstrumenterContext, MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
  type CompleteDryRunResult,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import Mocha from 'mocha';

/** Where the code that Stryker has changed looks up which change is active, and counts what it passes. */
const stryker = ((globalThis as { __stryker__?: InstrumenterContext }).__stryker__ ??= {});

/** Stands for everything that runs before and between tests. */
const hooks = 'hooks';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);

/**
 * Runs mocha in the process that Stryker keeps: its own runner does not know this version of mocha, and a process for
 * each change would load everything again. A change is tried with the tests that pass it, those of `mochaFiles`.
 */
class MochaRunner implements TestRunner {
  public static readonly inject = tokens(commonTokens.options);
  readonly #files: readonly string[];
  #isLoaded = false;
  readonly #mocha = new Mocha({ timeout: 20_000, reporter: 'base' });

  public constructor(options: StrykerOptions) {
    this.#files = globSync(options['mochaFiles'] as readonly string[]);
  }

  public capabilities(): { readonly reloadEnvironment: boolean } {
    return { reloadEnvironment: false };
  }

  public async dryRun(): Promise<DryRunResult> {
    const run = await this.#run();
    const { static: whileLoading = {}, perTest: passed = {} } = stryker.mutantCoverage ?? {};
    return { ...run, mutantCoverage: { static: whileLoading, perTest: withHooks(passed, run.tests) } };
  }

  public async mutantRun({
    activeMutant,
    testFilter,
    hitLimit,
    disableBail,
  }: MutantRunOptions): Promise<MutantRunResult> {
    Object.assign(stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    this.#mocha.grep(new RegExp(testFilter === undefined ? '' : `^(?:${testFilter.map(escaped).join('|')})$`, 'u'));
    this.#mocha.bail(!disableBail);
    const run = await this.#run();
    return toMutantRunResult(determineHitLimitReached(stryker.hitCount, hitLimit) ?? run);
  }

  /** At the first run: a change of what happens while files are loaded has to be active by then. */
  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    await import(path.resolve('test/setup.ts'));
    this.#mocha.cleanReferencesAfterRun(false);
    for (const file of this.#files) this.#mocha.addFile(path.resolve(file));
    await this.#mocha.loadFilesAsync();
  }

  async #run(): Promise<CompleteDryRunResult> {
    await this.#load();
    const tests: TestResult[] = [];
    const ended = Promise.withResolvers<undefined>();
    stryker.currentTestId = hooks;
    const resultOf = (test: Mocha.Test) => ({
      id: test.fullTitle(),
      name: test.fullTitle(),
      timeSpentMs: test.duration ?? 0,
    });
    this.#mocha
      .run(() => {
        ended.resolve(undefined);
      })
      .on('test', (test) => {
        stryker.currentTestId = test.fullTitle();
      })
      .on('test end', () => {
        stryker.currentTestId = hooks;
      })
      .on('pass', (test) => tests.push({ ...resultOf(test), status: TestStatus.Success }))
      .on('fail', (test, error: Error) => {
        tests.push({ ...resultOf(test), status: TestStatus.Failed, failureMessage: String(error) });
      });
    await ended.promise;
    return { status: DryRunStatus.Complete, tests };
  }
}

/** What runs before tests counts for each of them. */
const withHooks = (passed: MutantCoverage['perTest'], tests: readonly TestResult[]): MutantCoverage['perTest'] =>
  Object.fromEntries(tests.map(({ id }) => [id, { ...passed[hooks], ...passed[id] }]));

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'mocha-in-process', MochaRunner)];

export const strykerValidationSchema = {
  properties: { mochaFiles: { type: 'array', items: { type: 'string' }, description: 'Globs of test files.' } },
};
