import type { StoredComponent } from '../types.ts';
import { identifiers, silencedApex, usesType } from './apex-source.ts';
import type { Target, Targets } from './targets.ts';

/** A source text in which words name components: code, markup, or the body of an email. */
export interface Source {
  /** Without comments and, for Apex, texts. */
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

/** On how many objects a field name occurs: one name on one object needs no further proof. */
export type ObjectsWithField = (field: string) => number;

const sources = new WeakMap<StoredComponent, Source>();

const contentPath = /\.(?:cls|trigger|page|component|cmp|app|evt|intf|js|ts|html|email)$/;

/** A Lightning web component's own companions are configuration and never name other components by source. */
const readText = (component: StoredComponent): string =>
  [...component.files].flatMap(([path, bytes]) => (contentPath.test(path) ? [bytes.toString('utf8')] : [])).join('\n');

const read = (component: StoredComponent): Source => {
  const raw = readText(component);
  const isApex = component.type === 'ApexClass' || component.type === 'ApexTrigger';
  const text = isApex ? silencedApex(raw) : raw.replace(/<!--[\s\S]*?(?:-->|$)|\/\*[\s\S]*?(?:\*\/|$)/g, ' ');
  return { text, words: identifiers(text) };
};

export const sourceOf = (component: StoredComponent): Source => {
  const known = sources.get(component);
  if (known) return known;
  const source = read(component);
  sources.set(component, source);
  return source;
};

/** A field counts when its name is on one object only, or the source also names its object (assumed; see FIDELITY). */
const usesField = ({ words }: Source, { object, word }: Target, objectsWith: ObjectsWithField): boolean => {
  if (objectsWith(word) <= 1) return true;
  const names = object === 'Activity' ? ['task', 'event', 'activity'] : [object.toLowerCase()];
  return names.some((name) => words.has(name) || words.has(name.replace(/__c$/, '__r')));
};

/** A name as a pattern matches it letter by letter. */
const escaped = (name: string): string => name.replace(/[^\w]/g, '\\$&');

const matches =
  (pattern: string) =>
  (source: Source, target: Target): boolean =>
    new RegExp(
      pattern.replaceAll('NAME', () => escaped(target.word)),
      'i',
    ).test(source.text);

type Test = (source: Source, target: Target, objectsWith: ObjectsWithField) => boolean;

const isThere: Test = () => true;

const apex: Readonly<Record<string, Test>> = {
  ApexClass: ({ text }, { word }) => usesType(text, word),
  ApexPage: matches('\\bPage\\s*\\.\\s*NAME\\b'),
  CustomField: usesField,
  CustomLabel: matches('\\bLabel\\s*\\.\\s*NAME\\b'),
  CustomObject: isThere,
  FieldSet: matches('\\bFieldSets\\s*\\.\\s*NAME\\b'),
  Flow: matches('\\bFlow\\s*\\.\\s*Interview\\s*\\.\\s*NAME\\b'),
};

const markup: Readonly<Record<string, Test>> = {
  ApexClass: matches('(?:controller|extensions|action)\\s*=\\s*["\'][^"\']*\\bNAME\\b'),
  ApexComponent: matches('\\bc:NAME\\b'),
  ApexPage: matches('\\$Page\\.NAME\\b'),
  CustomField: usesField,
  CustomLabel: matches('\\$Label\\.(?:c\\.)?NAME\\b'),
  CustomObject: isThere,
  StaticResource: matches('\\$Resource\\.NAME\\b'),
};

/** `myChart` is `<c-my-chart>` in markup. */
const asTag = (name: string): string => `c-${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

const lightning: Readonly<Record<string, Test>> = {
  ...markup,
  ApexClass: matches('@salesforce/apex(?:Continuation)?/NAME\\.|controller\\s*=\\s*"NAME"'),
  AuraDefinitionBundle: matches('\\bc:NAME\\b'),
  CustomField: ({ text }, { fullName }) => text.includes(`@salesforce/schema/${fullName}`),
  CustomLabel: matches('@salesforce/label/c\\.NAME\\b|\\$Label\\.c\\.NAME\\b'),
  CustomObject: ({ text }, { fullName }) =>
    new RegExp(`@salesforce/schema/${escaped(fullName)}(?:['".]|$)`, 'm').test(text),
  CustomPermission: matches('@salesforce/customPermission/NAME\\b'),
  LightningComponentBundle: ({ text }, { fullName }) =>
    new RegExp(`['"]c/${escaped(fullName)}['"]|\\bc:${escaped(fullName)}\\b|<${escaped(asTag(fullName))}[\\s/>]`).test(
      text,
    ),
  LightningMessageChannel: matches('@salesforce/messageChannel/NAME__c\\b'),
  StaticResource: matches('@salesforce/resourceUrl/NAME\\b|\\$Resource\\.NAME\\b'),
};

const languages: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  ApexClass: apex,
  ApexTrigger: apex,
  ApexComponent: markup,
  ApexPage: markup,
  AuraDefinitionBundle: lightning,
  EmailTemplate: { CustomField: usesField, CustomLabel: matches('\\$Label\\.NAME\\b') },
  LightningComponentBundle: lightning,
};

export const hasSource = (type: string): boolean => Object.hasOwn(languages, type);

const candidates = (source: Source, targets: Targets): readonly Target[] => {
  const found: Target[] = [];
  if (targets.byWord.size < source.words.size)
    for (const [word, named] of targets.byWord) found.push(...(source.words.has(word) ? named : []));
  else for (const word of source.words) found.push(...(targets.byWord.get(word) ?? []));
  return found;
};

/** Bundles are called in kebab case too, which no single identifier shows. */
const bundlesByTag = (source: Source, targets: Targets): readonly Target[] =>
  [...targets.byKey.values()].filter(
    ({ type, fullName }) => type === 'LightningComponentBundle' && source.text.includes(asTag(fullName)),
  );

/** Keys of the targets that a component's source uses. */
export const sourceUses = (
  component: StoredComponent,
  targets: Targets,
  objectsWith: ObjectsWithField,
): ReadonlySet<string> => {
  const tests = languages[component.type];
  const found = new Set<string>();
  if (!tests) return found;
  const source = sourceOf(component);
  const possible = tests === lightning ? bundlesByTag(source, targets) : [];
  for (const target of [...candidates(source, targets), ...possible])
    if (tests[target.type]?.(source, target, objectsWith) === true) found.add(target.key);
  return found;
};
