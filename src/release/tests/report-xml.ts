import Builder from 'fast-xml-builder';

/** Attributes and children of an element of a report. */
export interface ReportElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly ReportElement[];
  readonly text?: string;
}

type Node = Readonly<Record<string, unknown>>;

const builder = new Builder({
  preserveOrder: true,
  ignoreAttributes: false,
  suppressEmptyNode: true,
  format: true,
  indentBy: '  ',
});

/** What XML 1.0 cannot hold: a message of Apex may. */
const unwritable = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]', 'g');

const writable = (text: string): string => text.toWellFormed().replaceAll(unwritable, '\u{fffd}');

const nodeOf = ({ name, attributes, children = [], text }: ReportElement): Node => ({
  [name]: text === undefined ? children.map(nodeOf) : [{ '#text': writable(text) }],
  ':@': Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`@_${key}`, writable(String(value))])),
});

/** A report as an XML file; characters that XML cannot hold are replaced, because a report must not fail on a message. */
export const reportXml = (root: ReportElement): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${builder.build([nodeOf(root)])}\n`;
