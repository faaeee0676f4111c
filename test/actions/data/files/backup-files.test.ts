import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { backup, type BackupRequest } from '../../../../src/actions/data/backup.ts';
import { verify } from '../../../../src/actions/data/verify.ts';
import type { OpenGateways } from '../../../../src/actions/walk.ts';
import { OrgError } from '../../../../src/gateways/org/org-error.ts';
import type { Org } from '../../../../src/gateways/org/org.ts';
import type { BackedUp } from '../../../../src/release/data/data-outcome.ts';
import { exitCode } from '../../../../src/release/exit-code.ts';
import { backedUpWords } from '../../../../src/report/data/backup-words.ts';
import { setTheDataStage, type DataStage } from '../data-stage.ts';
import { attach, link, publish, publishAgain, savedWithFiles } from './files-stage.ts';

const blobs = ({ org }: DataStage): number =>
  org.requests.filter(({ path: asked }) => /\/(Body|VersionData)$/u.test(asked)).length;

const bodiesIn = ({ backup: { files } }: BackedUp): number =>
  (files?.packs ?? []).reduce((sum, { rows }) => sum + rows, 0);

const listed = ({ backup: { files } }: BackedUp): readonly string[] =>
  (files?.lists ?? []).map(({ object, kind, rows }) => `${object} ${kind} ${rows}`);

const accountsWithFiles = ({ alias }: DataStage): BackupRequest => ({
  ...{ targetOrg: alias, objects: ['Account'], incremental: false, files: true, plain: false, resume: false },
});

/** Gateways to an org of which a call is another one. */
const withOrg =
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

/** Gateways to an org that does not give some bodies. */
const refusingBodies = (stage: DataStage, errors: ReadonlyMap<string, OrgError>): OpenGateways =>
  withOrg(stage, (org) => ({
    readBody: (of, ...given) => {
      const error = errors.get(of.id);
      return error === undefined ? org.readBody(of, ...given) : Promise.reject(error);
    },
  }));

/** Gateways to an org that does not take queries for attachments, and keeps those that it was asked. */
const refusingAttachments = (stage: DataStage, error: OrgError, asked: string[]): OpenGateways =>
  withOrg(stage, (org) => ({
    startBulkQuery: (query, ...given) => {
      if (!query.soql.includes('FROM Attachment')) return org.startBulkQuery(query, ...given);
      asked.push(query.soql);
      return Promise.reject(error);
    },
    describeObject: async (object, ...given) => ({
      ...(await org.describeObject(object, ...given)),
      children: new Set(['ContentDocumentLink']),
    }),
  }));

const everything = async (folder: string): Promise<string> => {
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(path.join(folder, name), 'latin1')))).join('\n');
};

describe('backing up files', function () {
  this.timeout(60_000);

  it('saves attachments and newest versions of the saved records, each body once, and nothing that can be read', async () => {
    await using stage = await setTheDataStage([
      { object: 'Account', where: "Name LIKE 'A%' OR Name = 'x'", files: true },
      { object: 'Contact' },
    ]);
    const { database } = stage.org;
    const [one = '', two = '', other = ''] = database.insert('Account', [
      { Name: 'A1' },
      { Name: 'A2' },
      { Name: 'B' },
    ]);
    const [contact = ''] = database.insert('Contact', [{ LastName: 'Lovelace' }]);
    attach(stage, one, 'secret-name.txt', Buffer.from('secret body'));
    attach(stage, one, 'nothing.txt', Buffer.alloc(0));
    attach(stage, other, 'not-meant.txt', Buffer.from('x'));
    attach(stage, contact, 'not-asked-for.txt', Buffer.from('x'));
    const document = publish(stage, one, 'secret-contract.pdf', Buffer.from('first'));
    publishAgain(stage, document, Buffer.from('newest'));
    link(stage, document, two);
    const outcome = await savedWithFiles(stage, { objects: [], files: false });
    expect(listed(outcome)).to.deep.equal(['Account attachments 2', 'Account links 2']);
    expect([bodiesIn(outcome), blobs(stage)]).to.deep.equal([3, 3]);
    expect(outcome.filesNotSaved).to.deep.equal([{ object: 'Contact', files: 0, attachments: 1 }]);
    expect(backedUpWords(outcome))
      .to.match(/3 bodies of attachments and files fetched, .* stored, by 3 API requests/u)
      .and.contain('Account: 2 attachments, 2 links to files');
    const text = await everything(path.join(outcome.folder, outcome.backup.id));
    for (const value of ['secret', one, document]) expect(text).not.to.contain(value);
    const checked = await verify(stage.gateways, { sample: 0, identity: stage.keyFile });
    expect(checked).to.deep.include({ kind: 'verified', problems: [] });
  });

  it('asks by ids where the org refuses a semi-join', async () => {
    await using stage = await setTheDataStage([
      { object: 'Account', where: 'Id IN (SELECT AccountId FROM Contact)', files: true },
    ]);
    const [one = '', two = ''] = stage.org.database.insert('Account', [{ Name: 'A1' }, { Name: 'A2' }]);
    stage.org.database.insert('Contact', [{ LastName: 'Lovelace', AccountId: one }]);
    for (const account of [one, two]) attach(stage, account, 'a.txt', Buffer.from('a'));
    publish(stage, one, 'b.txt', Buffer.from('b'));
    const outcome = await savedWithFiles(stage, { objects: [], files: false });
    expect(listed(outcome)).to.deep.equal(['Account attachments 1', 'Account links 1']);
    expect(bodiesIn(outcome)).to.equal(2);
  });

  it('asks no more where no attachment can hang on an object, and where the org says no for another reason', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'A1' }]);
    publish(stage, one, 'b.txt', Buffer.from('b'));
    const asked: string[] = [];
    const query = new OrgError('refusedByOrg', 'The org said MALFORMED_QUERY: Entity is not supported');
    const outcome = await backup(refusingAttachments(stage, query, asked), accountsWithFiles(stage));
    if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
    expect(listed(outcome)).to.deep.equal(['Account attachments 0', 'Account links 1']);
    const quota = new OrgError('refusedByOrg', 'The org said EXCEEDED_ID_LIMIT: no more jobs today');
    expect(await backup(refusingAttachments(stage, quota, asked), accountsWithFiles(stage))).to.include({
      ...{ kind: 'outside', reason: 'refusedByOrg' },
    });
    expect(asked).to.have.length(2);
  });

  it('fetches only bodies that are new or changed on top of the backup before', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'A1' }]);
    const changed = attach(stage, one, 'a.txt', Buffer.from('a'));
    const document = publish(stage, one, 'b.txt', Buffer.from('b'));
    publish(stage, one, 'c.txt', Buffer.from('c'));
    await savedWithFiles(stage);
    expect(blobs(stage)).to.equal(3);
    database.write({ object: 'Attachment', kind: 'update', rows: [{ Id: changed, Body: 'YTI=' }] });
    publishAgain(stage, document, Buffer.from('b2'));
    attach(stage, one, 'd.txt', Buffer.from('d'));
    const later = await savedWithFiles(stage, { incremental: true });
    expect([later.backup.kind, bodiesIn(later), blobs(stage)]).to.deep.equal(['incremental', 3, 6]);
    expect(listed(later)).to.deep.equal(['Account attachments 2', 'Account links 2']);
    expect(bodiesIn(await savedWithFiles(stage, { incremental: true }))).to.equal(0);
  });

  it('goes on after an interruption without fetching a body twice', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'A1' }]);
    const large = randomBytes(2_100_000);
    for (let at = 0; at < 6; at += 1) attach(stage, one, `${at}.bin`, Buffer.concat([large, Buffer.from([at])]));
    const stopping = new AbortController();
    const stopped = await backup(stage.gateways, {
      ...{ targetOrg: stage.alias, objects: ['Account'], incremental: false, files: true, plain: false, resume: false },
      signal: stopping.signal,
      onBodies: (saved) => {
        if (saved === 2) stopping.abort();
      },
    });
    expect(stopped.kind).not.to.equal('backedUp');
    const before = blobs(stage);
    expect(before).to.be.lessThan(6);
    const whole = await savedWithFiles(stage, { resume: true });
    expect(whole.resumed).to.equal(true);
    expect(bodiesIn(whole)).to.equal(6);
    expect(blobs(stage) - before, 'fetched after the interruption').to.be.at.most(4);
    expect(await verify(stage.gateways, { sample: 0, identity: stage.keyFile })).to.include({ kind: 'verified' });
  });

  it('fetches again what broke off or came otherwise, and leaves out what was deleted meanwhile', async () => {
    await using stage = await setTheDataStage();
    const { database, faults } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'A1' }]);
    const gone = attach(stage, one, 'gone.txt', Buffer.from('gone'));
    attach(stage, one, 'kept.txt', Buffer.from('kept'.repeat(1000)));
    faults.force({ operation: 'sobjectRead', fault: { kind: 'bodyCut' }, on: 'next' });
    const whole = await savedWithFiles(stage);
    expect(bodiesIn(whole)).to.equal(2);
    const open = async () => {
      const gateways = await stage.gateways();
      return {
        ...gateways,
        openOrg: async (alias?: string) => {
          const org = await gateways.openOrg(alias);
          const readBody: typeof org.readBody = async (of, ...given) => {
            if (of.id === gone) database.write({ object: 'Attachment', kind: 'delete', rows: [{ Id: gone }] });
            await org.readBody(of, ...given);
          };
          return { ...org, readBody };
        },
      };
    };
    const request = { targetOrg: stage.alias, objects: ['Account'], incremental: false, plain: false, resume: false };
    const outcome = await backup(open, { ...request, files: true });
    if (outcome.kind !== 'backedUp') throw new Error(JSON.stringify(outcome));
    expect([bodiesIn(outcome), outcome.backup.files?.overtaken]).to.deep.equal([1, 1]);
    expect(backedUpWords(outcome)).to.contain('1 body deleted or replaced while the backup was made');
  });

  it('saves all others where the org does not give some bodies, names those, and does not call it a whole backup', async () => {
    await using stage = await setTheDataStage();
    const { database } = stage.org;
    const [one = ''] = database.insert('Account', [{ Name: 'A1' }]);
    publish(stage, one, 'never as listed.txt', Buffer.from('abc'));
    publish(stage, one, 'elsewhere.txt', Buffer.from('kept in another system'));
    const versions = database.query('SELECT Id FROM ContentVersion').map(({ Id }) => String(Id));
    const store = database.tables.store('ContentVersion');
    store?.set(0, 'versiondata', Buffer.from('abd').toString('base64'));
    store?.set(1, 'contentlocation', 'E');
    const corrupt = attach(stage, one, 'corrupt.txt', Buffer.from('corrupt'));
    const gone = attach(stage, one, 'not found, but listed.txt', Buffer.from('gone'));
    const large = attach(stage, one, 'large and not to be read.txt', Buffer.alloc(2_100_000));
    attach(stage, one, 'good.txt', Buffer.from('good'));
    const refusing = new Map([
      [corrupt, new OrgError('refusedByOrg', 'sorry', { code: 'UNKNOWN_EXCEPTION', status: 500 })],
      [gone, new OrgError('refusedByOrg', 'none', { code: 'NOT_FOUND', status: 404 })],
      [large, new OrgError('noPermission', 'no', { code: 'INSUFFICIENT_ACCESS', status: 403 })],
    ]);
    const outcome = await backup(refusingBodies(stage, refusing), accountsWithFiles(stage));
    if (outcome.kind !== 'backedUpInPart') throw new Error(JSON.stringify(outcome));
    expect(bodiesIn(outcome)).to.equal(1);
    expect(outcome.backup.files?.unreadable).to.have.deep.members([
      { object: 'ContentVersion', id: versions[0], code: 'NOT_AS_LISTED' },
      { object: 'ContentVersion', id: versions[1], code: 'NOT_IN_SALESFORCE' },
      { object: 'Attachment', id: corrupt, code: 'UNKNOWN_EXCEPTION' },
      { object: 'Attachment', id: gone, code: 'NOT_FOUND' },
      { object: 'Attachment', id: large, code: 'INSUFFICIENT_ACCESS' },
    ]);
    expect(exitCode(outcome)).to.equal(68);
    expect(backedUpWords(outcome))
      .to.contain('5 bodies not saved')
      .and.contain(`Attachment ${corrupt}: UNKNOWN_EXCEPTION`);
    expect(await verify(stage.gateways, { sample: 0, identity: stage.keyFile })).to.include({ kind: 'verified' });
    const later = await backup(stage.gateways, { ...accountsWithFiles(stage), incremental: true });
    expect(later, 'what is not in the backup before is fetched again').to.have.nested.property('backup.files.packs');
    if (!('backup' in later)) throw new Error(later.kind);
    expect(bodiesIn(later)).to.equal(3);
  });

  it('stops, and can be gone on with, when the org gives nothing at all', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'A1' }]);
    const id = attach(stage, one, 'a.txt', Buffer.from('a'));
    for (const reason of ['unreachable', 'expiredSession', 'apiLimit'] as const) {
      const refusing = new Map([[id, new OrgError(reason, 'no')]]);
      expect(await backup(refusingBodies(stage, refusing), accountsWithFiles(stage))).to.include({
        kind: 'outside',
        reason,
      });
    }
    expect(bodiesIn(await savedWithFiles(stage, { resume: true }))).to.equal(1);
  });

  it('fetches nothing when the org has too few requests left for all of it', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'A1' }]);
    attach(stage, one, 'a.txt', Buffer.from('a'));
    const open = async () => {
      const gateways = await stage.gateways();
      return {
        ...gateways,
        openOrg: async (alias?: string) => ({
          ...(await gateways.openOrg(alias)),
          limits: () => Promise.resolve(new Map([['DailyApiRequests', { max: 15_000, remaining: 400 }]])),
        }),
      };
    };
    const request = { targetOrg: stage.alias, objects: ['Account'], incremental: false, plain: false, resume: false };
    expect(await backup(open, { ...request, files: true })).to.deep.equal({
      kind: 'refused',
      refusal: { reason: 'tooFewRequests', needed: 1, remaining: 400 },
    });
    expect(blobs(stage)).to.equal(0);
    expect(bodiesIn(await savedWithFiles(stage, { resume: true }))).to.equal(1);
  });

  it('says which archive is damaged', async () => {
    await using stage = await setTheDataStage();
    const [one = ''] = stage.org.database.insert('Account', [{ Name: 'A1' }]);
    attach(stage, one, 'a.txt', Buffer.from('a'));
    const { folder, backup: saved } = await savedWithFiles(stage);
    const name = saved.files?.packs[0]?.file ?? '';
    const file = path.join(folder, saved.id, name);
    const bytes = await readFile(file);
    bytes[bytes.length - 5] = bytes[bytes.length - 5]! ^ 4;
    await writeFile(file, bytes);
    const outcome = await verify(stage.gateways, { sample: 0 });
    expect(outcome).to.have.property('kind', 'damaged');
    expect(outcome).to.have.nested.property('problems[0].file', name);
  });
});
