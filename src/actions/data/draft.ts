import type { Gateways } from '../../gateways/open.ts';
import type { Draft } from '../../gateways/data/drafts.ts';
import type { Org } from '../../gateways/org/org.ts';
import { backupId } from '../../release/data/backup-id.ts';
import type { BackupKind, BackupLink, SavedField, SavedObject } from '../../release/data/manifest.ts';
import { columnsOf, type FieldFacts } from '../../release/data/object-facts.ts';
import { saveQuery } from '../../release/data/save-query.ts';

/** Rows to save of one object. */
export interface ObjectToSave {
  readonly object: string;
  /** None = all. */
  readonly fields: readonly string[];
  /** With the attachments and files of its records. */
  readonly withFiles?: boolean | undefined;
  /** SOQL condition. */
  readonly where?: string | undefined;
  /** Only rows that hold a value in one of the fields. */
  readonly onlyWithValues?: boolean;
  /** Developer names: rows of these record types too, whatever they hold. */
  readonly recordTypes?: readonly string[];
  /** Only rows written since, deleted ones too: ISO 8601. */
  readonly since?: string | undefined;
  /** As an earlier backup has it: only what was written since that, where nothing of it is lacking there. */
  readonly base?: SavedObject | undefined;
  /** With the rows of the Recycle Bin. Default: when `since` or `base` is given. */
  readonly withDeleted?: boolean;
}

export interface SaveRequest {
  readonly kind: BackupKind;
  readonly environment: string;
  readonly orgId: string;
  readonly recipients: readonly string[];
  readonly objects: readonly ObjectToSave[];
  readonly release?: string | undefined;
  readonly run?: string | undefined;
  readonly base?: BackupLink | undefined;
}

/** What a backup will hold, by the org's own description of its objects. Nothing is written. Throws `OrgError`. */
export const draftOf = async (
  { gateways, org }: { readonly gateways: Gateways; readonly org: Org },
  request: SaveRequest,
): Promise<Draft> => {
  const { kind, environment, orgId, release, run, base } = request;
  const { apiVersion } = await org.identity();
  // Before anything is read: what is written while we read is read again by the next incremental backup.
  const until = (await org.expectOrg(orgId)).toISOString();
  const objects: SavedObject[] = [];
  for (const wanted of request.objects) objects.push(await objectOf(org, wanted, until));
  const now = gateways.now();
  const body = {
    format: 1 as const,
    id: backupId(now, gateways.newRunId()),
    ...{ kind, environment, orgId, apiVersion, objects },
    begunAt: now.toISOString(),
    recipients: [...request.recipients],
    ...(release === undefined ? {} : { release }),
    ...(run === undefined ? {} : { run }),
    ...(base === undefined ? {} : { base }),
  };
  return { body, jobs: {} };
};

const objectOf = async (org: Org, wanted: ObjectToSave, until: string): Promise<SavedObject> => {
  const facts = await org.describeObject(wanted.object);
  const { fields, notSaved } = columnsOf(facts, wanted.fields);
  const since = wanted.since ?? sinceBase(wanted, fields);
  const soql = saveQuery({ ...wanted, asked: wanted.fields, facts, fields, since });
  return {
    object: facts.name,
    soql,
    ...(wanted.where === undefined ? {} : { where: wanted.where }),
    ...(wanted.withFiles === true ? { withFiles: true as const } : {}),
    asked: [...wanted.fields],
    withDeleted: wanted.withDeleted ?? (since !== undefined || wanted.base !== undefined),
    fields: fields.map(savedField),
    notSaved: [...notSaved],
    rows: 0,
    parts: [],
    until,
  };
};

/** Undefined where the base has other columns or rows: what it never held cannot be left out, so all is read. */
const sinceBase = ({ base, where }: ObjectToSave, fields: readonly FieldFacts[]): string | undefined => {
  const held = new Set(base?.fields.map(({ name }) => name));
  return base?.where === where && fields.every(({ name }) => held.has(name)) ? base?.until : undefined;
};

const savedField = (field: FieldFacts): SavedField => {
  const { name, type, nillable, createable, updateable, externalId, isMaster, referenceTo, relationshipName } = field;
  return {
    ...{ name, type, nillable, createable, updateable, externalId, isMaster },
    referenceTo: [...referenceTo],
    ...(relationshipName === undefined ? {} : { relationshipName }),
  };
};
