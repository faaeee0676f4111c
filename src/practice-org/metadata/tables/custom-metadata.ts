import type { Row } from '../../records/types.ts';
import { own } from '../own.ts';
import { treeOf } from '../xml/parsed.ts';
import type { MetadataState } from '../types.ts';
import { childText, type XmlElement } from '../xml/xml.ts';
import { audit } from './table.ts';

const converters: Readonly<Record<string, (text: string) => unknown>> = {
  'xsd:boolean': (text) => text === 'true',
  'xsd:double': Number,
  'xsd:int': Number,
};

const valueOf = (element: XmlElement | undefined): unknown => {
  if (!element || element.attributes['xsi:nil'] === 'true') return null;
  return (own(converters, element.attributes['xsi:type'] ?? '') ?? String)(element.text);
};

/** Records of a custom metadata type (`Rule__mdt`) as rows: fields as sent, nil and absent ones null. */
export const customMetadataRows = ({ components }: MetadataState, object: string): readonly Row[] => {
  const prefix = `${object.replace(/__mdt$/, '')}.`;
  return [...components.values()]
    .filter(({ type, fullName }) => type === 'CustomMetadata' && fullName.startsWith(prefix))
    .map((component) => {
      const root = treeOf(component);
      const name = component.fullName.slice(prefix.length);
      const values = root.children
        .filter((child) => child.name === 'values')
        .map((one) => [childText(one, 'field') ?? '', valueOf(one.children.find((child) => child.name === 'value'))]);
      return {
        Id: component.id,
        DeveloperName: name,
        QualifiedApiName: name,
        MasterLabel: childText(root, 'label') ?? name,
        Label: childText(root, 'label') ?? name,
        Language: 'en_US',
        NamespacePrefix: component.namespacePrefix ?? null,
        ...(Object.fromEntries(values) as Row),
        ...audit(component),
      };
    });
};
