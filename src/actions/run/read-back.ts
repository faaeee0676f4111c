import { keyOf } from '../../release/metadata/component.ts';
import type { Evidence } from '../../release/journal-entry.ts';
import { prove, type Proof } from '../../release/plan/proof.ts';
import { flowFacts } from '../plan/org-facts.ts';
import type { Scene } from './scene.ts';

/** What reading the org back says of the run: three answers, because not knowing is neither good nor bad. */
export interface Aftermath {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly proof: Proof;
  /** What is wrong or unknown, by name; empty for a pass. */
  readonly detail: string;
}

/** Reads the org again and compares it with what the plan promised. */
export const readBack = async ({ run, plan, material, org }: Scene): Promise<Aftermath> => {
  await run.intend({ step: 'prove' });
  const { contents } = await material.readLive();
  const flows = await flowFacts(
    org,
    plan.expected.filter(({ state }) => state === 'flow').map(({ fullName }) => fullName),
  );
  const proof = prove({ plan, live: contents, planned: material.contents, flows });
  const verdict = verdictOf(proof);
  return { verdict, proof, detail: verdict === 'pass' ? '' : unprovenText(proof) };
};

/** A difference is a fail; what nobody could read is not known to be one. */
const verdictOf = ({ counts }: Proof): Aftermath['verdict'] => {
  if (counts.differs + counts.missing + counts.unexpected > 0) return 'fail';
  return counts.unread > 0 ? 'inconclusive' : 'pass';
};

export const proofEvidence = ({ counts }: Proof): Evidence => ({ proven: counts.proven, limited: counts.limited });

export const proofAttachment = (proof: Proof): Readonly<Record<string, string>> => ({
  'proof.json': `${JSON.stringify(proof, undefined, 2)}\n`,
});

/** The components that are not as planned, by name. */
const unprovenText = ({ components }: Proof): string => {
  const wrong = components.filter(({ verdict }) => verdict !== 'proven' && verdict !== 'limited');
  const named = wrong.slice(0, 5).map((component) => {
    const where = [
      ...component.entries.map(({ section, key }) => `${section} ${key ?? ''}`.trim()),
      ...component.files,
    ];
    return `${keyOf(component)} ${component.verdict}${where.length === 0 ? '' : ` (${where.slice(0, 3).join(', ')})`}`;
  });
  return `the org does not hold what was planned: ${named.join(', ')}${wrong.length > 5 ? ` and ${wrong.length - 5} more` : ''}`;
};
