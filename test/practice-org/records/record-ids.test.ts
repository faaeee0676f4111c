import { expect } from 'chai';
import fc from 'fast-check';
import { to18 } from '../../../src/practice-org/identity/ids.ts';
import { isRecordId, recordIds } from '../../../src/practice-org/records/write/record-ids.ts';

const letters = Array.from('abcxyzABCXYZ019');
const text = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...letters), { minLength: length, maxLength: length }).map((parts) => parts.join(''));
const slots = fc.integer({ min: 0, max: 2_000_000_000 });

describe('ids of records', () => {
  it('find their slot again, in both lengths, for every prefix, pod and slot', () => {
    fc.assert(
      fc.property(text(3), text(6), slots, (prefix, pod, slot) => {
        const ids = recordIds(prefix, pod);
        const id = ids.at(slot);
        expect(id).to.have.length(18);
        expect(ids.slotOf(id)).to.equal(slot);
        expect(ids.slotOf(id.slice(0, 15))).to.equal(slot);
      }),
    );
  });

  it('carry the checksum Salesforce computes', () => {
    fc.assert(
      fc.property(text(3), text(6), slots, (prefix, pod, slot) => {
        const id = recordIds(prefix, pod).at(slot);
        expect(id).to.equal(to18(id.slice(0, 15)));
        expect(isRecordId(id)).to.equal(true);
      }),
    );
  });

  it('are not found in the table of another prefix or another org', () => {
    const id = recordIds('001', 'abcdef').at(7);
    expect(recordIds('003', 'abcdef').slotOf(id)).to.equal(-1);
    expect(recordIds('001', 'abcdeg').slotOf(id)).to.equal(-1);
  });

  it('are refused with a wrong checksum, a wrong length or a sign', () => {
    const id = recordIds('001', 'abcdef').at(7);
    expect(isRecordId(`${id.slice(0, 17)}9`)).to.equal(false);
    expect(isRecordId(id.slice(0, 16))).to.equal(false);
    expect(isRecordId(`${id.slice(0, 14)}-`)).to.equal(false);
  });
});
