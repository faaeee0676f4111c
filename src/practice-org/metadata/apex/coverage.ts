import { targetsOf } from '../references/targets.ts';
import { sourceUses } from '../references/source-uses.ts';
import type { CodeCoverage, StoredComponent } from '../types.ts';
import { keyOf } from '../package/zip-components.ts';
import { apexSourceOf, isApex } from './source.ts';
import type { TestedOrg, TestRun } from './test-run.ts';

const linesOf = (source: string): readonly number[] =>
  source.split('\n').flatMap((text, index) => (text.includes(';') && !/^\s*(?:\/\/|\*)/.test(text) ? [index + 1] : []));

const lineCounts = new WeakMap<StoredComponent, readonly number[]>();

const executableLines = (component: StoredComponent): readonly number[] => {
  const known = lineCounts.get(component);
  if (known) return known;
  const lines = linesOf(apexSourceOf(component).text);
  lineCounts.set(component, lines);
  return lines;
};

/** Percent by name, the best that a test in this run declares. */
const declaredBy = (classes: readonly StoredComponent[]): ReadonlyMap<string, number> => {
  const declared = new Map<string, number>();
  for (const component of classes)
    for (const { directive } of apexSourceOf(component).directives)
      if (directive.kind === 'covers')
        declared.set(directive.name, Math.max(directive.percent, declared.get(directive.name) ?? 0));
  return declared;
};

/** Names for which any test of the org declares a coverage: a run without that test does not cover them. */
const declaredAnywhere = (org: TestedOrg): ReadonlySet<string> =>
  new Set(declaredBy([...org.components.values()].filter(({ type }) => type === 'ApexClass')).keys());

/** Classes that some tests mention, and those that these mention, to the end. */
export const reachedBy = (org: TestedOrg, classes: readonly StoredComponent[]): ReadonlySet<string> => {
  const apex = [...org.components.values()].filter(isApex);
  const targets = targetsOf(apex.filter(({ type }) => type === 'ApexClass'));
  const reached = new Set<string>();
  const open = [...classes];
  for (let component = open.pop(); component; component = open.pop())
    for (const key of sourceUses(component, targets, () => 1)) {
      if (reached.has(key)) continue;
      reached.add(key);
      const next = org.components.get(key);
      if (next) open.push(next);
    }
  // A trigger runs when its object is touched, which its own name does not show.
  for (const { type, fullName } of apex)
    if (type === 'ApexTrigger' && classes.length > 0) reached.add(keyOf(type, fullName));
  return reached;
};

interface Covering {
  readonly declared: ReadonlyMap<string, number>;
  readonly elsewhere: ReadonlySet<string>;
  readonly reaches: (component: StoredComponent) => boolean;
}

const percentOf = (component: StoredComponent, { declared, elsewhere, reaches }: Covering): number => {
  const percent = declared.get(component.fullName);
  if (percent !== undefined) return Math.min(percent, 100);
  if (elsewhere.has(component.fullName)) return 0;
  return reaches(component) ? 100 : 0;
};

const coverage = (component: StoredComponent, percent: number): CodeCoverage => {
  const lines = executableLines(component);
  const missed = lines.length - Math.floor((lines.length * percent) / 100);
  return {
    id: component.id,
    name: component.fullName,
    namespace: null,
    type: component.type === 'ApexTrigger' ? 'Trigger' : 'Class',
    numLocations: lines.length,
    numLocationsNotCovered: missed,
    locationsNotCovered: lines
      .slice(lines.length - missed)
      .map((line) => ({ line, column: 1, numExecutions: 0 as const })),
  };
};

/**
 * What a run of tests covers: declared percentages; else all of what the tests reach by name, where a run of all
 * tests is taken to reach every class. A class of which only a test outside the run declares a coverage is not
 * covered at all. Test classes are not counted.
 */
export const coverageOf = (org: TestedOrg, { classes, picked }: TestRun): readonly CodeCoverage[] => {
  const reached = picked === true ? reachedBy(org, classes) : undefined;
  const covering: Covering = {
    declared: declaredBy(classes),
    elsewhere: declaredAnywhere(org),
    reaches: ({ type, fullName }) => reached?.has(keyOf(type, fullName)) ?? classes.length > 0,
  };
  return [...org.components.values()]
    .filter((component) => isApex(component) && component.namespacePrefix === undefined)
    .filter((component) => !apexSourceOf(component).isTest)
    .map((component) => coverage(component, percentOf(component, covering)));
};
