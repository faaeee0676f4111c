import { parse, stringify } from 'yaml';
import type { XmlElement } from './xml-element.ts';

/**
 * The `schema` element of an external service registration whose schema lies in a YAML file of its own: the preset
 * `decomposeExternalServiceRegistrationBeta` writes it so. Whether the org has it as JSON or YAML, it is compared as
 * what it says.
 */
export const schemaElement = (text: string): XmlElement => ({ name: 'schema', text, children: [] });

/** One spelling of a schema in JSON or YAML; text that is neither stands for itself. */
export const plainSchema = (text: string): string => {
  try {
    return stringify(parse(text), { sortMapEntries: false });
  } catch {
    return text;
  }
};
