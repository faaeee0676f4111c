import { expect } from 'chai';
import { flowTables } from '../../../src/practice-org/metadata/tables/flows.ts';
import { activateVersion, deleteVersion } from '../../../src/practice-org/metadata/flows/flow-edits.ts';
import { effectOn, flow, problems, testOrg, xml, type Files, type TestOrg, type TestOrgOptions } from './test-org.ts';

const greet = (label: string, status = 'Active'): Files => ({ 'flows/Greet.flow': flow(label, '', status) });

const definition = (activeVersionNumber: number): Files => ({
  'flowDefinitions/Greet.flowDefinition': xml(
    'FlowDefinition',
    `<activeVersionNumber>${activeVersionNumber}</activeVersionNumber>`,
  ),
});

const deployAsActive = (on: boolean): Files => ({
  'settings/Flow.settings': xml(
    'FlowSettings',
    `<enableFlowDeployAsActiveEnabled>${String(on)}</enableFlowDeployAsActiveEnabled>`,
  ),
});

/** `['1 Obsolete', '2 Active']` */
const versions = (org: TestOrg): readonly string[] =>
  (org.state.flows.get('Greet')?.versions ?? []).map(({ versionNumber, status }) => `${versionNumber} ${status}`);

const orgWith = (options: TestOrgOptions, ...deploys: readonly Files[]): TestOrg => {
  const org = testOrg(options);
  for (const files of deploys) org.given(files);
  return org;
};

const commit = (org: TestOrg, outcome: ReturnType<typeof activateVersion>): void => {
  if (!('state' in outcome)) throw new Error(outcome.message);
  org.state = outcome.state;
};

const rows = (org: TestOrg, table: string) =>
  flowTables.find(({ definition: { name } }) => name === table)?.rows(org.state) ?? [];

describe('practice org: flows', () => {
  it('makes a new version of a changed flow and leaves the old one there', () => {
    expect(versions(orgWith({}, greet('one'), greet('two')))).to.deep.equal(['1 Obsolete', '2 Active']);
  });

  it('makes no version of a flow that did not change', () => {
    const org = orgWith({}, greet('one'));
    expect(effectOn(org.given(greet('one')), 'Flow:Greet')).to.equal('unchanged');
    expect(versions(org)).to.deep.equal(['1 Active']);
  });

  it('ignores a deploy that equals the latest version apart from the status', () => {
    const org = orgWith({}, greet('one'), greet('two', 'Draft'));
    expect(effectOn(org.given(greet('two')), 'Flow:Greet')).to.equal('unchanged');
    expect(versions(org)).to.deep.equal(['1 Active', '2 Draft']);
  });

  it('deploys flows inactive in production, so that the bad version stays active', () => {
    const org = orgWith({ kind: 'production' }, deployAsActive(true), greet('bad'), deployAsActive(false));
    const outcome = org.given(greet('good'));
    expect(outcome.success).to.be.true;
    expect(versions(org)).to.deep.equal(['1 Active', '2 Draft']);
    expect(org.retrieve('Flow:Greet')['flows/Greet.flow']).to.include('bad');
  });

  it('is inactive in production by default', () => {
    expect(versions(orgWith({ kind: 'production' }, greet('one')))).to.deep.equal(['1 Draft']);
  });

  it('deploys active in production where the setting is forced from outside', () => {
    const settings = { 'FlowSettings.enableFlowDeployAsActiveEnabled': 'true' };
    expect(versions(orgWith({ kind: 'production', settings }, greet('one')))).to.deep.equal(['1 Active']);
  });

  for (const status of ['Draft', 'Obsolete'])
    it(`does not deactivate the active version by deploying ${status}`, () => {
      expect(versions(orgWith({}, greet('one'), greet('two', status)))).to.deep.equal(['1 Active', `2 ${status}`]);
    });

  it('lets a flow definition decide over the status in the same deploy', () => {
    const org = orgWith({}, greet('one'), { ...greet('two'), ...definition(1) });
    expect(versions(org)).to.deep.equal(['1 Active', '2 Obsolete']);
    org.given(definition(0));
    expect(versions(org)).to.deep.equal(['1 Obsolete', '2 Obsolete']);
  });

  it('refuses a flow definition that names a version that is not there', () => {
    const org = orgWith({}, greet('one'));
    expect(problems(org.deploy(definition(7)))[0]).to.include('7');
  });

  it('retrieves the active version, else the latest, with the status the org gave it', () => {
    const org = orgWith({}, greet('one'), greet('two', 'Draft'));
    expect(org.retrieve('Flow:Greet')['flows/Greet.flow']).to.include('one').and.include('<status>Active');
    expect(org.retrieve('Flow:Greet-2')['flows/Greet-2.flow']).to.include('two');
    org.given(definition(0));
    expect(org.retrieve('Flow:Greet')['flows/Greet.flow']).to.include('two');
  });

  it('refuses to delete a flow by its bare name', () => {
    const org = orgWith({}, greet('one', 'Draft'));
    expect(problems(org.deploy({}, { post: ['Flow:Greet'] }))).to.deep.equal([
      'insufficient access rights on cross-reference id',
    ]);
  });

  it('deletes inactive versions only, and the flow with its last', () => {
    const org = orgWith({}, greet('one'), greet('two'));
    expect(problems(org.deploy({}, { post: ['Flow:Greet-2'] }))).to.have.length(1);
    org.given({}, { post: ['Flow:Greet-1'] });
    expect(versions(org)).to.deep.equal(['2 Active']);
    org.given(definition(0));
    org.given({}, { post: ['Flow:Greet-2'] });
    expect(org.state.flows.has('Greet')).to.be.false;
    expect(org.state.components.has('Flow:Greet')).to.be.false;
  });

  it('does not delete a version that interviews wait in', () => {
    const org = orgWith({ records: { pausedInterviews: () => 1 } }, greet('one'), greet('two'));
    expect(problems(org.deploy({}, { post: ['Flow:Greet-1'] }))[0]).to.include('interviews');
  });

  describe('through the Tooling API', () => {
    const idOf = (org: TestOrg): string => org.state.flows.get('Greet')?.definitionId ?? '';

    it('activates an earlier version and deactivates all with 0 or null', () => {
      const org = orgWith({ kind: 'production' }, greet('one'), greet('two'));
      const set = (activeVersionNumber: number | null): void => {
        const row = { id: idOf(org), fields: { Metadata: { activeVersionNumber } } };
        commit(org, activateVersion(org.state, row, org.context));
      };
      set(1);
      expect(versions(org)).to.deep.equal(['1 Active', '2 Draft']);
      set(2);
      expect(versions(org)).to.deep.equal(['1 Obsolete', '2 Active']);
      set(null);
      expect(versions(org)).to.deep.equal(['1 Obsolete', '2 Obsolete']);
    });

    it('refuses a version that is not there, and a field that is no number', () => {
      const org = orgWith({}, greet('one'));
      const patch = (fields: Readonly<Record<string, unknown>>) =>
        activateVersion(org.state, { id: idOf(org), fields }, org.context);
      expect(patch({ Metadata: { activeVersionNumber: 9 } })).to.have.property(
        'errorCode',
        'INVALID_CROSS_REFERENCE_KEY',
      );
      expect(patch({ Metadata: {} })).to.have.property('errorCode', 'INVALID_FIELD');
      expect(activateVersion(org.state, { id: '300000000000000', fields: {} }, org.context)).to.have.property(
        'errorCode',
        'NOT_FOUND',
      );
    });

    it('deletes an inactive version, not the active one', () => {
      const org = orgWith({}, greet('one'), greet('two'));
      const [first, second] = org.state.flows.get('Greet')?.versions ?? [];
      expect(deleteVersion(org.state, second?.id ?? '', org.context)).to.have.property('errorCode', 'DELETE_FAILED');
      commit(org, deleteVersion(org.state, first?.id ?? '', org.context));
      expect(versions(org)).to.deep.equal(['2 Active']);
    });

    it('says IsActive of a flow only when its latest version is the active one', () => {
      const org = orgWith({}, greet('one'));
      expect(rows(org, 'FlowDefinitionView')[0]).to.include({ ApiName: 'Greet', IsActive: true });
      org.given(greet('two', 'Draft'));
      const [first, second] = org.state.flows.get('Greet')?.versions ?? [];
      expect(rows(org, 'FlowDefinitionView')[0]).to.include({
        IsActive: false,
        ActiveVersionId: first?.id,
        LatestVersionId: second?.id,
      });
    });

    it('gives version views a placeholder for an id and the 15-character id as the durable one', () => {
      const org = orgWith({}, greet('one'));
      const [version] = org.state.flows.get('Greet')?.versions ?? [];
      expect(rows(org, 'FlowVersionView')[0]).to.include({
        Id: '000000000000000AAA',
        DurableId: version?.id.slice(0, 15),
        Status: 'Active',
      });
    });
  });
});
