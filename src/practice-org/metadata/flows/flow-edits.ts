import { draftOf, put, stateOf } from '../state/draft.ts';
import { activeVersion } from './flow-content.ts';
import { activate } from './flows.ts';
import { removeVersion } from '../deletion/deletions.ts';
import type { EditOutcome, FlowHistory, MetadataState, OrgContext } from '../types.ts';

const sameId = (a: string, b: string): boolean => a.slice(0, 15) === b.slice(0, 15);

const notFound: EditOutcome = {
  errorCode: 'NOT_FOUND',
  message: 'The requested resource does not exist',
};

const numberIn = (fields: Readonly<Record<string, unknown>>): number | undefined => {
  const metadata = fields['Metadata'];
  if (typeof metadata !== 'object' || metadata === null || !('activeVersionNumber' in metadata)) return undefined;
  const number = metadata.activeVersionNumber;
  if (number === null) return 0;
  return typeof number === 'number' || typeof number === 'string' ? Number(number) : undefined;
};

const refusal = (flow: FlowHistory, number: number | undefined): EditOutcome | undefined => {
  if (number === undefined || !Number.isInteger(number) || number < 0)
    return {
      errorCode: 'INVALID_FIELD',
      message: 'Metadata.activeVersionNumber must be the number of a version, or 0',
    };
  if (number !== 0 && !flow.versions.some(({ versionNumber }) => versionNumber === number))
    return { errorCode: 'INVALID_CROSS_REFERENCE_KEY', message: `${flow.developerName} has no version ${number}` };
  return undefined;
};

/**
 * `PATCH tooling/sobjects/FlowDefinition/<id> {"Metadata":{"activeVersionNumber":n}}`: makes a version the active one,
 * 0 or null none (Tooling API, FlowDefinition; documented). It takes effect at once, whatever the setting for deploys
 * says (untested by anybody; the kinder reading).
 */
export const activateVersion = (
  state: MetadataState,
  row: { readonly id: string; readonly fields: Readonly<Record<string, unknown>> },
  context: OrgContext,
): EditOutcome => {
  const flow = [...state.flows.values()].find(({ definitionId }) => sameId(definitionId, row.id));
  if (!flow) return notFound;
  const number = numberIn(row.fields);
  const refused = refusal(flow, number);
  if (refused) return refused;
  if ((activeVersion(flow)?.versionNumber ?? 0) === number) return { state, schemaChanges: [] };
  const draft = draftOf(state, context);
  draft.flows.set(flow.developerName, activate(flow, number ?? 0));
  put(draft, { type: 'FlowDefinition', fullName: flow.developerName });
  return { state: stateOf(draft), schemaChanges: [] };
};

/** `DELETE tooling/sobjects/Flow/<id>`: an inactive version without paused interviews (sfdx-hardis; seen in code). */
export const deleteVersion = (state: MetadataState, id: string, context: OrgContext): EditOutcome => {
  for (const flow of state.flows.values()) {
    const version = flow.versions.find((one) => sameId(one.id, id));
    if (!version) continue;
    if (version.status === 'Active')
      return { errorCode: 'DELETE_FAILED', message: "You can't delete the active version of a flow" };
    if (context.records.pausedInterviews(version.id) > 0)
      return {
        errorCode: 'DELETE_FAILED',
        message: "This flow version can't be deleted because it has paused or waiting interviews",
      };
    const draft = draftOf(state, context);
    removeVersion(draft, flow, version.versionNumber);
    return { state: stateOf(draft), schemaChanges: [] };
  }
  return notFound;
};
