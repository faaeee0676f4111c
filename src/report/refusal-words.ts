import { movedText } from './moved-words.ts';
import { adviceOf, namesOf, stoppingText } from './check-words.ts';
import type { Refusal, RefusalReason } from '../release/refusal.ts';
import { lineAmong } from '../release/release-name.ts';
import { lineOption, ofLine } from './line-words.ts';
import { shortTime } from './short-time.ts';

/** What fills the `%s` of a refusal's message and of its actions, in `messages/refusals.md`. */
export interface Tokens {
  readonly message: readonly string[];
  readonly actions?: readonly string[];
}

type Words = { readonly [Reason in RefusalReason]: (refusal: Extract<Refusal, { reason: Reason }>) => Tokens };

const most = 20;

const listed = (items: readonly string[]): string =>
  [
    ...items.slice(0, most).map((item) => `  ${item}`),
    ...(items.length > most ? [`  … and ${items.length - most} more`] : []),
  ].join('\n');

const offered = (nearest: readonly string[], shallow: boolean): string =>
  [
    nearest.length === 0 ? '' : ` Did you mean ${nearest.join(', ')}?`,
    shallow ? ' This clone is shallow: fetch what is missing with "git fetch --unshallow --tags".' : '',
  ].join('');

const whyUnknown = (fits: number, isPruned: boolean): string => {
  if (fits > 1) return 'More than one backup begins with';
  return isPruned ? 'The rows are no longer kept of the backup' : 'There is no backup';
};

const adviceFor = (checks: readonly { readonly name: string }[]): string =>
  checks.map(({ name }) => adviceOf(name)).join(' ');

const none: Tokens = { message: [] };

/** A line that is blocked stops no other. */
const ofOthers =
  ' Another line can be deployed: sf release deploy --line <line>, or sf project deploy start --source-dir <its package directories>.';

/** A reason without words does not compile. */
export const refusalWords: Words = {
  notAProject: ({ directory }) => ({ message: [directory] }),
  notARepository: ({ directory }) => ({ message: [directory] }),
  noCommits: () => none,
  invalidConfiguration: ({ problems }) => ({
    message: [listed(problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`))],
  }),
  invalidProjectFile: ({ where, detail }) => ({ message: [where, detail] }),
  unknownEnvironment: ({ environment, known }) => ({ message: [environment, known.join(', ') || 'none'] }),
  lineNeeded: ({ known }) => ({ message: [known.join(', ')], actions: [known[0] ?? 'core', known[0] ?? 'core'] }),
  unknownLine: ({ line, known, nearest }) => ({
    message: [line, known.join(', ') || 'none', offered(nearest, false)],
    actions: [line],
  }),
  unknownLineDirectory: ({ line, directory, nearest }) => ({ message: [directory, line, offered(nearest, false)] }),
  componentsInTwoLines: ({ lines: [one, other], components }) => ({ message: [one, other, listed(components)] }),
  alreadyInitialised: ({ environment, orgId }) => ({ message: [environment, orgId] }),
  invalidVersion: ({ version }) => ({ message: [version] }),
  versionExists: ({ release }) => ({ message: [release] }),
  noReleases: ({ environment, line, shallow }) => ({
    message: [environment, ofLine(line), offered([], shallow)],
    actions: [lineOption(line), lineOption(line)],
  }),
  unknownRelease: ({ release, nearest, shallow }) => ({ message: [release, offered(nearest, shallow)] }),
  unknownRef: ({ ref, nearest, shallow }) => ({ message: [ref, offered(nearest, shallow)] }),
  unknownSnapshot: ({ id, environment, nearest }) => ({ message: [environment, id, offered(nearest, false)] }),
  noEarlierRelease: ({ current, bad, shallow }) => ({
    message: [current, bad.length === 0 ? '' : ` Known to be bad: ${bad.join(', ')}.`, offered([], shallow)],
    actions: Array<string>(3).fill(lineOption(lineAmong([current]))),
  }),
  noKnownGoodRelease: ({ current, candidates }) => ({
    message: [current, candidates.join(', ')],
    actions: [candidates[0] ?? current, candidates[0] ?? current],
  }),
  promotionWithin: ({ release, environment }) => ({ message: [release, environment], actions: [release] }),
  noRollbackToUndo: ({ environment, current }) => ({ message: [current, environment] }),
  movedTag: ({ tag, here, remote }) => ({
    message: [tag, here.slice(0, 12), remote.slice(0, 12)],
    actions: [tag, tag],
  }),
  missingObjects: ({ release }) => ({ message: [release] }),
  dirtyTree: ({ files }) => ({ message: [listed(files)] }),
  notTheDeployedCommit: ({ commit, detail }) => ({ message: [commit.slice(0, 12), detail] }),
  orgMismatch: ({ expected, actual, where }) => ({ message: [actual, expected, where] }),
  nothingToDeploy: ({ since }) => ({ message: [since === undefined ? '' : ` since ${since}`] }),
  unresolvable: ({ ref, files }) => ({ message: [ref, listed(files.map(({ path, why }) => `${path}: ${why}`))] }),
  openRun: ({ run, verb, by, at }) => ({ message: [verb, run, by, at], actions: [run] }),
  runHeld: ({ run, by, heardAt }) => ({ message: [run, by, heardAt], actions: [run] }),
  otherRun: ({ run, open }) => ({ message: [run, open === undefined ? 'no run is open' : `the open one is ${open}`] }),
  nothingToUndo: ({ run }) => ({ message: [run], actions: [run] }),
  nothingToKeep: ({ run }) => ({ message: [run] }),
  journalMoved: ({ environment }) => ({ message: [environment] }),
  noDeployToTag: ({ orgId, line }) => ({ message: [orgId, ofLine(line)] }),
  unknownDeploy: ({ deployId }) => ({ message: [deployId] }),
  notASuccessfulDeploy: ({ deployId, status, checkOnly }) => ({
    message: [deployId, status, checkOnly ? ', and it only validated' : ''],
  }),
  alreadyTagged: ({ deployId, release }) => ({ message: [deployId, release], actions: [release] }),
  deployRunning: ({ deploys }) => ({ message: [deploys.join(', ')] }),
  newerDeploy: ({ deployId, by, at, release }) => ({
    message: [release, deployId, by, at],
    actions: [deployId, lineOption(lineAmong([release]))],
  }),
  checkFailed: ({ checks }) => ({
    message: [checks.map(stoppingText).join('\n')],
    actions: [adviceFor(checks), namesOf(checks)],
  }),
  checkUnanswered: ({ checks }) => ({
    message: [checks.map(stoppingText).join('\n')],
    actions: [adviceFor(checks), namesOf(checks)],
  }),
  unknownCheck: ({ check, nearest, known }) => ({
    message: [check, offered(nearest, false)],
    actions: [known.join(', ')],
  }),
  drift: ({ components, release }) => ({ message: [release, listed(components)], actions: [release] }),
  dataLoss: ({ components }) => ({ message: [listed(components)] }),
  selectionIncomplete: ({ missing }) => ({ message: [listed(missing)] }),
  nothingSelected: () => none,
  nothingToAccept: ({ given, nearest }) => ({ message: [given, offered(nearest, false)] }),
  undoConflict: ({ release, conflicts }) => ({ message: [release, listed(conflicts)] }),
  notRolledBack: ({ environment, current }) => ({
    message: [current, environment],
    actions: [lineOption(lineAmong([current]))],
  }),
  releaseNotInBranch: ({ release, branch }) => ({ message: [branch, release] }),
  nothingToRevert: ({ release, branch }) => ({ message: [branch, release] }),
  revertConflict: ({ release, branch, files }) => ({ message: [branch, release, listed(files)], actions: [release] }),
  frozen: ({ environment, by, at, because }) => ({
    message: [environment, by, shortTime(at), because === '' ? '' : `: ${because}`],
    actions: [environment],
  }),
  notFrozen: ({ environment }) => ({ message: [environment] }),
  blockedRelease: ({ release, by, at, because }) => ({
    message: [release, by, shortTime(at), because === '' ? '' : `: ${because}`],
    actions: [release, lineAmong([release]) === undefined ? '' : ofOthers],
  }),
  cannotArm: ({ deploys }) => ({ message: [String(deploys)] }),
  branchExists: ({ branch }) => ({ message: [branch], actions: [branch] }),
  unwritable: ({ file, detail }) => ({ message: [file, detail] }),
  stalePlan: ({ moved }) => ({ message: [listed(typeof moved === 'string' ? [moved] : moved.map(movedText))] }),
  unreadable: ({ file, detail }) => ({ message: [file, detail] }),
  notAPlan: ({ file, detail }) => ({ message: [file, detail] }),
  planEdited: ({ file, plan }) => ({ message: [file, plan] }),
  cannotPick: () => none,
  reasonMissing: ({ org }) => ({ message: [org] }),
  cannotBeWritten: ({ components }) => ({ message: [listed(components)] }),
  backupNotConfigured: ({ objects }) => ({ message: [listed(objects)] }),
  dataNotSaved: ({ what, detail }) => ({ message: [what, detail] }),
  tooFewRequests: ({ needed, remaining }) => ({ message: [String(needed), String(remaining)] }),
  nothingToBackUp: () => none,
  noBackups: ({ folder }) => ({ message: [folder] }),
  nothingToWatch: () => none,
  notInBackup: ({ backup, unknown, objects }) => ({
    message: [backup, unknown.join(', ')],
    actions: [objects.join(', ')],
  }),
  oneObjectNeeded: ({ objects }) => ({ message: [objects.join(', ')], actions: [objects[0] ?? 'Account'] }),
  backupUnreadable: ({ backup, detail }) => ({ message: [backup, detail], actions: [] }),
  rehearsalInProduction: ({ org }) => ({ message: [org], actions: [] }),
  noIdsInFile: ({ file }) => ({ message: [file], actions: [] }),
  objectGone: ({ object }) => ({ message: [object], actions: [] }),
  backupsDamaged: ({ backups }) => ({ message: [listed(backups)] }),
  restoreHeld: ({ run, by, at }) => ({ message: [run, by, at], actions: [run] }),
  fileConflict: ({ files, examples }) => ({ message: [String(files), listed(examples)] }),
  dataConflict: ({ rows, examples }) => ({ message: [String(rows), listed(examples)] }),
  restoreForgotten: ({ jobs }) => ({ message: [listed(jobs)] }),
  unknownBackup: ({ backup, fits, isPruned, known }) => ({
    message: [whyUnknown(fits, isPruned), backup, known.join(', ') || 'none'],
  }),
  incompleteSnapshot: ({ missing }) => ({ message: [listed(missing)] }),
  tooLarge: ({ what, actual, limit }) => ({ message: [what, String(actual), String(limit)] }),
  declined: () => none,
  interrupted: () => none,
  confirmationMissing: ({ confirm, org }) => ({ message: [org], actions: [confirm] }),
  confirmationWrong: ({ expected, given }) => ({ message: [given, expected], actions: [expected] }),
};

/** The tokens of any refusal: the record above, looked up by its own reason. */
export const tokensOf = (refusal: Refusal): Tokens =>
  (refusalWords[refusal.reason] as (of: Refusal) => Tokens)(refusal);
