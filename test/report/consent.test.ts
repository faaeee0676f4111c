import { expect } from 'chai';
import { Refused } from '../../src/release/refusal.ts';
import { askConsent, type AskedFrom } from '../../src/report/consent.ts';
import { planWords } from '../../src/report/plan-words.ts';
import { apexClass, planOf } from '../release/plan-builders.ts';

const identity = { name: 'Acme', kind: 'production', username: 'ada@acme.example' };

interface Scene {
  readonly orgKind?: 'production' | 'sandbox';
  readonly json?: boolean;
  readonly interactive?: boolean;
  readonly confirm?: string;
  readonly alias?: string;
  readonly answer?: boolean;
}

/** Asks, and gives what was shown, what was asked, and the refusal if there was one. */
const asking = async ({ orgKind = 'sandbox', json = false, interactive = true, ...given }: Scene) => {
  const shown: (string | undefined)[] = [];
  const asked: { message: string; defaultAnswer?: boolean }[] = [];
  const door: AskedFrom['door'] = {
    jsonEnabled: () => json,
    log: (text) => void shown.push(text),
    confirm: (question) => {
      asked.push(question);
      return Promise.resolve(given.answer ?? false);
    },
  };
  const plan = planOf({ from: [apexClass('New')], orgKind });
  const from = { door, confirm: given.confirm, alias: given.alias, interactive };
  const refusal = await askConsent(from, { plan, identity }).then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refused) return error.refusal;
      throw error;
    },
  );
  return { shown, asked, refusal, plan };
};

describe('asking for consent', () => {
  it('shows the plan first, and asks a sandbox for yes or no, no being the habit', async () => {
    const { shown, asked, refusal, plan } = await asking({ answer: true });
    expect(shown).to.deep.equal([planWords(plan, identity)]);
    expect(asked).to.deep.equal([{ message: 'Go ahead?', defaultAnswer: false }]);
    expect(refusal).to.equal(undefined);
  });

  it('takes no for no', async () => {
    expect((await asking({ answer: false })).refusal).to.deep.equal({ reason: 'declined' });
  });

  for (const orgKind of ['production', 'sandbox'] as const) {
    it(`takes --confirm with the alias that was named for an answer, in ${orgKind}`, async () => {
      const { refusal, asked, shown } = await asking({ orgKind, confirm: 'prod', alias: 'prod', interactive: false });
      expect([refusal, asked, shown.length]).to.deep.equal([undefined, [], 1]);
    });

    it(`takes --confirm with the username when no alias was named, in ${orgKind}`, async () => {
      const { refusal } = await asking({ orgKind, confirm: identity.username, interactive: false });
      expect(refusal).to.equal(undefined);
    });

    for (const confirm of ['Prod', 'prod ', '', 'yes', identity.username])
      it(`refuses --confirm "${confirm}" for the alias prod, in ${orgKind}`, async () => {
        const { refusal, asked } = await asking({ orgKind, confirm, alias: 'prod', answer: true });
        expect(refusal).to.deep.equal({ reason: 'confirmationWrong', expected: 'prod', given: confirm });
        expect(asked).to.deep.equal([]);
      });

    it(`refuses without a terminal and says what to pass, in ${orgKind}`, async () => {
      const { refusal, asked } = await asking({ orgKind, interactive: false, alias: 'prod', answer: true });
      expect(refusal).to.deep.equal({
        reason: 'confirmationMissing',
        confirm: 'prod',
        org: 'Acme (00D000000000001AAA)',
      });
      expect(asked).to.deep.equal([]);
    });

    it(`neither shows nor asks anything with --json, in ${orgKind}`, async () => {
      const missing = await asking({ orgKind, json: true, answer: true });
      expect(missing.refusal).to.include({ reason: 'confirmationMissing', confirm: identity.username });
      expect([missing.shown, missing.asked]).to.deep.equal([[], []]);
      expect((await asking({ orgKind, json: true, confirm: 'prod', alias: 'prod' })).refusal).to.equal(undefined);
    });
  }
});
