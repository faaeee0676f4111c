/**
 * One element of a metadata file. Metadata XML has either text or child elements, never both, so white space between
 * elements, comments, the declaration and the style of empty tags are gone; entities and CDATA are decoded; text keeps
 * its edges.
 */
export interface XmlElement {
  readonly name: string;
  /** The text of a leaf; absent when there are children. An empty element is a leaf with `''`. */
  readonly text?: string;
  readonly children: readonly XmlElement[];
  /** `xsi:nil`, `xsi:type` and the like (prefix kept), without namespace declarations; absent when there are none. */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** What the start tag of an element says of it. */
export interface StartTag {
  readonly name: string;
  readonly attributes: XmlElement['attributes'];
}

/** Text beside elements means nothing to the org: two releases of EDA went out with `</label>>` in a file. */
export const elementOf = (
  { name, attributes }: StartTag,
  text: string,
  children: readonly XmlElement[] = noChildren,
): XmlElement => {
  const element = children.length > 0 ? { name, children } : { name, text: isLayout(text) ? '' : text, children };
  return attributes === undefined ? element : { ...element, attributes };
};

const noChildren: readonly XmlElement[] = [];

/** White space with a line break between the tags of an empty element is layout; without one it is a value. */
const isLayout = (text: string): boolean => text.includes('\n') && text.trim() === '';

/** The attributes of a start tag without namespace declarations; undefined when there are no others. */
export const withoutNamespaces = (attributes: Iterable<readonly [string, string]>): XmlElement['attributes'] => {
  let kept: Record<string, string> | undefined;
  for (const [name, value] of attributes)
    if (name !== 'xmlns' && !name.startsWith('xmlns:')) (kept ??= {})[name] = value;
  return kept;
};
