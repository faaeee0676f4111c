import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { auditLine, lastRun, parseEntry, stepNames } from '../src/release/journal-entry.ts';
import { readPlan, writePlan } from '../src/release/plan/plan-file.ts';
import { releaseFromTag } from '../src/release/release-tag.ts';
import { snapshotFrom } from '../src/release/snapshot.ts';

const fixture = (name: string): Promise<string> =>
  readFile(new URL(`fixtures/formats/${name}`, import.meta.url), 'utf8');

const commit = 'a'.repeat(40);

/** What lies in people's repositories must be read for ever: these files are never changed, only joined by newer ones. */
describe('what earlier versions wrote', () => {
  it('as a journal of format 1 is read, and is still what happened', async () => {
    const written = JSON.parse(await fixture('journal-1.json')) as readonly object[];
    const entries = written.map((entry) => parseEntry(JSON.stringify(entry)));
    expect(entries).to.deep.equal(written);
    expect(new Set(entries.map(({ kind }) => kind)).size).to.equal(6);
    expect(lastRun(entries)).to.deep.include({ ending: 'undone', heardAt: '2026-11-21T11:02:00.000Z' });
    expect(entries.map(auditLine).at(0)).to.equal(
      'rollback production/v1.1.0 → production/v1.0.0: opened by Ada on laptop (run run5)',
    );
    expect(stepNames).to.include.members(entries.flatMap((entry) => ('step' in entry ? entry.step : [])));
  });

  it('as a plan of version 1 is read, and nobody edited it', async () => {
    const text = await fixture('plan-1.json');
    const reading = readPlan(text);
    if (reading.kind !== 'plan') throw new Error(JSON.stringify(reading));
    expect(JSON.parse(writePlan(reading.plan))).to.deep.equal(JSON.parse(text));
    expect(readPlan(text.replace('"production"', '"elsewhere"')).kind).to.equal('edited');
    expect(readPlan(text.replace('"version": 1', '"version": 2'))).to.deep.equal({ kind: 'otherVersion', version: 2 });
  });

  it('as the tag of a release is a release', async () => {
    const text = await fixture('release-tag-1.txt');
    const [subject = '', trailers = ''] = text.split('\n\n');
    const release = releaseFromTag({ name: 'production/v1.1.0', tag: commit, commit, subject, trailers });
    expect(release).to.deep.include({
      version: '1.1.0',
      apiVersion: '62.0',
      previous: 'production/v1.0.0',
      redTests: [],
    });
  });

  it('as a snapshot is a snapshot', async () => {
    const snapshot = snapshotFrom({ id: 'run1', commit, message: await fixture('snapshot-1.txt') });
    expect(snapshot).to.deep.include({ environment: 'production', scope: 'run', files: 0, missing: [] });
  });
});
