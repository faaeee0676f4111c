import type { ComponentId } from '../metadata/component.ts';
import type { XmlElement } from '../xml/xml-element.ts';

/**
 * What a component is in one version, the same whether it was read from a source-format tree, a metadata-format tree
 * or a zip of the org. Two contents are equal when their canonical XML and their files are.
 */
export interface ComponentContent extends ComponentId {
  /**
   * The name as files and manifests spell it, when it differs from `fullName`: `Account-Sales %26 Service Layout`.
   */
  readonly encodedName?: string;
  /**
   * The root of its XML (`CustomObject`, `Profile`), or for a child the element with its fields under the name of its
   * type (`CustomField`, not `fields`). Children that are components of their own are taken out of their parent: the
   * content of a `CustomObject` holds no fields. Absent when the component has no XML.
   */
  readonly xml?: XmlElement;
  /** Files beside the XML, by path relative to the component (`Foo.cls`, `lwcThing.js`, `folder/in/resource.css`). */
  readonly files: ReadonlyMap<string, Uint8Array>;
}
