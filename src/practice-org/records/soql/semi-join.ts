import type { Query } from '@jetstreamapp/soql-parser-js';
import { type Leaf, type Logic, logicOf } from './condition.ts';
import { SoqlError } from './text.ts';

const MAX_SEMI_JOINS = 2;

const refuse = (message: string): never => {
  throw new SoqlError('MALFORMED_QUERY', message);
};

/** The inner queries of a condition, with whether an OR or NOT stands above them. */
const innerQueries = (
  logic: Logic<Leaf>,
  under: 'or' | 'not' | undefined,
): readonly { query: Query; under: string | undefined }[] => {
  switch (logic.kind) {
    case 'leaf':
      return logic.leaf.valueQuery === undefined ? [] : [{ query: logic.leaf.valueQuery as Query, under }];
    case 'not':
      return innerQueries(logic.part, under ?? 'not');
    case 'and':
      return logic.parts.flatMap((part) => innerQueries(part, under));
    case 'or':
      return logic.parts.flatMap((part) => innerQueries(part, 'or'));
  }
};

const isNested = ({ where }: Query): boolean =>
  where !== undefined && innerQueries(logicOf(where), undefined).length > 0;

/** Refuses the semi-joins the platform refuses: under OR, nested, on the same object, more than two. */
export const checkSemiJoins = (logic: Logic<Leaf>, object: string): void => {
  const found = innerQueries(logic, undefined);
  if (found.length > MAX_SEMI_JOINS) refuse(`Maximum ${MAX_SEMI_JOINS} semi join sub-selects are allowed`);
  for (const { query, under } of found) {
    if (under === 'or') refuse("Semi join sub-selects are not allowed with the 'OR' operator");
    if (under === 'not') refuse('Semi join sub-selects are only allowed at the top level WHERE expressions');
    if (isNested(query)) refuse('Nesting of semi join sub-selects is not supported');
    if (query.sObject?.toLowerCase() === object.toLowerCase())
      refuse('The inner and outer selects should not be on the same object type');
  }
};
