import { leaf, parseXml, canonicalDocument, childText, metadataRoot } from '../xml/xml.ts';
import type { FlowHistory, FlowVersion } from '../types.ts';

export const activeVersion = (flow: FlowHistory): FlowVersion | undefined =>
  flow.versions.find(({ status }) => status === 'Active');

export const latestVersion = (flow: FlowHistory): FlowVersion | undefined => flow.versions.at(-1);

/** What a retrieve by bare name gives: the active version, else the latest (meta_visual_workflow.htm; documented). */
export const shownVersion = (flow: FlowHistory): FlowVersion | undefined => activeVersion(flow) ?? latestVersion(flow);

/** `Welcome-3` → the third version of `Welcome`. */
export const versionAddress = (fullName: string): { readonly name: string; readonly number: number } | undefined => {
  const match = /^(.+)-(\d+)$/.exec(fullName);
  return match ? { name: match[1] ?? '', number: Number(match[2]) } : undefined;
};

/** A version's file: what was sent, with the status that the org gave it. */
export const versionFile = ({ content, status }: FlowVersion): Buffer => {
  const root = parseXml(content);
  if (childText(root, 'status') === status) return canonicalDocument(root);
  const children = [...root.children.filter(({ name }) => name !== 'status'), leaf('status', status)];
  return canonicalDocument({ ...root, children });
};

/** The FlowDefinition file of a flow: the number of its active version, 0 for none. */
export const definitionFile = (flow: FlowHistory): Buffer => {
  const number = activeVersion(flow)?.versionNumber ?? 0;
  return canonicalDocument({
    ...metadataRoot('FlowDefinition'),
    children: [leaf('activeVersionNumber', String(number))],
  });
};
