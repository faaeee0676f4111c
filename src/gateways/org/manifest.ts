/** Metadata type to members; `*` where the type allows it. */
export type Manifest = ReadonlyMap<string, readonly string[]>;
