import type { FileProperties, MetadataState, RetrieveOutcome, RetrieveRequest } from '../metadata/types.ts';

/** What a retrieve call asks for. */
export interface RetrieveCall {
  readonly request: RetrieveRequest;
  readonly packageNames: readonly string[];
  /** The zip has no folder for the one package it holds. */
  readonly singlePackage: boolean;
}

export interface RetrieveJob extends RetrieveCall {
  readonly id: string;
  /** When its result is there, milliseconds since 1970. */
  readonly endsAt: number;
  /** The org as it was when the retrieve was asked for. */
  readonly state: MetadataState;
  /** Keys (`ApexClass:Greeter`) that are left out without a word. */
  readonly omitted: readonly string[];
  result?: RetrieveResult;
}

export type RetrieveResult =
  | {
      readonly fileProperties: readonly FileProperties[];
      readonly messages: RetrieveOutcome['messages'];
      readonly zip: Buffer;
    }
  | { readonly code: string; readonly message: string };
