import type { Gateways } from '../../src/gateways/open.ts';
import type { Journal } from '../../src/gateways/git/journal.ts';
import type { DeployRecord } from '../../src/gateways/org/deploy-record.ts';
import type { Org } from '../../src/gateways/org/org.ts';
import type { Fault } from './fault.ts';

type Sabotage = (gateways: Gateways) => Gateways;

const withJournal =
  (change: (journal: Journal) => Partial<Journal>): Sabotage =>
  (gateways) => ({
    ...gateways,
    journal: (environment) => {
      const journal = gateways.journal(environment);
      return { ...journal, ...change(journal) };
    },
  });

const withOrg =
  (change: (org: Org) => Partial<Org>): Sabotage =>
  (gateways) => ({
    ...gateways,
    openOrg: async (name) => {
      const org = await gateways.openOrg(name);
      return { ...org, ...change(org) };
    },
  });

/** One thing wrong about the product, and the fault that brings it to light. */
export interface Flaw {
  readonly sabotage: Sabotage;
  readonly fault?: Fault;
}

/** What a suite is worth shows in whether it notices these. */
export const flaws = {
  'sends again when the answer is lost': {
    fault: { gateway: 'org', nth: 1, of: 'deploy', kind: 'answerLost', lasts: 'once' },
    sabotage: withOrg((org) => ({
      deploy: async (request) => {
        const submission = await org.deploy(request);
        return submission.kind === 'answerLost' ? org.deploy(request) : submission;
      },
    })),
  },
  'says that nothing arrived without having looked': {
    fault: { gateway: 'org', nth: 1, of: 'deploy', kind: 'bodyCut', lasts: 'once' },
    sabotage: withOrg(() => ({ resolveSubmission: () => Promise.resolve({ kind: 'neverArrived' }) })),
  },
  'takes an unknown answer for a no': {
    fault: { gateway: 'org', nth: 1, of: 'checkDeployStatus', kind: 'unavailable', lasts: 'onwards' },
    sabotage: withOrg((org) => ({
      awaitDeploy: async (id, wait) => {
        const ending = await org.awaitDeploy(id, wait);
        const record = { id, status: 'Failed' } as DeployRecord;
        return ending.kind === 'stillRunning' ? { kind: 'failed', record } : ending;
      },
    })),
  },
  'keeps its snapshots where nobody looks': {
    sabotage: withJournal((journal) => ({
      keep: (name, files, message) => journal.keep(`lost/${name}`, files, message),
    })),
  },
  'does not write down what it is about to do': {
    sabotage: withJournal((journal) => ({
      append: async (entry, attachments) => {
        if (entry.kind !== 'intended') await journal.append(entry, attachments);
      },
    })),
  },
  'writes down another package than it sends': {
    sabotage: withJournal((journal) => ({
      append: (entry, attachments) =>
        journal.append(
          entry.kind === 'intended' && entry.step === 'submit'
            ? { ...entry, evidence: { ...entry.evidence, package: 'another' } }
            : entry,
          attachments,
        ),
    })),
  },
} as const satisfies Readonly<Record<string, Flaw>>;
