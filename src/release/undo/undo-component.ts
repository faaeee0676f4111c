import { isManaged, isStandard } from '../metadata/component-names.ts';
import { keyOf } from '../metadata/component.ts';
import { sourceOf } from '../content/content-source.ts';
import type { Settled } from './deletions.ts';
import { isMergedAccess } from '../delta/drift.ts';
import { childText, leaf } from '../content/entries.ts';
import { isComputed } from './field-change.ts';
import type { LimitReason } from '../plan/limit.ts';
import type { DataAtRisk, Limit } from '../plan/plan.ts';
import { neutralised } from './neutralised.ts';
import { undoAccess } from './undo-access.ts';
import { undoField } from './undo-field.ts';
import { undoFlow, undoFlowDefinition } from './undo-flow.ts';
import { undoPages } from './undo-pages.ts';
import { undoProperties } from './undo-properties.ts';
import { undoRecord } from './undo-record.ts';
import { undoTexts } from './undo-texts.ts';
import { undoValues } from './undo-values.ts';
import { kept, sentWhole, type Subject, type Undone } from './undone.ts';

/** Decides what becomes of one change of the delta. Deletions have been settled before. */
export const undoComponent = (subject: Subject, settled: Settled): Undone => {
  const { id, rule, drift, input, from, to } = subject;
  if (rule.inBoth === 'children') return {};
  if (subject.isRespelled) return { keeps: [{ ...id, because: 'otherSpelling' }] };
  if (isManaged(id, input.facts.namespaces)) return kept(subject, 'managedPackage', [stays(subject, 'managedPackage')]);
  if (rule.inBoth === 'keep') return kept(subject, 'neverAutomatic', [lostCategories(subject)]);
  if (drift.component === 'keepLive') return kept(subject, 'driftKept', [stays(subject, 'driftKept')]);
  if (rule.inBoth === 'flow') return undoFlow(subject);
  if (rule.inBoth === 'flowDefinition') return undoFlowDefinition(subject);
  if (drift.component === 'already') return kept(subject, 'alreadyAsPlanned');
  if (to === undefined) return undoAddition(subject, settled);
  return from === undefined ? undoRemoval(subject) : undoChange(subject);
};

const stays = ({ id }: Subject, reason: LimitReason, manual?: Limit['manual']): Limit => ({
  reason,
  component: id,
  instead: 'kept',
  ...(manual !== undefined && { manual }),
});

const lostCategories = (subject: Subject): Limit => stays(subject, 'categoriesWouldBeLost', 'restoreCategories');

/** Only in `from`: the release added it. */
const undoAddition = (subject: Subject, settled: Settled): Undone => {
  const { id, rule, live } = subject;
  const held = settled.held.get(keyOf(id));
  if (held !== undefined) return { ...neutralised(subject, held.because), limits: [held.limit] };
  if (settled.gone.has(keyOf(id)))
    return live === undefined ? kept(subject, 'alreadyAsPlanned') : { expected: [{ ...id, state: 'absent' }] };
  if (rule.inBoth === 'properties' && isPermanent(subject)) return undoProperties(subject);
  if (isStandard(id))
    return kept(subject, 'standardComponent', [stays(subject, 'standardComponent', 'setFormerValue')]);
  if (rule.onlyInFrom === 'deactivate') return deactivated(subject, settled);
  if (rule.inBoth === 'texts')
    return kept(subject, 'cannotBeDeleted', [stays(subject, 'translationCannotBeRemoved', 'removeTranslation')]);
  const isProfile = id.type === 'Profile';
  return kept(subject, 'cannotBeDeleted', [
    stays(
      subject,
      isProfile ? 'profileCannotBeDeleted' : 'typeCannotBeDeleted',
      isProfile ? 'deleteProfile' : 'deleteInSetup',
    ),
  ]);
};

/** Was there before, whatever Git says: a file of settings, a standard object, an object whose fields Git has. */
const isPermanent = ({ id, rule, hasParts }: Subject): boolean =>
  rule.onlyInFrom === 'keep' || isStandard(id) || hasParts;

/** A record type stays with its object, else it is switched off and deleted by hand (Gearset 4046001; folklore). */
const deactivated = (subject: Subject, { held }: Settled): Undone => {
  const { id, input, live } = subject;
  const object = { type: 'CustomObject', fullName: id.fullName.split('.')[0] ?? '' };
  if (held.has(keyOf(object))) return kept(subject, 'parentKept', [stays(subject, 'parentKept', 'deleteDataModel')]);
  const limit: Limit = {
    reason: 'recordTypeCannotBeDeleted',
    component: id,
    instead: 'deactivated',
    manual: 'deleteRecordType',
  };
  if (live?.xml === undefined || childText(live.xml, 'active') === 'false')
    return kept(subject, 'cannotBeDeleted', [limit]);
  const edits = [{ section: 'active', elements: [leaf('active', 'false')] }];
  const content = sourceOf(input.contents, id, { of: 'live', edits });
  return {
    ships: [{ ...id, action: 'neutralise', content }],
    limits: [limit],
    dataAtRisk: recordsOfType(subject),
    expected: [{ ...id, state: 'present', content }],
  };
};

const recordsOfType = ({ id, input }: Subject): readonly DataAtRisk[] => {
  const facts = input.facts.rows.get(keyOf(id));
  if (facts?.rows === 0) return [];
  return [{ component: id, what: 'recordsOfType', rows: 'unknown', ...facts, fate: 'kept' }];
};

/** Only in `to`: the release deleted it, or somebody else did. */
const undoRemoval = (subject: Subject): Undone => {
  const { rule, live, to, input } = subject;
  if (live !== undefined) return undoChange(subject);
  const created = sentWhole(subject, 'recreate');
  const held = rule.holds === 'rows' || (rule.holds === 'values' && !isComputed(to));
  const isEmpty = held && input.purpose === 'rollback'; // a deploy makes it for the first time
  return {
    ...created,
    limits: [
      ...(isEmpty ? [recreatedEmpty(subject)] : []),
      ...(rule.secrets === true ? [stays(subject, 'secretsNotInMetadata', 'enterSecrets')] : []),
    ],
  };
};

const recreatedEmpty = ({ id }: Subject): Limit => ({
  reason: 'fieldRecreatedEmpty',
  component: id,
  instead: 'recreatedEmpty',
  manual: 'undeleteField',
});

/** In both versions. */
const undoChange = (subject: Subject): Undone => {
  const { id, rule, live, input } = subject;
  if (live === undefined) return sentWhole(subject, 'recreate');
  if (rule.lockedWhile !== undefined && isLocked(subject))
    return kept(subject, 'cannotBeUndone', [stays(subject, 'lockedWhileActive', 'deactivateFirst')]);
  if (isMergedAccess(id.type, input.facts.apiVersion)) return undoAccess(subject);
  switch (rule.inBoth) {
    case 'values':
      return id.type === 'CustomField' ? undoField(subject) : undoValues(subject);
    case 'properties':
      return undoProperties(subject);
    case 'texts':
      return undoTexts(subject);
    case 'fields':
      return undoRecord(subject);
    case 'pages':
      return undoPages(subject);
    default:
      return withRevocations(subject, sentWhole(subject, 'redeploy'));
  }
};

const isLocked = ({ rule: { lockedWhile }, live }: Subject): boolean =>
  lockedWhile !== undefined && live?.xml !== undefined && childText(live.xml, lockedWhile.element) === lockedWhile.is;

/** A permission set that is replaced whole takes access away by leaving it out. */
const withRevocations = (subject: Subject, undone: Undone): Undone => {
  const { id, change } = subject;
  if (id.type !== 'PermissionSet' && id.type !== 'MutingPermissionSet') return undone;
  const revokes = change.entries
    .filter(({ kind }) => kind === 'removed')
    .map(({ section, key = '' }) => ({ ...id, section, key }));
  return { ...undone, revokes };
};
