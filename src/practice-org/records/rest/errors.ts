import { json, type OrgResponse, restError } from '../../http/route.ts';
import { SoqlError } from '../soql/text.ts';
import type { RowError } from '../types.ts';

/** Runs what may refuse a query, and answers the refusal as REST does: 400 with code and words. */
export const answering = (answer: () => OrgResponse): OrgResponse => {
  try {
    return answer();
  } catch (error) {
    if (error instanceof SoqlError) return restError(400, error.errorCode, error.message);
    throw error;
  }
};

const STATUS: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  ENTITY_IS_DELETED: 404,
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
  METHOD_NOT_ALLOWED: 405,
};

/** The answer to a single-record call that was refused: 400, or what the code stands for. */
export const rowErrors = (errors: readonly RowError[]): OrgResponse =>
  json(
    errors.map(({ statusCode, message, fields }) => ({ message, errorCode: statusCode, fields })),
    STATUS[errors[0]?.statusCode ?? ''] ?? 400,
  );

/** Reads a JSON body, or says why it cannot be read. */
export const readJson = (body: Buffer): { readonly value: unknown } | { readonly error: OrgResponse } => {
  const text = body.toString('utf8');
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      error: restError(
        400,
        'JSON_PARSER_ERROR',
        text.trim() === '' ? 'The HTTP entity body is required, but this request has no entity body.' : reason,
      ),
    };
  }
};

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
