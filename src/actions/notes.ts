import type { Gateways } from '../gateways/open.ts';
import { releaseBefore } from '../release/catalogue.ts';
import { issuesIn, peopleIn, type ReleaseNotes } from '../release/notes.ts';
import type { NotesOutcome } from '../release/catalogue-outcome.ts';
import { namedEnd, releaseEnd, type End } from './compare/diff-ends.ts';
import { compareVersions } from './compare/compare.ts';
import { findEnvironment, requireCurrent, type Environment } from './environment.ts';
import { concludedInLine, type LineWish } from './line.ts';
import { refusingUnreadable } from './plan/move.ts';
import { withoutHandedOver } from './plan/other-lines.ts';
import type { OpenGateways } from './walk.ts';

export interface NotesRequest {
  readonly line?: string | undefined;
  readonly environment?: string | undefined;
  /** A release or Git ref; the release before `to` when absent. */
  readonly from?: string | undefined;
  /** The current release when absent. */
  readonly to?: string | undefined;
  /** Writes the notes there; words are the caller's. */
  readonly output?: { readonly file: string; readonly text: (notes: ReleaseNotes) => string } | undefined;
}

/** What a release brings, from Git alone. */
export const notes = (open: OpenGateways, request: NotesRequest): Promise<NotesOutcome> =>
  concludedInLine(open, lineWished(request), (gateways) =>
    refusingUnreadable(async () => {
      const environment = await findEnvironment(gateways, request.environment);
      const to = await endTo(gateways, environment, request.to);
      const from = await endFrom(gateways, environment, { to, named: request.from });
      const found = await read(gateways, { from, to });
      if (request.output !== undefined) await gateways.writeOutput(request.output.file, request.output.text(found));
      return { kind: 'noted', ...found, ...(request.output && { file: request.output.file }) };
    }),
  );

const lineWished = ({ line, from, to }: NotesRequest): LineWish => ({ line, refs: [from, to] });

const endTo = (gateways: Gateways, environment: Environment, named: string | undefined): Promise<End> =>
  named === undefined
    ? Promise.resolve(releaseEnd(gateways, requireCurrent(gateways, environment)))
    : namedEnd(gateways, named, environment.name);

/** Before the first release there was nothing; a ref that is no release is told from the current release on. */
const endFrom = async (
  gateways: Gateways,
  environment: Environment,
  { to, named }: { readonly to: End; readonly named: string | undefined },
): Promise<End | undefined> => {
  if (named !== undefined) return namedEnd(gateways, named, environment.name);
  if (to.release === undefined) return releaseEnd(gateways, requireCurrent(gateways, environment));
  const previous = releaseBefore(environment.catalogue, to.release);
  return previous === undefined ? undefined : releaseEnd(gateways, previous);
};

const read = async (
  gateways: Gateways,
  { from, to }: { readonly from: End | undefined; readonly to: End },
): Promise<ReleaseNotes> => {
  const { repository } = gateways;
  const there = await to.open();
  const here =
    from === undefined ? await gateways.versionAt(await repository.emptyTree(), 'nothing') : await from.open();
  const { changes: all } = await compareVersions(here, there);
  const { commit, name } = to.compared;
  const changes = commit === undefined ? all : await withoutHandedOver(gateways, all, { commit, release: name });
  const paths = [...new Set([...here.settings.packageDirectories, ...there.settings.packageDirectories])];
  const between = async (newer: End, older: End | undefined) =>
    repository.commitsIn({ from: older?.compared.commit, to: newer.compared.commit ?? 'HEAD', paths });
  const commits = await between(to, from);
  return {
    ...(from && { from: from.compared }),
    to: to.compared,
    changes,
    commits,
    takenBack: from === undefined ? [] : await between(from, to),
    issues: issuesIn(commits),
    people: peopleIn(commits),
  };
};
