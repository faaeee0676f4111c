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
