import { isApex } from './apex/source.ts';
import { blockedBy, problemOfReferrers } from './deletion/deletion-references.ts';
import { draftOf, put, stateOf, type Draft } from './state/draft.ts';
import { activeVersion, shownVersion } from './flows/flow-content.ts';
import { activate } from './flows/flows.ts';
import { cascadeOf, removeAll } from './deletion/removal.ts';
import { schemaChanges } from './schema/schema-changes.ts';
import { nameKept } from './package/stored-spelling.ts';
import type { EditOutcome, FlowHistory, FlowVersion, MetadataState, OrgContext, StoredComponent } from './types.ts';
import { innerText, parseXml, sorted, XmlProblem } from './xml/xml.ts';
import { keyOf } from './package/zip-components.ts';

/** What somebody does to one component in Setup. `content` is a whole file, or the element of a child (`<fields>…`). */
export type SetupChange =
  | { readonly kind: 'replaceText'; readonly from: string; readonly to: string }
  | { readonly kind: 'content'; readonly content: string }
  | { readonly kind: 'delete' };

export interface SetupEdit {
  readonly type: string;
  readonly fullName: string;
  readonly change: SetupChange;
}

const refusal = (errorCode: string, message: string): EditOutcome => ({ errorCode, message });

/** The file that people edit: content, not its companion. */
const mainFile = ({ files }: StoredComponent): [string, Buffer] =>
  [...files].find(([path]) => !path.endsWith('-meta.xml')) ?? [...files][0] ?? ['', Buffer.alloc(0)];

const textOf = (component: StoredComponent, flow: FlowHistory | undefined): string => {
  const version = flow && shownVersion(flow);
  if (version) return version.content.toString('utf8');
  return component.xml ?? mainFile(component)[1].toString('utf8');
};

const changedText = (text: string, change: Exclude<SetupChange, { kind: 'delete' }>): string | undefined => {
  if (change.kind === 'content') return change.content;
  return text.includes(change.from) ? text.replace(change.from, () => change.to) : undefined;
};

/** Saving a flow in Flow Builder makes a version; the people who edit live flows activate it. */
const storeVersion = (draft: Draft, flow: FlowHistory, text: string): void => {
  const version: FlowVersion = {
    ...draft.author,
    id: draft.context.nextId('301'),
    versionNumber: (flow.versions.at(-1)?.versionNumber ?? 0) + 1,
    status: 'Draft',
    content: Buffer.from(text),
  };
  const grown = { ...flow, versions: [...flow.versions, version] };
  draft.flows.set(flow.developerName, activeVersion(flow) ? activate(grown, version.versionNumber) : grown);
  put(draft, { type: 'Flow', fullName: flow.developerName });
};

const asInner = (component: StoredComponent, change: SetupChange, text: string): string => {
  if (change.kind !== 'content') return text;
  const root = sorted(parseXml(text));
  return innerText(component.parent === undefined ? root.children : [root]);
};

const store = (draft: Draft, component: StoredComponent, edited: { change: SetupChange; text: string }): void => {
  const { type, fullName, files, xml, parent, tag } = component;
  const flow = type === 'Flow' ? draft.flows.get(fullName) : undefined;
  if (flow) storeVersion(draft, flow, edited.text);
  else if (xml === undefined) {
    const [path] = mainFile(component);
    put(draft, { type, fullName, files: new Map([...files, [path, Buffer.from(edited.text)]]) });
  } else {
    const inner = asInner(component, edited.change, edited.text);
    put(draft, {
      type,
      fullName,
      xml: inner,
      ...(parent === undefined ? {} : { parent }),
      ...(tag === undefined ? {} : { tag }),
    });
  }
};

const remove = (draft: Draft, component: StoredComponent): EditOutcome | undefined => {
  const gone = cascadeOf(draft, component);
  const [referrers] = blockedBy(draft, [gone]).values();
  if (referrers) return refusal('DEPENDENCY_EXISTS', problemOfReferrers(component, referrers));
  const isFlow = component.type === 'Flow';
  removeAll(draft, new Set([...gone, ...(isFlow ? [keyOf('FlowDefinition', component.fullName)] : [])]), false);
  if (isFlow) draft.flows.delete(component.fullName);
  return undefined;
};

const edit = (draft: Draft, component: StoredComponent, change: SetupChange): EditOutcome | undefined => {
  if (change.kind === 'delete') return remove(draft, component);
  const text = textOf(component, component.type === 'Flow' ? draft.flows.get(component.fullName) : undefined);
  const edited = changedText(text, change);
  if (edited === undefined) return refusal('INVALID_INPUT', `${component.fullName} does not contain that text`);
  store(draft, component, { change, text: edited });
  return undefined;
};

/**
 * Somebody (`context.user`) changes or deletes one component in Setup: at once, without tests, and without the
 * limits that only deploys have (record types and picklist values do go). Apex is not edited in production.
 */
export const editComponent = (state: MetadataState, given: SetupEdit, context: OrgContext): EditOutcome => {
  const component = state.components.get(keyOf(given.type, nameKept(state.components, given)));
  if (!component) return refusal('NOT_FOUND', `There is no ${given.type} named ${given.fullName}`);
  if (isApex(component) && context.kind === 'production')
    return refusal('INSUFFICIENT_ACCESS', 'Apex cannot be changed in Setup of a production org');
  const draft = draftOf(state, context);
  try {
    const refused = edit(draft, component, given.change);
    if (refused) return refused;
  } catch (error) {
    if (error instanceof XmlProblem) return refusal('INVALID_INPUT', error.message);
    throw error;
  }
  return { state: stateOf(draft), schemaChanges: schemaChanges(state.components, draft.components, draft.dropped) };
};
