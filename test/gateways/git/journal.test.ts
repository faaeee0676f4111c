import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openJournal, type Journal } from '../../../src/gateways/git/journal.ts';
import { openRepository } from '../../../src/gateways/git/repository.ts';
import type { JournalEntry } from '../../../src/release/journal-entry.ts';
import { Refused } from '../../../src/release/refusal.ts';
import { temporaryRepository, withEnvironment } from '../temporary-repository.ts';

const at = '2026-11-21T10:00:00.000Z';
const ref = 'refs/release/production/journal';

const opened = (run: string): JournalEntry => ({
  format: 1,
  kind: 'opened',
  run,
  at,
  verb: 'rollback',
  environment: 'production',
  orgId: '00D000000000001AAA',
  by: 'Ada',
  where: 'laptop',
});
const closed = (run: string): JournalEntry => ({
  format: 1,
  kind: 'closed',
  run,
  at,
  ending: 'failed',
  evidence: {},
});

const journalIn = async (project: string): Promise<Journal> => openJournal(await openRepository(project), 'production');

/** How an append ended: `won`, the reason of a refusal, or the error. */
const ending = (append: Promise<unknown>): Promise<string> =>
  append.then(
    () => 'won',
    (error: unknown) => (error instanceof Refused ? error.refusal.reason : String(error)),
  );

const runsOf = (entries: readonly JournalEntry[]): readonly string[] =>
  entries.map(({ run, kind }) => `${kind} ${run}`);

for (const withRemote of [false, true])
  describe(`a journal ${withRemote ? 'on a remote' : 'without a remote'}`, () => {
    it('is empty before the first run, and then tells entries oldest first', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = await journalIn(place.project);
      expect(await journal.entries()).to.deep.equal([]);
      for (const entry of [opened('r1'), closed('r1'), opened('r2')]) await journal.append(entry);
      expect(await journal.entries()).to.deep.equal([opened('r1'), closed('r1'), opened('r2')]);
      const log = await place.git('log', '--format=%s', ref);
      expect(log.split('\n').at(-1)).to.equal('rollback production: opened by Ada on laptop (run r1)');
    });

    it('refuses a holder that was overtaken, and keeps nothing of what it wrote', async () => {
      await using place = await temporaryRepository({ withRemote });
      const stale = await journalIn(place.project);
      await stale.append(opened('r1'));
      const overtaker = await journalIn(withRemote ? await place.clone() : place.project);
      await overtaker.entries();
      await overtaker.append(opened('r2'));
      expect(await ending(stale.append(closed('r1')))).to.equal('journalMoved');
      expect(await ending(stale.append(closed('r1')))).to.equal('journalMoved');
      expect(runsOf(await overtaker.entries())).to.deep.equal(['opened r1', 'opened r2']);
    });

    it('gives the newest attachment of exactly the run that is named', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = await journalIn(place.project);
      await journal.append(opened('r1'), { 'plan.json': 'first' });
      await journal.append(closed('r1'), { 'plan.json': 'newer' });
      await journal.append(opened('r10'), { 'plan.json': 'of another run' });
      expect(await journal.attachment('r1', 'plan.json')).to.equal('newer');
      expect(await journal.attachment('r10', 'plan.json')).to.equal('of another run');
    });

    it('has no attachment of a run nobody knows, and none that was not attached', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = await journalIn(place.project);
      const asked = (run: string, name: string): Promise<string> => ending(journal.attachment(run, name));
      expect(await asked('r1', 'plan.json')).to.equal('RangeError: the journal holds no plan.json of the run r1');
      await journal.append(opened('r1'), { 'plan.json': '{}' });
      for (const run of ['r', '1', '.*', '--all', 'r1\n'])
        expect(await asked(run, 'plan.json'), run).to.match(/^RangeError: the journal holds no plan\.json/u);
      expect(await asked('r1', '*.json')).to.match(/^RangeError/u);
    });

    it('keeps files byte for byte, whatever they are called', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = await journalIn(place.project);
      const bytes = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
      const names = [
        'classes/Plain.cls',
        'layouts/Account-Account Layout.layout',
        'emails/Grüße – 日本語 🎉.email',
        `reports/"quoted" 'both' \\back.report`,
        'reports/a\tb\u0001c\u007f.report',
        'labels/-x',
        '.github/workflows/evil.yml',
      ];
      const files = new Map(names.map((name, index) => [name, Buffer.concat([bytes, Buffer.from(`${index}\n`)])]));
      files.set('empty', Buffer.alloc(0));
      const commit = await journal.keep('snapshots/r1', files, 'snapshot\n\n"quoted" – ü\n');
      const { git } = await openRepository(withRemote ? await place.clone() : place.project);
      expect(await git.run(['cat-file', '-e', commit]).then(String, () => 'absent')).to.equal(
        withRemote ? 'absent' : '',
      );
      if (withRemote) await git.run(['fetch', '--quiet', 'origin', 'refs/release/production/snapshots/r1']);
      const listed = (await git.pipe(['ls-tree', '-r', '-z', '--name-only', commit])).toString();
      expect(listed.split('\0').filter(Boolean)).to.have.members([...files.keys()]);
      for (const [name, content] of files)
        expect(await git.pipe(['cat-file', 'blob', `${commit}:${name}`]), name).to.deep.equal(content);
      expect(await git.run(['log', '-1', '--format=%P|%B', commit])).to.match(/^\|snapshot\n\n"quoted" – ü\n/u);
      expect(await place.git('for-each-ref', 'refs/release/importing')).to.equal('');
    });

    it('names the commit that cannot be read, and what to do', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = await journalIn(place.project);
      await journal.append(opened('r1'));
      const good = await place.git('rev-parse', ref);
      const put = (commit: string): Promise<string> =>
        withRemote
          ? place.git('push', '--quiet', '--force', 'origin', `${commit}:${ref}`)
          : place.git('update-ref', ref, commit);
      const { git } = await openRepository(place.project);
      for (const [file, text, what] of [
        ['entry.json', '{ "format": 1, "kind"', /JSON/u],
        ['entry.json', '{ "format": 2 }', /update the plugin/u],
        ['other.json', '{}', /holds no entry\.json/u],
      ] as const) {
        const blob = (await git.pipe(['hash-object', '-w', '--stdin'], text)).toString().trim();
        const tree = (await git.pipe(['mktree'], `100644 blob ${blob}\t${file}\n`)).toString().trim();
        const commit = await place.git('commit-tree', tree, '-p', good, '-m', 'by hand');
        await put(commit);
        expect(await ending(journal.entries()))
          .to.match(/^RangeError/u)
          .and.match(what)
          .and.contain(`git show ${commit}`)
          .and.contain('sf release status');
      }
      await put(good);
      expect(runsOf(await journal.entries())).to.deep.equal(['opened r1']);
    });
  });

for (const withRemote of [false, true])
  describe(`what a journal keeps ${withRemote ? 'on a remote' : 'without a remote'}`, () => {
    const file = new Map([['a', Buffer.from('1')]]);

    it('is listed by name, brought to a fresh clone, and forgotten only as what it was', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = await journalIn(place.project);
      const one = await journal.keep('snapshots/r1', file, 'one\n');
      const two = await journal.keep('snapshots/r2', file, 'two\n');
      await journal.keep('elsewhere/r3', file, 'three\n');
      const other = await journalIn(withRemote ? await place.clone() : place.project);
      const all = new Map([
        ['snapshots/r1', one],
        ['snapshots/r2', two],
      ]);
      expect(await other.keptUnder('snapshots/')).to.deep.equal(all);
      expect(await other.kept('snapshots/r1')).to.equal(one);
      expect(await ending(other.kept('snapshots/r9'))).to.match(/^RangeError: there is no snapshots\/r9/u);
      expect(await other.forget('snapshots/r1', two)).to.equal(false);
      expect(await other.forget('snapshots/r1', one)).to.equal(true);
      expect([...(await journal.keptUnder('snapshots/')).keys()]).to.deep.equal(['snapshots/r2']);
    });

    it('is where the project says, for a host that takes branches only', async () => {
      await using place = await temporaryRepository({ withRemote });
      const journal = openJournal(await openRepository(place.project), 'production', 'heads/release-state');
      await journal.append(opened('r1'));
      await journal.keep('snapshots/r1', file, 'one\n');
      const refs = await (withRemote
        ? place.inRemote('for-each-ref', '--format=%(refname)')
        : place.git('for-each-ref', '--format=%(refname)'));
      expect(refs)
        .to.contain('refs/heads/release-state/production/journal')
        .and.contain('refs/heads/release-state/production/snapshots/r1')
        .and.not.contain('refs/release/');
    });
  });

describe('what a journal writes', () => {
  it('does not keep a second snapshot under the name of the first', async () => {
    await using place = await temporaryRepository();
    const journal = await journalIn(place.project);
    const first = await journal.keep('snapshots/r1', new Map([['a', Buffer.from('1')]]), 'one\n');
    const again = journal.keep('snapshots/r1', new Map([['a', Buffer.from('2')]]), 'two\n');
    expect(await ending(again)).to.equal('journalMoved');
    const refs = await place.git('for-each-ref');
    expect(refs).to.contain(first);
  });

  it('takes entries on a machine that has no name', async () => {
    await using place = await temporaryRepository();
    await place.git('config', 'user.useConfigOnly', 'true');
    using _ = withEnvironment({
      GIT_AUTHOR_NAME: undefined,
      GIT_AUTHOR_EMAIL: undefined,
      GIT_COMMITTER_NAME: undefined,
      GIT_COMMITTER_EMAIL: undefined,
      EMAIL: undefined,
    });
    const journal = await journalIn(place.project);
    await journal.append(opened('r1'));
    const kept = await journal.keep('snapshots/r1', new Map([['a', Buffer.from('1')]]), 'one\n');
    for (const commit of [ref, kept])
      expect(await place.git('log', '-1', '--format=%cn <%ce>', commit)).to.equal('sf-release <sf-release@localhost>');
  });
});

describe('runs that race for a journal', function () {
  this.timeout(30_000);

  it('have exactly one winner, from clones through a remote', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    const clones = await Promise.all([place.clone(), place.clone(), place.clone()]);
    const journals = await Promise.all(clones.map(journalIn));
    for (const round of [1, 2]) {
      const before = await Promise.all(journals.map((journal) => journal.entries()));
      expect(new Set(before.map(({ length }) => length))).to.deep.equal(new Set([round - 1]));
      const ends = await Promise.all(
        journals.map((journal, index) => ending(journal.append(opened(`round${round}-${index}`)))),
      );
      expect([...ends].sort(), `round ${round}`).to.deep.equal(['journalMoved', 'journalMoved', 'won']);
      const after = (await journals[0]?.entries())?.at(-1)?.run;
      expect(after).to.equal(`round${round}-${ends.indexOf('won')}`);
    }
  });

  it('have exactly one winner in one repository without a remote', async () => {
    await using place = await temporaryRepository();
    const journals = await Promise.all([1, 2, 3, 4].map(() => journalIn(place.project)));
    for (const round of [1, 2]) {
      await Promise.all(journals.map((journal) => journal.entries()));
      const ends = await Promise.all(
        journals.map((journal, index) => ending(journal.append(opened(`round${round}-${index}`)))),
      );
      expect(
        ends.filter((end) => end === 'won'),
        ends.join(),
      ).to.have.length(1);
      expect(
        ends.filter((end) => end === 'journalMoved'),
        ends.join(),
      ).to.have.length(3);
      expect(await journals[0]?.entries()).to.have.length(round);
    }
  });
});

describe('a remote that does not do as it is told', () => {
  it('and refuses the push is an error with its own words, and nothing was written', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    await place.hook('pre-receive', 'echo "no custom refs here" >&2; exit 1');
    const journal = await journalIn(place.project);
    expect(await ending(journal.append(opened('r1')))).to.match(/^GitError: git push failed.*no custom refs here/su);
    expect(await ending(journal.keep('snapshots/r1', new Map([['a', Buffer.from('1')]]), 'one\n'))).to.match(
      /^GitError: git push failed/u,
    );
    expect(await place.inRemote('for-each-ref', 'refs/release')).to.equal('');
    expect(await place.git('for-each-ref', 'refs/release')).to.equal('');
    expect(await journal.entries()).to.deep.equal([]);
  });

  it('and is gone is an error, never an empty journal', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    await (await journalIn(place.project)).append(opened('r1'));
    await place.git('remote', 'set-url', 'origin', `${place.remote}-gone`);
    const journal = await journalIn(place.project);
    expect(await ending(journal.entries())).to.match(/^GitError: git ls-remote failed/u);
    expect(await ending(journal.append(opened('r2')))).to.match(/^GitError/u);
  });

  it('and kills the push after it landed has taken the entry', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    await place.hook(
      'post-receive',
      [
        'pid=$$',
        'while [ "$pid" -gt 1 ]; do',
        '  case "$(ps -o args= -p "$pid")" in *"git "*push*) kill -9 "$pid"; echo "$pid" >> killed; exit 0;; esac',
        '  pid=$(ps -o ppid= -p "$pid" | tr -d " ")',
        'done',
      ].join('\n'),
    );
    const journal = await journalIn(place.project);
    await journal.append(opened('r1'));
    await journal.append(closed('r1'));
    expect((await readFile(path.join(place.remote, 'killed'), 'utf8')).trim().split('\n')).to.have.length(2);
    expect(runsOf(await (await journalIn(await place.clone())).entries())).to.deep.equal(['opened r1', 'closed r1']);
  });

  it('and has taken the entry counts, though the copy in this clone cannot be moved', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    const journal = await journalIn(place.project);
    await journal.append(opened('r1'));
    await place.write(`.git/${ref}.lock`, '');
    await journal.append(closed('r1'));
    expect(runsOf(await (await journalIn(await place.clone())).entries())).to.deep.equal(['opened r1', 'closed r1']);
  });

  it('and holds a branch called as the journal is an error, and the journal is still read', async () => {
    await using place = await temporaryRepository({ withRemote: true });
    const journal = await journalIn(place.project);
    await journal.append(opened('r1'));
    await place.git('push', '--quiet', 'origin', `main:refs/heads/${ref}`);
    expect(runsOf(await journal.entries())).to.deep.equal(['opened r1']);
    expect(await ending(journal.append(closed('r1')))).to.match(/^GitError/u);
  });
});
