import type { Operation } from './operation.ts';

/**
 * OpenAPI links: the id in a collection's answer is the id of every operation on one of its members. Files are left out: a calendar
 * entry is there only once its meeting is.
 */
export function linksOf({ path, method }: Operation, operations: readonly Operation[]): Record<string, object> {
  const id = method === 'post' ? '$response.body#/id' : '$response.body#/items/0/id';
  const members = operations.filter(
    (o) => o.answers.json !== undefined && (o.path === `${path}/{id}` || o.path.startsWith(`${path}/{id}/`)),
  );
  return Object.fromEntries(members.map(({ name }) => [name, { operationId: name, parameters: { id } }]));
}
