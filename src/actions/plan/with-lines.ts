import type { Gateways } from '../../gateways/open.ts';
import type { PlanOptions } from '../../release/plan/plan.ts';
import type { Environment } from '../environment.ts';
import { givenBefore } from './given-before.ts';
import { otherLinesIn } from './other-lines.ts';
import { takenOverIn } from './taken-over.ts';
import { endsOf, wantedMove, type Wish } from './wanted.ts';

/** What a plan has to say of other lines, so that every machine reads it alike. Throws `SettingsError`. */
export const withLines = async (
  gateways: Gateways,
  environment: Environment,
  wish: Wish & { readonly options: PlanOptions },
): Promise<PlanOptions> => {
  const { from, to, options, purpose } = wish;
  if (gateways.line === undefined) return options;
  const { everyRelease } = environment;
  const otherLines = await otherLinesIn(gateways, environment);
  const undone = options.undo === undefined ? [] : Object.values(await endsOf(gateways, options.undo));
  const takenOver = await takenOverIn(gateways, everyRelease, [to.commit, ...undone]);
  const known = { ...options, ...(takenOver.from.length + takenOver.to.length > 0 && { takenOver }) };
  const told = { ...known, ...(otherLines.length > 0 && { otherLines }) };
  if (purpose === 'deploy') return told;
  const { move } = await wantedMove(gateways, { ...wish, options: known });
  const before = await givenBefore(gateways, move.delta.changes, { everyRelease, otherLines, from, to });
  return before.length === 0 ? told : { ...told, givenBefore: before };
};
