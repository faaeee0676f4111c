import { parseXml } from './xml-parse.ts';

/** Values that must not be written anywhere, by a name that may: `env:API_HOST`, `file:../secrets/host.txt`. */
export type SecretValues = ReadonlyMap<string, string>;

/** A shorter value is no secret, and taking it out would garble everything else. */
const shortest = 6;

const mark = (name: string): string => `⟦${name}⟧`;

/** How a text stands inside a JSON string. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A value as it was put into a file, and as it reads once the file's XML was parsed. */
const formsOf = (name: string, value: string): [name: string, form: string][] => {
  const read = readAsXml(value);
  return read === undefined || read === value
    ? [[name, value]]
    : [
        [name, value],
        [`${name}:xml`, read],
      ];
};

const readAsXml = (value: string): string | undefined => {
  try {
    return parseXml(`<value>${value}</value>`).text;
  } catch {
    return undefined;
  }
};

/**
 * JSON text with every one of the values taken out and its name put in. The opposite of `unsealed`, which needs the
 * values again, as whoever deploys does.
 */
export const sealed = (json: string, values: SecretValues): string => {
  const forms = [...values]
    .flatMap(([name, value]) => formsOf(name, value))
    .filter(([, form]) => form.length >= shortest)
    .sort(([, one], [, other]) => other.length - one.length); // a value may hold another
  const quoted = json.replaceAll('⟦', '\\u27e6'); // what was there before stays what it is
  return forms.reduce((text, [name, form]) => text.replaceAll(inJson(form), () => inJson(mark(name))), quoted);
};

/** Names of the values that were taken out of a text. */
export const namesIn = (json: string): readonly string[] => [
  ...new Set([...json.matchAll(/⟦([^⟧]+?)(?::xml)?⟧/gu)].map(([, name = '']) => name)),
];

/** The text with its values back in place. Throws a `RangeError` that names a value nobody has given. */
export const unsealed = (json: string, values: SecretValues): string =>
  json.replaceAll(/⟦([^⟧]+?)(:xml)?⟧/gu, (_, name: string, xml?: string) => {
    const value = values.get(name);
    if (value === undefined) throw new RangeError(`${name} is needed to read this, and is not set`);
    return inJson(xml === undefined ? value : (readAsXml(value) ?? value));
  });
