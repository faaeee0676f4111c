/**
 * What a comment in Apex source tells the practice org, because it does not execute Apex (docs/FIDELITY.md):
 *
 *     // @practice fails always
 *     // @practice fails while PriceService contains discount = 0.5
 *     // @practice needs Account.Risk__c
 *     // @practice takes 3 s
 *     // @practice covers PriceService 90 %, PriceTrigger 40 %
 *     // @practice does not compile: Variable does not exist: risk
 */
export type Directive =
  | { readonly kind: 'fails' }
  | { readonly kind: 'failsWhile'; readonly component: string; readonly text: string }
  | { readonly kind: 'needs'; readonly component: string }
  | { readonly kind: 'takes'; readonly milliseconds: number }
  | { readonly kind: 'covers'; readonly name: string; readonly percent: number }
  | { readonly kind: 'doesNotCompile'; readonly message: string };

/** A directive and the line it stands on, from 1. */
export interface PlacedDirective {
  readonly directive: Directive;
  readonly line: number;
}

const unquoted = (text: string): string => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;

const parsers: readonly {
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray) => readonly Directive[];
}[] = [
  { pattern: /^fails always$/, read: () => [{ kind: 'fails' }] },
  {
    pattern: /^fails while (\S+) contains (.+)$/,
    read: ([, component = '', text = '']) => [{ kind: 'failsWhile', component, text: unquoted(text) }],
  },
  { pattern: /^needs (\S+)$/, read: ([, component = '']) => [{ kind: 'needs', component }] },
  {
    pattern: /^takes ([\d.]+) ?(ms|s)$/,
    read: ([, number = '', unit]) => [{ kind: 'takes', milliseconds: Number(number) * (unit === 's' ? 1000 : 1) }],
  },
  {
    pattern: /^covers (.+)$/,
    read: ([, list = '']) =>
      [...list.matchAll(/([\w.]+)\s+([\d.]+)\s*%?/g)].map(([, name = '', percent]) => ({
        kind: 'covers',
        name,
        percent: Number(percent),
      })),
  },
  {
    pattern: /^does not compile(?:: (.+))?$/,
    read: ([, message = 'Unexpected token']) => [{ kind: 'doesNotCompile', message }],
  },
];

const parse = (text: string): readonly Directive[] => {
  for (const { pattern, read } of parsers) {
    const match = pattern.exec(text);
    if (match) return read(match);
  }
  return [];
};

/** All directives of a source, in order. A comment that only looks like one says nothing. */
export const directivesIn = (source: string): readonly PlacedDirective[] => {
  if (!source.includes('@practice')) return [];
  return source.split('\n').flatMap((text, index) => {
    const found = /\/\/\s*@practice\s+(.+?)\s*$/.exec(text)?.[1];
    return found === undefined ? [] : parse(found).map((directive) => ({ directive, line: index + 1 }));
  });
};
