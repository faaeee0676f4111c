import { expect } from 'chai';
import fc from 'fast-check';
import type { Failure } from '../../../src/gateways/org/failure.ts';
import { backoff, pollInterval, reactionTo, retryRule } from '../../../src/gateways/org/retry.ts';

const networkCode = fc.constantFrom(
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'EAI_AGAIN', 'ECONNREFUSED', 'ENOTFOUND'],
);
const network = fc.record({
  kind: fc.constant('network' as const),
  code: networkCode,
  sent: fc.constantFrom('no' as const, 'maybe' as const),
});
const garbled = fc.record({ kind: fc.constant('garbled' as const), detail: fc.string(), status: fc.nat(599) });
const passingCode = fc.constantFrom('UNKNOWN_EXCEPTION', 'SERVER_UNAVAILABLE', 'REQUEST_LIMIT_EXCEEDED');
const salesforceCode = fc.stringMatching(/^[A-Z]{3,12}_[A-Z]{3,12}$/).filter((code) => !/UNKNOWN|UNAVAIL/.test(code));
const passing = fc.record({ kind: fc.constant('api' as const), code: passingCode, message: fc.string() });
const overload = fc.record({
  kind: fc.constant('api' as const),
  code: salesforceCode,
  message: fc.string(),
  status: fc.constantFrom(408, 420, 429, 500, 502, 503, 504),
});
const no = fc.record({
  kind: fc.constant('api' as const),
  code: salesforceCode,
  message: fc.string(),
  status: fc.constantFrom(400, 403, 404, 405, 409, 412, 415),
});
const session = fc.record({ kind: fc.constant('session' as const), message: fc.string() });
const anything: fc.Arbitrary<Failure> = fc.oneof(network, garbled, passing, overload, no, session);

describe('The retry rule', () => {
  it('tries reads again for every cause that passes', () => {
    fc.assert(
      fc.property(fc.oneof(network, garbled, passing, overload), (failure) => {
        expect(reactionTo(failure, 'read')).to.equal('tryAgain');
      }),
    );
  });

  it('never sends again what makes something new', () => {
    fc.assert(
      fc.property(anything, (failure) => {
        expect(reactionTo(failure, 'submit')).to.be.oneOf(['answerLost', 'stop']);
      }),
    );
  });

  it('calls a submit refused only when the org said no or nothing was sent', () => {
    fc.assert(
      fc.property(anything, (failure) => {
        const refused = reactionTo(failure, 'submit') === 'stop';
        const certain =
          failure.kind === 'session' ||
          (failure.kind === 'network' && failure.sent === 'no') ||
          (failure.kind === 'api' && (failure.status ?? 400) < 500 && reactionTo(failure, 'read') === 'stop');
        expect(refused).to.equal(certain);
      }),
    );
  });

  it('looks before it sends a change again, unless nothing was sent', () => {
    fc.assert(
      fc.property(fc.oneof(network, garbled, passing, overload), (failure) => {
        const unsent = failure.kind === 'network' && failure.sent === 'no';
        expect(reactionTo(failure, 'keyedWrite')).to.equal(unsent ? 'tryAgain' : 'readBack');
      }),
    );
  });

  it("stops at once at the org's own no, whatever the call", () => {
    fc.assert(
      fc.property(no, fc.constantFrom('read' as const, 'submit' as const, 'keyedWrite' as const), (failure, call) => {
        expect(reactionTo(failure, call)).to.equal('stop');
      }),
    );
  });

  it('does not wait for a certificate to become trusted', () => {
    const failure = { kind: 'network', code: 'SELF_SIGNED_CERT_IN_CHAIN', sent: 'maybe' } as const;
    expect(reactionTo(failure, 'read')).to.equal('stop');
  });

  it('says of every line what it is about', () => {
    expect(new Set(retryRule.map(({ about }) => about)).size).to.equal(retryRule.length);
  });
});

describe('The pause before another try', () => {
  it('is between half a second and 30 seconds, and grows', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, chance) => {
        const pause = backoff(attempt, () => chance);
        expect(pause).to.be.within(500, 30_000);
        expect(backoff(attempt + 1, () => chance)).to.be.at.least(pause);
      }),
    );
  });

  it('is at least what the org asked for, within a minute', () => {
    expect(backoff(0, () => 0, 20_000)).to.equal(20_000);
    expect(backoff(0, () => 0, 86_400_000)).to.equal(60_000);
  });

  it('spends some 300 looks on a deploy of two hours', () => {
    let looks = 0;
    for (let elapsed = 0; elapsed < 2 * 3_600_000; elapsed += pollInterval(elapsed)) looks += 1;
    expect(looks).to.be.within(200, 350);
  });
});
