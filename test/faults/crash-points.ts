import type { Gateways } from '../../src/gateways/open.ts';
import type { JournalEntry } from '../../src/release/journal-entry.ts';

/** Called before and after everything that takes effect outside, with its name. */
export type AtPoint = (point: string) => void;

const entryName = (entry: JournalEntry): string =>
  'step' in entry ? [entry.phase ?? [], entry.kind, entry.step].flat().join(' ') : entry.kind;

/** Gateways that tell when they are about to take effect outside, and when they have; the second time is `… (2)`. */
export const withPoints = (gateways: Gateways, atPoint: AtPoint): Gateways => {
  const times = new Map<string, number>();
  const around = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const time = (times.get(what) ?? 0) + 1;
    times.set(what, time);
    const name = time === 1 ? what : `${what} (${time})`;
    atPoint(`before ${name}`);
    const result = await act();
    atPoint(`after ${name}`);
    return result;
  };
  const { repository } = gateways;
  return {
    ...gateways,
    repository: {
      ...repository,
      createTag: (...tag) => around('tag', () => repository.createTag(...tag)),
      pushTag: (name) => around('tag push', () => repository.pushTag(name)),
    },
    journal: (environment) => {
      const journal = gateways.journal(environment);
      return {
        ...journal,
        append: (entry, ...rest) => around(`entry ${entryName(entry)}`, () => journal.append(entry, ...rest)),
        keep: (name, ...rest) =>
          around(`snapshot${name.includes('-undo-') ? ' of the undo' : ''}`, () => journal.keep(name, ...rest)),
      };
    },
    openOrg: async (alias) => {
      const org = await gateways.openOrg(alias);
      return {
        ...org,
        retrieve: (request) => around('retrieve', () => org.retrieve(request)),
        deploy: (request) => around('deploy', () => org.deploy(request)),
        quickDeploy: (...given) => around('quick deploy', () => org.quickDeploy(...given)),
        awaitDeploy: (...given) => around('wait for the deploy', () => org.awaitDeploy(...given)),
        cancel: (...given) => around('cancel', () => org.cancel(...given)),
      };
    },
  };
};

/** Milliseconds in which the org must show a lost deploy, where nothing but a process that is dead could still send it. */
export const quiet = 1500;
