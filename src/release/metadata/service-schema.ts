import { createRequire } from 'node:module';
import type { parse } from 'yaml';
import type { XmlElement } from '../xml/xml-element.ts';

/** The type whose schema the preset `decomposeExternalServiceRegistrationBeta` keeps as YAML in a file of its own. */
export const serviceType = 'ExternalServiceRegistration';

/** The `schema` element for the text of that file. */
export const schemaElement = (text: string): XmlElement => ({ name: 'schema', text, children: [] });

/**
 * A registration with its schema as the library of Salesforce would deploy it: a JSON schema is written in one way,
 * whether it was kept as JSON or as YAML. Any other schema is the text it is.
 */
export const withPlainSchema = (root: XmlElement): XmlElement => {
  const extension = root.children.find(({ name }) => name === 'schemaUploadFileExtension')?.text;
  if (extension !== 'json') return root;
  const children = root.children.map((child) =>
    child.name === 'schema' && child.text !== undefined ? schemaElement(plainJson(child.text)) : child,
  );
  return { ...root, children };
};

const require = createRequire(import.meta.url);

/** The library takes longer to load than most comparisons take, and few projects hold a schema. */
const parseYaml = (text: string): unknown => (require('yaml') as { readonly parse: typeof parse }).parse(text);

/** JSON is YAML; text that is neither stands for itself. */
const plainJson = (text: string): string => {
  try {
    return JSON.stringify(parseYaml(text), undefined, 2);
  } catch {
    return text;
  }
};
