import { memberOf, objectOf } from '../names.ts';
import type { StoredComponent } from '../types.ts';
import { keyOf } from '../package/zip-components.ts';

/** A component that others may refer to. */
export interface Target {
  readonly key: string;
  readonly type: string;
  readonly fullName: string;
  /** Object of a member, else empty. */
  readonly object: string;
  /** The word by which source code calls it, in small letters. */
  readonly word: string;
}

export interface Targets {
  readonly byKey: ReadonlyMap<string, Target>;
  /** Key in small letters → key: formulas spell names in any case. */
  readonly bySmallKey: ReadonlyMap<string, string>;
  /** Word in small letters → what it may mean. Relationships (`Parent__r`) lead to their field. */
  readonly byWord: ReadonlyMap<string, readonly Target[]>;
}

const targetOf = ({ type, fullName }: StoredComponent): Target => {
  const isMember = fullName.includes('.') && type !== 'CustomMetadata';
  const name = isMember ? memberOf(fullName) : (fullName.split('/').at(-1) ?? fullName);
  const key = keyOf(type, fullName);
  return { key, type, fullName, object: isMember ? objectOf(fullName) : '', word: name.toLowerCase() };
};

const wordsOf = ({ type, word }: Target): readonly string[] =>
  type === 'CustomField' && word.endsWith('__c') ? [word, word.replace(/__c$/, '__r')] : [word];

export const targetsOf = (components: Iterable<StoredComponent>): Targets => {
  const all = [...components].map(targetOf);
  const byWord = new Map<string, Target[]>();
  for (const target of all)
    for (const word of wordsOf(target)) {
      const known = byWord.get(word);
      if (known) known.push(target);
      else byWord.set(word, [target]);
    }
  return {
    byKey: new Map(all.map((target) => [target.key, target])),
    bySmallKey: new Map(all.map(({ key }) => [key.toLowerCase(), key])),
    byWord,
  };
};
