import type { ComponentId } from './component.ts';
import type { RegistryType } from './metadata-types.ts';

/**
 * Where a file belongs: to the component `type` `fullName`, the smallest whole it can be read with.
 * A field of a decomposed object is a component of its own; a field translation is a piece of its parent.
 */
export interface Place {
  readonly type: RegistryType;
  /** Full name of the component, decoded. */
  readonly fullName: string;
  /** The name as files and manifests spell it, when that differs: `Account-Sales %26 Service Layout`. */
  readonly encodedName?: string;
  /** `xml`: the component's XML. `piece`: XML that is merged into it. `file`: content beside it. */
  readonly role: 'xml' | 'piece' | 'file';
  /**
   * For a `file` its path relative to the component, the same in source and in metadata format; `''` for the content of
   * a static resource in one piece, which may be an archive.
   */
  readonly file: string;
}

/** The component of a place, with the spelling of its files where that differs. */
export const named = ({ type, fullName, encodedName }: Place): ComponentId & { encodedName?: string } => ({
  type: type.name,
  fullName,
  ...(encodedName !== undefined && { encodedName }),
});
