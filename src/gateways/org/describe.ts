import { z } from 'zod';
import type { ObjectFacts } from '../../release/data/object-facts.ts';
import type { Connection } from './connection.ts';
import type { Patience } from './patience.ts';
import { restCall } from './rest.ts';

const field = z
  .object({
    name: z.string(),
    type: z.string(),
    nillable: z.boolean(),
    createable: z.boolean(),
    updateable: z.boolean(),
    calculated: z.boolean(),
    autoNumber: z.boolean(),
    filterable: z.boolean(),
    externalId: z.boolean(),
    nameField: z.boolean(),
    unique: z.boolean(),
    referenceTo: z.array(z.string()),
    relationshipName: z.string().nullish(),
    cascadeDelete: z.boolean().default(false),
    relationshipOrder: z.number().nullish(),
    length: z.number().nullish(),
    precision: z.number().nullish(),
    scale: z.number().nullish(),
    restrictedPicklist: z.boolean().default(false),
    picklistValues: z.array(z.object({ value: z.string(), active: z.boolean() })).nullish(),
    compoundFieldName: z.string().nullish(),
  })
  .transform(({ relationshipName, cascadeDelete, relationshipOrder, compoundFieldName, ...facts }) => {
    const { length, precision, scale, restrictedPicklist, picklistValues, ...plain } = facts;
    const active = picklistValues?.flatMap(({ value, active: isActive }) => (isActive ? [value] : []));
    return {
      ...plain,
      ...(relationshipName ? { relationshipName } : {}),
      ...(length ? { length } : {}),
      ...(precision ? { precision } : {}),
      ...(scale ? { scale } : {}),
      ...(restrictedPicklist && active !== undefined && { activeValues: new Set(active) }),
      ...(compoundFieldName ? { partOf: compoundFieldName } : {}),
      isMaster: cascadeDelete || typeof relationshipOrder === 'number',
    };
  });

const described = z
  .object({
    name: z.string(),
    keyPrefix: z.string().nullish(),
    queryable: z.boolean(),
    undeletable: z.boolean().default(false),
    childRelationships: z.array(z.object({ childSObject: z.string() })).nullish(),
    fields: z.array(field),
  })
  .transform(({ keyPrefix, childRelationships, ...rest }) => ({
    ...rest,
    ...(keyPrefix ? { keyPrefix } : {}),
    ...(childRelationships ? { children: new Set(childRelationships.map(({ childSObject }) => childSObject)) } : {}),
  }));

export interface Describes {
  /** What an object is made of, as this user sees it. Throws `OrgError` (`NOT_FOUND` for an object the org does not have). */
  describeObject(object: string, patience?: Patience): Promise<ObjectFacts>;
}

export const openDescribes = (connection: Connection, apiVersion: string): Describes => ({
  describeObject: (object, patience) =>
    connection.read(
      restCall({ path: `/services/data/v${apiVersion}/sobjects/${encodeURIComponent(object)}/describe` }, (json) =>
        described.parse(json),
      ),
      patience,
    ),
});
