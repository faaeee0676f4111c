import { childText } from '../content/entries.ts';
import type { ComponentContent } from '../content/content.ts';

/** Where the org counts users by what they are given; inactive ones hold on to it too. */
const users: Readonly<Record<string, (id: string) => string>> = {
  PermissionSet: (id) => `SELECT COUNT() FROM PermissionSetAssignment WHERE PermissionSetId = '${id}'`,
  PermissionSetGroup: (id) => `SELECT COUNT() FROM PermissionSetAssignment WHERE PermissionSetGroupId = '${id}'`,
  Role: (id) => `SELECT COUNT() FROM User WHERE UserRoleId = '${id}'`,
};

/** SOQL whose counts add up to everybody and everything that holds on to a component; `id` is its id in the org. */
export const holderQueries = ({ type, xml }: ComponentContent, id: string): readonly string[] => {
  if (type === 'Queue')
    return queuedObjects(xml).map((object) => `SELECT COUNT() FROM ${object} WHERE OwnerId = '${id}'`);
  const query = users[type];
  return query === undefined ? [] : [query(id)];
};

const queuedObjects = (queue: ComponentContent['xml']): readonly string[] =>
  (queue?.children ?? [])
    .filter(({ name }) => name === 'queueSobject')
    .map((element) => childText(element, 'sobjectType'))
    .filter((object) => object !== '');
