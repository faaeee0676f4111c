import type { ComponentId } from '../metadata/component.ts';
import type { XmlElement } from '../xml/xml-element.ts';

export type ChangeKind = 'added' | 'changed' | 'removed';

/**
 * A change of one line inside a component: a permission of a profile, a value of a picklist, an item of a layout, a
 * plain property. `section` is the element (`fieldPermissions`, `label`), `key` its natural key (`Account.Risk__c`),
 * absent for an element that occurs once.
 */
export interface EntryChange {
  readonly kind: ChangeKind;
  readonly section: string;
  readonly key?: string;
  /** The element in `from`; absent when added. */
  readonly from?: XmlElement;
  /** The element in `to`; absent when removed. */
  readonly to?: XmlElement;
  /** Only the order of the section's entries changed, and it means something: their keys in order. */
  readonly order?: { readonly from: readonly string[]; readonly to: readonly string[] };
}

/** A changed file beside the XML: Apex source, a JavaScript module, an image. Lines are computed where they are shown. */
export interface FileChange {
  readonly kind: ChangeKind;
  /** Relative to the component, as in `ComponentContent.files`. */
  readonly path: string;
}

export interface ComponentChange extends ComponentId {
  readonly kind: ChangeKind;
  /** The name as files and manifests spell it, when it differs from `fullName`: `Account-Sales %26 Service Layout`. */
  readonly encodedName?: string;
  /** Paths in the repository that hold the component, in each version; empty for an org. Sorted. */
  readonly paths: { readonly from: readonly string[]; readonly to: readonly string[] };
  /** For a changed component; empty for an added or removed one. */
  readonly entries: readonly EntryChange[];
  readonly files: readonly FileChange[];
}

/** A file in a package directory that is no component: never dropped in silence. */
export interface UnclaimedFile {
  readonly path: string;
  readonly in: 'from' | 'to' | 'both';
  readonly because: 'noType' | 'symlink' | 'submodule' | 'lfsPointer';
}

/**
 * Something in a version that cannot be read as what it should be. It is neither "no change" nor "removed": nothing is
 * known about the components it holds.
 */
export interface Unreadable {
  /** Name of the version: `production/v1.4.0`, `working tree`. */
  readonly version: string;
  readonly path: string;
  readonly because:
    | 'notXml'
    | 'doctype'
    | 'encoding'
    | 'tooLarge'
    | 'missingBlob'
    | 'lfsPointer'
    | 'missingName'
    | 'missingContent'
    | 'missingMeta'
    | 'twice';
  /** What exactly, with the line where there is one: `line 12: unclosed tag: labels`. */
  readonly detail: string;
}

/** What is different going from one version to another. Direction matters: `added` is in `to` only. */
export interface Delta {
  /** Sorted by type, then name; children are changes of their own. */
  readonly changes: readonly ComponentChange[];
  readonly unclaimed: readonly UnclaimedFile[];
  /** Empty unless the caller asked to see what cannot be read; by default that is an `UnreadableError`. */
  readonly unreadable: readonly Unreadable[];
  /** Components whose files differ in bytes but not in meaning (order, white space, comments, entities). */
  readonly formattingOnly: readonly ComponentId[];
  /** Components that only moved between directories. */
  readonly moved: readonly ComponentId[];
}
