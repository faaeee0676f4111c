import { keyOf } from '../package/zip-components.ts';
import type { MetadataState, StoredComponent } from '../types.ts';
import { apexSourceOf } from './source.ts';

/** Metadata in which tests run: a committed state or a draft. */
export type TestedOrg = Pick<MetadataState, 'components' | 'flows' | 'packages'>;

export interface TestRun {
  readonly classes: readonly StoredComponent[];
  /** Asked for by name, but not there: each is a failure. */
  readonly missing: readonly string[];
  /** Some tests were chosen: they cover what they reach. A run of all tests covers every class. */
  readonly picked?: boolean;
}

/** The org's own test classes by name; what is not there or no test is reported as missing. */
export const testsNamed = (org: TestedOrg, names: readonly string[]): TestRun => {
  const found = names.map((name) => ({ name, component: org.components.get(keyOf('ApexClass', name)) }));
  const classes = found.flatMap(({ component }) => component ?? []);
  return {
    classes: classes.filter((component) => apexSourceOf(component).isTest),
    missing: found.filter(({ component }) => !component).map(({ name }) => name),
    picked: true,
  };
};

/** All test classes that do not belong to a managed package. */
export const localTests = (org: TestedOrg): TestRun => ({
  classes: [...org.components.values()].filter(
    (component) =>
      component.type === 'ApexClass' && component.namespacePrefix === undefined && apexSourceOf(component).isTest,
  ),
  missing: [],
});
