import { differencesBetween, holdingsOf, type Holdings } from '../../../bin/replay/judge.ts';
import { explained, reasonsIn, type Explained } from '../../../bin/replay/explain.ts';
import type { PracticeOrg } from '../../../src/practice-org/index.ts';
import { newOrg } from '../../../src/practice-org/new-org.ts';
import type { Plan } from '../../../src/release/plan/plan.ts';
import { metadataFiles, type Piece } from './pieces.ts';

/** What an org holds that was given nothing but these. Flows become active as they say: nobody holds a sandbox back. */
export const wantedOf = (pieces: readonly Piece[], apiVersion?: string): Holdings =>
  holdingsOf(newOrg({ kind: 'sandbox', seed: metadataFiles(pieces, apiVersion) }).metadata);

/**
 * What an org holds otherwise than it should, and no plan has said so: only a limit, with the entry that it names,
 * explains a difference. `known` are the limits of earlier plans whose differences are still there.
 */
export const silentIn = (
  org: PracticeOrg,
  wanted: Holdings,
  { plan, known }: { readonly plan: Plan | undefined; readonly known: Explained },
): readonly string[] => {
  const reasons = plan === undefined ? new Map() : reasonsIn({ ...plan, keeps: [] });
  return explained(differencesBetween(holdingsOf(org.metadata), wanted), reasons, known).silent;
};
