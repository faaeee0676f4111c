import { expect } from 'chai';
import { mark } from '../../src/actions/mark.ts';
import { show } from '../../src/actions/show.ts';
import { releaseFacts } from '../../src/report/release-words.ts';
import { versionText } from '../../src/report/version-words.ts';
import type { VersionProposal } from '../../src/release/version-proposal.ts';
import { startPracticeOrg } from '../../src/practice-org/index.ts';
import { login, logout } from '../../src/gateways/practice/practice-login.ts';
import { apexClass, textField } from './project.ts';
import { setTheStage, type Stage } from './stage.ts';

/** A production org and a sandbox of its own, pinned in release.yaml. */
const withSandbox = async (stage: Stage) => {
  const alias = `${stage.alias}uat`;
  const org = await startPracticeOrg({ name: alias, kind: 'sandbox' });
  await login({ ...org, url: org.url }, alias, new Date());
  const pins = { production: stage.org.orgId, uat: org.orgId };
  const lines = Object.entries(pins).map(([name, orgId]) => `  ${name}:\n    orgId: ${orgId}\n`);
  await stage.commit({ 'release.yaml': `defaultEnvironment: production\nenvironments:\n${lines.join('')}` });
  return {
    uat: { environment: 'uat', targetOrg: alias },
    [Symbol.asyncDispose]: async () => {
      await logout(org.username, alias, undefined);
      await org.close();
    },
  };
};

const nameOf = (outcome: Awaited<ReturnType<Stage['deploy']>>): string => {
  if (outcome.kind !== 'released') throw new Error(JSON.stringify(outcome));
  return outcome.release.name;
};

describe('versions that are worked out, and promotion', function () {
  this.timeout(120_000);

  it('take a commit from a sandbox, as pre-releases, to production, as a final version', async () => {
    await using stage = await setTheStage();
    await using orgs = await withSandbox(stage);
    expect(nameOf(await stage.deploy('auto', orgs.uat))).to.equal('uat/v1.0.0-rc.1');
    expect(nameOf(await stage.deploy('auto', { release: 'uat/v1.0.0-rc.1' }))).to.equal('production/v1.0.0');
    await stage.commit(apexClass('Extra', 'public class Extra {}\n'), 'fix: a class more');
    const told: VersionProposal[] = [];
    const onVersion = (proposal: VersionProposal) => told.push(proposal);
    expect(nameOf(await stage.deploy('auto', { ...orgs.uat, onVersion }))).to.equal('uat/v1.1.0-rc.1');
    expect(told.map(versionText)).to.deep.equal([
      'Version 1.1.0-rc.1: a minor step from production/v1.0.0, because of ApexClass:Extra.',
    ]);
    const [released] = Object.keys(textField('Thing__c', 'Colour__c'));
    await stage.commit({
      [released ?? '']: undefined,
      'force-app/main/default/profiles/Clerk.profile-meta.xml': undefined,
    });
    expect(nameOf(await stage.deploy('auto', orgs.uat))).to.equal('uat/v2.0.0-rc.1');
    const promoted = await stage.deploy('auto', { release: 'uat/v1.1.0-rc.1' });
    expect(nameOf(promoted)).to.equal('production/v1.1.0');
    expect(promoted).to.have.nested.property('release.summary').that.contains('promotion of uat/v1.1.0-rc.1');
    const shown = await show(stage.gateways, {});
    expect(shown.kind === 'shown' && releaseFacts(shown).join('\n')).to.contain('Same commit,uat/v1.1.0-rc.1');
  });

  it('refuse what is blocked, what is unknown, and a release of the same environment', async () => {
    await using stage = await setTheStage();
    await using orgs = await withSandbox(stage);
    await stage.deploy('auto', orgs.uat);
    const reasonOf = async (release: string) => {
      const outcome = await stage.deploy('auto', { release });
      return outcome.kind === 'refused' ? outcome.refusal.reason : outcome.kind;
    };
    expect(await reasonOf('uat/v1.0.0')).to.equal('unknownRelease');
    await mark(stage.gateways, { release: 'uat/v1.0.0-rc.1', mark: 'blocked' });
    expect(await reasonOf('uat/v1.0.0-rc.1')).to.equal('blockedRelease');
    await stage.deploy('1.0.0', {});
    expect(await reasonOf('production/v1.0.0')).to.equal('promotionWithin');
  });
});
