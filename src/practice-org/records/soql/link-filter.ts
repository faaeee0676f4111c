import type { WhereClause } from '@jetstreamapp/soql-parser-js';
import { type Leaf, type Logic, logicOf } from './condition.ts';
import { SoqlError } from './text.ts';

const NAMED = new Set(['id', 'contentdocumentid', 'linkedentityid']);

const namesRecords = (logic: Logic<Leaf>): boolean => {
  if (logic.kind === 'and') return logic.parts.some(namesRecords);
  if (logic.kind !== 'leaf') return false;
  const { leaf } = logic;
  return !('fn' in leaf) && NAMED.has(leaf.field.toLowerCase()) && ['=', 'IN'].includes(leaf.operator.toUpperCase());
};

/** Links of files are told only of documents or records that are named (public logs). */
export const checkLinkFilter = (object: string, where: WhereClause | undefined): void => {
  if (object !== 'ContentDocumentLink' || (where !== undefined && namesRecords(logicOf(where)))) return;
  throw new SoqlError(
    'MALFORMED_QUERY',
    'Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or ' +
      "LinkedEntityId using the equals operator or multiple Id's using the IN operator.",
  );
};
