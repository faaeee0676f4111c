import { createHash } from 'node:crypto';
import { backup, type BackupRequest } from '../../../../src/actions/data/backup.ts';
import { restore } from '../../../../src/actions/data/restore.ts';
import type { RestoreRequest } from '../../../../src/actions/data/restore-request.ts';
import type { OpenGateways } from '../../../../src/actions/walk.ts';
import type { Org } from '../../../../src/gateways/org/org.ts';
import type { BackedUp, Restored, RestoreOutcome } from '../../../../src/release/data/data-outcome.ts';
import type { DataStage } from '../data-stage.ts';

/** Backs up accounts with their files, and lets a minute pass. */
export const savedWithFiles = async (stage: DataStage, given: Partial<BackupRequest> = {}): Promise<BackedUp> => {
  const outcome = await backup(stage.gateways, {
    ...{ targetOrg: stage.alias, objects: ['Account'], incremental: false, files: true, plain: false, resume: false },
    ...given,
  });
  if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
  stage.org.clock.advance(60_000);
  return outcome;
};

export const attach = ({ org }: DataStage, parent: string, name: string, body: Buffer): string =>
  org.database.insert('Attachment', [{ ParentId: parent, Name: name, Body: body.toString('base64') }])[0] ?? '';

/** A document with one version, published on a record; gives the document's id. */
export const publish = ({ org }: DataStage, place: string, name: string, body: Buffer): string => {
  const version = { PathOnClient: name, VersionData: body.toString('base64'), FirstPublishLocationId: place };
  const [id = ''] = org.database.insert('ContentVersion', [version]);
  return String(
    org.database.query(`SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${id}'`)[0]?.['ContentDocumentId'],
  );
};

export const publishAgain = ({ org }: DataStage, document: string, body: Buffer): void => {
  const version = { ContentDocumentId: document, PathOnClient: 'again.txt', VersionData: body.toString('base64') };
  org.database.insert('ContentVersion', [version]);
};

export const link = ({ org }: DataStage, document: string, record: string): void => {
  org.database.insert('ContentDocumentLink', [{ ContentDocumentId: document, LinkedEntityId: record }]);
};

const md5 = (base64: unknown): string =>
  createHash('md5')
    .update(Buffer.from(String(base64), 'base64'))
    .digest('hex');

/** Every file of every account, by name and content, whatever the ids are. */
export const filesSay = ({ org: { database } }: DataStage): readonly string[] =>
  [
    ...database
      .query('SELECT Name, Body, Parent.Name FROM Attachment')
      .map(({ Name, Body, Parent }) => `${nameOf(Parent)} attachment ${String(Name)} ${md5(Body)}`),
    ...database
      .query(
        'SELECT LinkedEntity.Name, ShareType, ContentDocument.Title, ContentDocument.LatestPublishedVersion.VersionData ' +
          'FROM ContentDocumentLink WHERE LinkedEntityId IN (SELECT Id FROM Account)',
      )
      .map(({ LinkedEntity, ShareType, ContentDocument }) => {
        const { Title, LatestPublishedVersion } = ContentDocument as Record<string, unknown>;
        const { VersionData } = LatestPublishedVersion as Record<string, unknown>;
        return `${nameOf(LinkedEntity)} file ${String(Title)} ${String(ShareType)} ${md5(VersionData)}`;
      }),
  ].sort();

const nameOf = (row: unknown): string => String((row as { Name?: unknown } | null)?.Name);

export const restoring = (
  stage: DataStage,
  given: Partial<RestoreRequest> = {},
  open: OpenGateways = stage.gateways,
): Promise<RestoreOutcome> => {
  const request: RestoreRequest = {
    ...{ backup: 'latest', targetOrg: stage.alias, objects: [], fields: [], ids: [], identity: stage.keyFile },
    onConflict: 'stop',
    ...{ insert: true, dryRun: false, ...given },
  };
  return restore(open, request, () => Promise.resolve());
};

export const restored = async (...given: Parameters<typeof restoring>): Promise<Restored> => {
  const outcome = await restoring(...given);
  if (!('plan' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
};

/** Gateways to an org of which a call is another one. */
export const withOrg =
  (stage: DataStage, change: (org: Org) => Partial<Org>): OpenGateways =>
  async () => {
    const gateways = await stage.gateways();
    return {
      ...gateways,
      openOrg: async (alias) => {
        const org = await gateways.openOrg(alias);
        return { ...org, ...change(org) };
      },
    };
  };

export const remove = (
  { org: { database } }: DataStage,
  object: string,
  ids: readonly string[],
  forGood = false,
): void => {
  const rows = ids.map((Id) => ({ Id }));
  for (const { success, errors } of database.write({
    object,
    kind: forGood ? 'hardDelete' : 'delete',
    rows,
    options: { system: true },
  }))
    if (!success) throw new Error(JSON.stringify(errors));
};

export const accounts = ({ org: { database } }: DataStage, ...names: readonly string[]): readonly string[] =>
  database.insert(
    'Account',
    names.map((Name) => ({ Name })),
  );
