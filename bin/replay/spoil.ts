import type { MetadataState, StoredComponent } from '../../src/practice-org/metadata/types.ts';
import { keyOf, type ComponentKey } from '../../src/release/metadata/component.ts';
import type { Expectation, Plan } from '../../src/release/plan/plan.ts';
import { differencesBetween, holdingsOf } from './judge.ts';

/** At least 0, less than 1. */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** One component that was changed behind the tool's back. */
export interface Spoiled {
  readonly component: ComponentKey;
  /** What was done to it, in words. */
  readonly how: string;
  /** The org with it. */
  readonly state: MetadataState;
}

interface Target {
  readonly expected: Expectation;
  readonly now: MetadataState;
  /** The org before the plan was carried out. */
  readonly before: MetadataState;
  readonly random: Random;
}

type Way = (target: Target) => Omit<Spoiled, 'component'> | undefined;

/**
 * Changes one random component of those the plan speaks of, so that the org really holds something else; undefined when
 * the plan speaks of none that can be spoiled.
 */
export const spoilOne = (
  plan: Plan,
  states: { readonly now: MetadataState; readonly before: MetadataState },
  random: Random,
): Spoiled | undefined => {
  const right = holdingsOf(states.now);
  const waiting = shuffled(
    plan.expected.filter(({ type }) => isSpoilable(type, plan)),
    random,
  );
  for (const expected of waiting)
    for (const way of shuffled(Object.values(ways), random)) {
      const spoiled = way({ expected, ...states, random });
      if (spoiled === undefined) continue;
      const wrong = differencesBetween(holdingsOf(spoiled.state), right);
      if (wrong.some(({ key }) => key === keyOf(expected).toLowerCase()))
        return { component: keyOf(expected), ...spoiled };
    }
  return undefined;
};

/** What a step after the deploy sets anyway would repair itself. */
const isSpoilable = (type: string, { steps }: Plan): boolean =>
  (type !== 'Flow' && type !== 'FlowDefinition') || steps.every(({ kind }) => kind !== 'activateFlowVersion');

const storedIn = ({ components }: MetadataState, id: Expectation): readonly [string, StoredComponent] | undefined => {
  const wanted = keyOf(id).toLowerCase();
  return [...components].find(([key]) => key.toLowerCase() === wanted);
};

const withComponent = (state: MetadataState, key: string, component: StoredComponent | undefined): MetadataState => {
  const components = new Map(state.components);
  if (component === undefined) components.delete(key);
  else components.set(key, component);
  return { ...state, components };
};

const ways: Readonly<Record<string, Way>> = {
  remove: ({ expected, now }) => {
    const [key, component] = storedIn(now, expected) ?? [];
    if (key === undefined || component === undefined || hasChildren(now, key)) return undefined;
    return { how: 'removed', state: withComponent(now, key, undefined) };
  },
  bringBack: ({ expected, now, before }) => {
    const [key, component] = storedIn(before, expected) ?? [];
    if (key === undefined || component === undefined || component.type === 'Flow') return undefined;
    if (component.parent !== undefined && !now.components.has(component.parent)) return undefined;
    return { how: 'put back to what it was before', state: withComponent(now, key, component) };
  },
  flow: ({ expected, now, before }) => {
    const flow = expected.type === 'Flow' ? before.flows.get(expected.fullName) : undefined;
    return (
      flow && {
        how: 'put back to what it was before',
        state: { ...now, flows: new Map(now.flows).set(expected.fullName, flow) },
      }
    );
  },
  change: ({ expected, now, random }) => {
    const [key, component] = storedIn(now, expected) ?? [];
    if (key === undefined || component === undefined) return undefined;
    if (component.xml !== undefined) {
      const changed = changedText(component.xml, random);
      return changed && { how: changed.how, state: withComponent(now, key, { ...component, xml: changed.text }) };
    }
    const [path, bytes] = pick([...component.files], random) ?? [];
    const changed = bytes && changedText(bytes.toString('latin1'), random);
    if (path === undefined || changed === undefined) return undefined;
    const files = new Map(component.files).set(path, Buffer.from(changed.text, 'latin1'));
    return { how: `${changed.how} in ${path}`, state: withComponent(now, key, { ...component, files }) };
  },
};

const hasChildren = ({ components }: MetadataState, key: string): boolean =>
  [...components.values()].some(({ parent }) => parent === key);

/** A text with one of its leaves changed; of what is no XML, with another word somewhere. */
const changedText = (text: string, random: Random): { readonly text: string; readonly how: string } | undefined => {
  const leaves = [...text.matchAll(/<(\w+)>([^<>]+)<\//g)].filter(([, name]) => name !== 'fullName');
  const [leaf, name = '', value = ''] = pick(leaves, random) ?? [];
  if (leaf === undefined) {
    const words = [...text.matchAll(/[a-z]{3,}/g)];
    const word = pick(words, random);
    if (word === undefined) return undefined;
    return { text: `${text.slice(0, word.index)}x${text.slice(word.index)}`, how: `another word than ${word[0]}` };
  }
  const other =
    value === 'true' ? 'false' : value === 'false' ? 'true' : /^\d+$/.test(value) ? `${value}1` : `${value}x`;
  const at =
    text.indexOf(
      leaf,
      pick(
        leaves.filter(([found]) => found === leaf),
        random,
      )?.index,
    ) +
    name.length +
    2;
  return {
    text: text.slice(0, at) + other + text.slice(at + value.length),
    how: `<${name}> ${value.slice(0, 40)} → ${other.slice(0, 40)}`,
  };
};

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[Math.floor(random() * items.length)];

const shuffled = <Item>(items: readonly Item[], random: Random): readonly Item[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
