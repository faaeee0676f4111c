import { activeVersion, latestVersion, shownVersion } from '../flows/flow-content.ts';
import { parseXml, childText } from '../xml/xml.ts';
import { activateVersion, deleteVersion } from '../flows/flow-edits.ts';
import { tableOf } from './schema.ts';
import type { Row } from '../../records/types.ts';
import type { FlowHistory, FlowVersion, MetadataState } from '../types.ts';
import { audit, define, type MetadataTable } from './table.ts';

const names = ['label', 'processType', 'description', 'apiVersion'] as const;
/** What starts a flow: what `<start>` holds. */
const starts = ['object', 'triggerType', 'recordTriggerType', 'filterFormula'] as const;

type Texts = Readonly<Record<(typeof names)[number] | (typeof starts)[number], string | null>>;

const texts = new WeakMap<Buffer, Texts>();

const textsOf = ({ content }: FlowVersion): Texts => {
  const known = texts.get(content);
  if (known) return known;
  const root = parseXml(content);
  const start = root.children.find(({ name }) => name === 'start');
  const read = Object.fromEntries([
    ...names.map((name) => [name, childText(root, name) ?? null]),
    ...starts.map((name) => [name, (start && childText(start, name)) ?? null]),
  ]) as Texts;
  texts.set(content, read);
  return read;
};

const flowRows = ({ flows }: MetadataState): readonly Row[] =>
  [...flows.values()].flatMap(({ definitionId, developerName, versions }) =>
    versions.map((version) => {
      const { label, processType, description, apiVersion } = textsOf(version);
      return {
        Id: version.id,
        DefinitionId: definitionId,
        FullName: `${developerName}-${version.versionNumber}`,
        MasterLabel: label ?? developerName,
        VersionNumber: version.versionNumber,
        Status: version.status,
        ProcessType: processType,
        Description: description,
        ApiVersion: apiVersion === null ? null : Number(apiVersion),
        ManageableState: 'unmanaged',
        Metadata: { start: startOf(version) },
        ...audit(version),
      };
    }),
  );

/** What clients read of a flow's Metadata, to tell what starts it. */
const startOf = (version: FlowVersion): Row => {
  const texts = textsOf(version);
  return Object.fromEntries(starts.map((name) => [name, texts[name]]));
};

const lastTouched = (flow: FlowHistory): Row => {
  const latest = latestVersion(flow);
  return latest ? audit(latest) : {};
};

const definitionRows = ({ flows }: MetadataState): readonly Row[] =>
  [...flows.values()].map((flow) => {
    const latest = latestVersion(flow);
    return {
      Id: flow.definitionId,
      FullName: flow.developerName,
      DeveloperName: flow.developerName,
      MasterLabel: (latest && textsOf(latest).label) ?? flow.developerName,
      ActiveVersionId: activeVersion(flow)?.id ?? null,
      LatestVersionId: latest?.id ?? null,
      ManageableState: 'unmanaged',
      Metadata: { activeVersionNumber: activeVersion(flow)?.versionNumber ?? null },
      ...lastTouched(flow),
    };
  });

const noTexts = {
  label: null,
  processType: null,
  description: null,
  object: null,
  triggerType: null,
  recordTriggerType: null,
};

const latestParts = (flow: FlowHistory): Row => {
  const latest = latestVersion(flow);
  const { label, processType, description } = latest ? textsOf(latest) : noTexts;
  return {
    Label: label ?? flow.developerName,
    Description: description,
    ProcessType: processType,
    LatestVersionId: latest?.id ?? null,
    LastModifiedDate: latest?.lastModifiedDate ?? null,
    LastModifiedBy: latest?.lastModifiedByName ?? null,
  };
};

/** What starts the version that is active, else the latest; where the API says it of neither, assumed. */
const triggerParts = (state: MetadataState, flow: FlowHistory): Row => {
  const shown = shownVersion(flow);
  const { object, triggerType, recordTriggerType } = shown ? textsOf(shown) : noTexts;
  const table = object === null ? null : tableOf(state, object);
  return {
    TriggerType: triggerType,
    RecordTriggerType: recordTriggerType,
    TriggerObjectOrEventId: table,
    TriggerObjectOrEventLabel: object,
  };
};

/** `IsActive` says that the latest version is the active one, not that the flow is active (FlowDefinitionView; documented). */
const viewRow = (state: MetadataState, flow: FlowHistory): Row => {
  const active = activeVersion(flow);
  return {
    Id: flow.definitionId,
    DurableId: flow.definitionId,
    ApiName: flow.developerName,
    ...latestParts(flow),
    ...triggerParts(state, flow),
    ActiveVersionId: active?.id ?? null,
    IsActive: active !== undefined && active === latestVersion(flow),
    VersionNumber: active?.versionNumber ?? null,
    ManageableState: 'unmanaged',
  };
};

const viewRows = (state: MetadataState): readonly Row[] =>
  [...state.flows.values()].map((flow) => viewRow(state, flow));

/** The id of a version view is a placeholder; its durable id is what interviews point to (sfdx-hardis; seen in code). */
const placeholder = '000000000000000AAA';

const versionViewRows = ({ flows }: MetadataState): readonly Row[] =>
  [...flows.values()].flatMap(({ definitionId, developerName, versions }) =>
    versions.map((version) => ({
      Id: placeholder,
      DurableId: version.id.slice(0, 15),
      FlowDefinitionViewId: definitionId,
      Label: textsOf(version).label ?? developerName,
      Description: textsOf(version).description,
      Status: version.status,
      VersionNumber: version.versionNumber,
      ProcessType: textsOf(version).processType,
      ApiVersion: textsOf(version).apiVersion === null ? null : Number(textsOf(version).apiVersion),
      LastModifiedDate: version.lastModifiedDate,
    })),
  );

export const flowTables: readonly MetadataTable[] = [
  {
    definition: define(
      'Flow',
      '301',
      `
      DefinitionId reference FlowDefinition
      FullName string 255
      MasterLabel string 255
      VersionNumber int 9,0
      Status picklist Active|Draft|Obsolete|InvalidDraft
      ProcessType string 40
      Description textarea 1000
      ApiVersion double 18,1
      ManageableState string 40
      Metadata complexvalue`,
    ),
    api: 'tooling',
    rows: flowRows,
    remove: deleteVersion,
  },
  {
    definition: define(
      'FlowDefinition',
      '300',
      `
      FullName string 255
      DeveloperName string 80
      MasterLabel string 255
      ActiveVersionId reference Flow
      LatestVersionId reference Flow
      ManageableState string 40
      NamespacePrefix string 15
      Description textarea 1000
      Metadata complexvalue`,
    ),
    api: 'tooling',
    rows: definitionRows,
    patch: activateVersion,
  },
  {
    definition: define(
      'FlowDefinitionView',
      '300',
      `
      DurableId string 255
      ApiName string 255
      Label string 255
      Description textarea 1000
      ProcessType string 40
      TriggerType string 40
      RecordTriggerType string 40
      TriggerObjectOrEventId reference EntityDefinition
      TriggerObjectOrEventLabel string 255
      NamespacePrefix string 15
      ActiveVersionId string 18
      LatestVersionId string 18
      IsActive boolean
      VersionNumber int 9,0
      ManageableState string 40
      LastModifiedBy string 255`,
    ),
    api: 'data',
    rows: viewRows,
  },
  {
    definition: define(
      'FlowVersionView',
      '301',
      `
      DurableId string 255
      FlowDefinitionViewId reference FlowDefinitionView
      Label string 255
      Description textarea 1000
      Status string 40
      VersionNumber int 9,0
      ProcessType string 40
      ApiVersion double 18,1`,
    ),
    api: 'data',
    rows: versionViewRows,
  },
];
