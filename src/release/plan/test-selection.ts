import { compareText, keyOf, type ComponentId } from '../metadata/component.ts';
import type { Deletion, Ship, TestSelection } from './plan.ts';
import type { PlanInput } from './plan-input.ts';
import { searchable } from '../content/mentions.ts';

/** `@isTest` on the class, or the keyword of old: how the platform itself finds test classes (Apex guide; documented). */
const isTestClass = (source: string): boolean =>
  /@istest\b/iu.test(source) || /\btestmethod\b/iu.test(source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, ''));

const isApex = ({ type }: ComponentId): boolean => type === 'ApexClass' || type === 'ApexTrigger';

/**
 * The tests that a package needs. A person's choice stands. Without Apex nothing has to run; with Apex those classes of
 * `to` that name what is sent (RunSpecifiedTests needs 75 % of each; meta_deployRecentValidation.htm), provided that
 * every class and trigger is named by one; else all local tests. Tests that are deleted are never chosen: destructive
 * changes come first (amp-labs/connectors#2967).
 */
export const chooseTests = (input: PlanInput, ships: readonly Ship[], deletes: readonly Deletion[]): TestSelection => {
  const { options, apex } = input;
  const sent = ships.filter(isApex);
  const tests = survivingTests(apex ?? new Map(), deletes);
  const named = coverage(sent, tests);
  const unnamed = (by: (names: readonly string[]) => boolean): readonly string[] =>
    apex === undefined
      ? []
      : sent
          .map(({ fullName }) => fullName)
          .filter((name) => !by(named.get(name) ?? []) && !tests.has(name))
          .sort(compareText);
  const uncovered = unnamed((names) => names.length > 0);
  if (options.tests !== undefined) {
    const chosen = new Set(options.tests.map((name) => name.toLowerCase()));
    return {
      level: 'RunSpecifiedTests',
      classes: [...options.tests].sort(compareText),
      uncovered: unnamed((names) => names.some((name) => chosen.has(name.toLowerCase()))),
    };
  }
  if (options.testLevel !== undefined && options.testLevel !== 'RunSpecifiedTests')
    return { level: options.testLevel, classes: [], uncovered: [] };
  if (sent.length === 0 && !deletes.some(isApex)) return { level: 'NoTestRun', classes: [], uncovered: [] };
  const classes = [...new Set([...named.values()].flat())].sort(compareText);
  if (options.testLevel === 'RunSpecifiedTests' || (classes.length > 0 && uncovered.length === 0))
    return { level: 'RunSpecifiedTests', classes, uncovered };
  return { level: 'RunLocalTests', classes: [], uncovered };
};

/** Test classes of `to` and their words, without those that go. */
const survivingTests = (
  apex: ReadonlyMap<string, string>,
  deletes: readonly Deletion[],
): ReadonlyMap<string, ReadonlySet<string>> => {
  const gone = new Set(deletes.map(keyOf));
  return new Map(
    [...apex]
      .filter(([name, source]) => isTestClass(source) && !gone.has(`ApexClass:${name}`))
      .map(([name, source]) => [name, wordsOf(source)]),
  );
};

/** Apex does not tell upper and lower case apart. */
const wordsOf = (source: string): ReadonlySet<string> => searchable(source.toLowerCase()).words;

/** Class or trigger → test classes that name it; a test that is itself sent covers itself. */
const coverage = (
  sent: readonly ComponentId[],
  tests: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    sent
      .map(({ fullName }): readonly [string, readonly string[]] => {
        if (tests.has(fullName)) return [fullName, [fullName]];
        return [fullName, [...tests].filter(([, words]) => words.has(fullName.toLowerCase())).map(([name]) => name)];
      })
      .filter(([, naming]) => naming.length > 0),
  );
