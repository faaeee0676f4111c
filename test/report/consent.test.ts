import { expect } from 'chai';
import type { CheckResult } from '../../src/release/checks/check.ts';
import { Refused } from '../../src/release/refusal.ts';
import { askConsent, type AskedFrom } from '../../src/report/consent.ts';
import { checksText } from '../../src/report/check-words.ts';
import { glanceWords, planWords } from '../../src/report/plan-words.ts';
import { apexClass, planOf } from '../release/plan-builders.ts';

const identity = { name: 'Acme', kind: 'production', username: 'ada@acme.example' };

interface Scene {
  readonly orgKind?: 'production' | 'sandbox';
  readonly json?: boolean;
  readonly interactive?: boolean;
  readonly confirm?: string;
  readonly alias?: string;
  readonly answer?: boolean;
  readonly checks?: readonly CheckResult[];
  readonly reason?: string;
  readonly purpose?: 'rollback' | 'deploy';
}

/** Asks, and gives what was shown, what was asked, and the refusal if there was one. */
const asking = async ({
  orgKind = 'sandbox',
  json = false,
  interactive = true,
  checks = [],
  reason = 'wrong',
  purpose = 'rollback',
  ...given
}: Scene) => {
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
  const plan = planOf({ from: [apexClass('New')], orgKind, purpose });
  const from = { door, confirm: given.confirm, interactive, reason };
  const called = given.alias === undefined ? identity : { ...identity, calledBy: given.alias };
  const refusal = await askConsent(from, { plan, identity: called, checks }).then(
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
    expect(shown[0]).to.equal(`${planWords(plan, identity)}${checksText([], 'before')}\n`);
    expect(asked).to.deep.equal([{ message: 'Go ahead?', defaultAnswer: false }]);
    expect(refusal).to.equal(undefined);
  });

  const unanswered: CheckResult = {
    ...{ name: 'apiLimits', call: 'GET /limits', onFail: 'refuse', whenUnknown: 'ask', evidence: [] },
    ...{ verdict: 'inconclusive', because: 'no answer' },
  };

  it('shows what checks could not find out, and lets a person decide', async () => {
    const { shown, refusal } = await asking({ answer: true, checks: [unanswered] });
    expect(shown.join('\n')).to.contain('apiLimits').and.contain('no answer');
    expect(refusal).to.equal(undefined);
  });

  it('does not take a word given in advance for an answer to what nobody could find out', async () => {
    const given = { confirm: 'prod', alias: 'prod', interactive: false };
    const { refusal } = await asking({ ...given, checks: [unanswered] });
    expect(refusal).to.deep.equal({ reason: 'checkUnanswered', checks: [unanswered] });
    const told = { ...unanswered, whenUnknown: 'tell' } as const;
    expect((await asking({ ...given, checks: [told] })).refusal).to.equal(undefined);
  });

  it('asks right after what a person has to know, because the plan may have scrolled away', async () => {
    const { shown, plan } = await asking({ answer: true });
    expect(shown.at(-1)).to.equal(`${glanceWords(plan, identity)}\n`);
    expect(shown.at(-1)).to.contain('1 is deleted: ApexClass:New');
  });

  it('wants a word why before a production org goes back, and takes no blank for one', async () => {
    for (const reason of ['', '  '])
      expect(
        (await asking({ orgKind: 'production', confirm: 'prod', alias: 'prod', interactive: false, reason })).refusal,
      ).to.deep.equal({ reason: 'reasonMissing', org: 'Acme' });
    const others = [{ orgKind: 'sandbox' }, { orgKind: 'production', purpose: 'deploy' }] as const;
    for (const other of others)
      expect((await asking({ ...other, confirm: 'prod', alias: 'prod', reason: '' })).refusal).to.equal(undefined);
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
