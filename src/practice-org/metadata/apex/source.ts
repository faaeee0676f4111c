import { silencedApex } from '../references/apex-source.ts';
import type { StoredComponent } from '../types.ts';
import { directivesIn, type PlacedDirective } from './directives.ts';

/** What the org knows of one class or trigger without executing it. */
export interface ApexSource {
  readonly text: string;
  readonly isTest: boolean;
  /** Test methods with the line of their name, in order; empty for what is not a test. */
  readonly methods: readonly { readonly name: string; readonly line: number }[];
  readonly directives: readonly PlacedDirective[];
}

const sources = new WeakMap<StoredComponent, ApexSource>();

const testClass =
  /@istest\b(?:\s*\([^)]{0,200}\))?\s*(?:(?:public|private|global|virtual|abstract|with|without|inherited|sharing)\s+)*class\b/i;

const testMethod =
  /(?:@istest\b(?:\s*\([^)]{0,200}\))?\s*(?:@\w+(?:\s*\([^)]{0,200}\))?\s*)*(?:(?:public|private|global|protected)\s+)*static\s+void|\bstatic\s+testmethod\s+void|\btestmethod\s+(?:(?:public|private|global)\s+)?static\s+void)\s+(\w+)\s*\(/gi;

const methodsIn = (silenced: string): ApexSource['methods'] => {
  let line = 1;
  let counted = 0;
  return [...silenced.matchAll(testMethod)].map((match) => {
    const end = match.index + match[0].length;
    line += silenced.slice(counted, end).split('\n').length - 1;
    counted = end;
    return { name: match[1] ?? '', line };
  });
};

const contentOf = ({ files }: StoredComponent): string =>
  [...files].find(([path]) => !path.endsWith('-meta.xml'))?.[1].toString('utf8') ?? '';

const read = (component: StoredComponent): ApexSource => {
  const text = contentOf(component);
  const directives = directivesIn(text);
  if (!/istest|testmethod/i.test(text)) return { text, isTest: false, methods: [], directives };
  const silenced = silencedApex(text);
  const methods = methodsIn(silenced);
  return { text, directives, methods, isTest: testClass.test(silenced) || methods.length > 0 };
};

/** Read once per stored component. */
export const apexSourceOf = (component: StoredComponent): ApexSource => {
  const known = sources.get(component);
  if (known) return known;
  const source = read(component);
  sources.set(component, source);
  return source;
};

export const isApex = ({ type }: Pick<StoredComponent, 'type'>): boolean =>
  type === 'ApexClass' || type === 'ApexTrigger';
