import type { Caller } from '#app/api/caller';
import type { ApiPorts, Operation } from '#app/api/operation';
import { Problem, problemOf, Refusal } from '#app/api/problem';
import { isAtLeast } from '#app/api/roles';
import type { Json } from '#core/json';

/** An operation of the API that a form asks for. */
export interface Wanted {
  operation: string;
  /** What stands for `{id}` in its path. */
  id?: string;
  body?: { [field: string]: Json };
  query?: Record<string, string>;
  /** The same form sent twice is carried out once. */
  once?: string;
}
/** What became of it: the operation's own answer, or why it did nothing. */
export type Outcome =
  | { done: true; answer: unknown }
  | { done: false; status: number; title: string; detail: string; errors: { path: string; message: string }[] };

/** Carries out an operation of the API for somebody who is signed in: the same rights, the same checks and the same decisions. */
export async function carryOut(
  ports: ApiPorts,
  operations: readonly Operation[],
  caller: Caller,
  { operation: name, id = '', body, query = {}, once }: Wanted,
): Promise<Outcome> {
  const operation = operations.find((o) => o.name === name);
  if (operation === undefined) throw new RangeError(`no operation ${name}`);
  const { role, method } = operation;
  const path = operation.path.replace('{id}', encodeURIComponent(id));
  try {
    if (role !== 'anybody' && role !== 'signed-in' && !isAtLeast(caller.role, role)) {
      const why = caller.noRole ?? `you have ${caller.role}`;
      throw new Refusal(403, 'Insufficient role', `this needs the role ${role}; ${why}`);
    }
    const request = new Request(`https://board.invalid${path}`, {
      method: method.toUpperCase(),
      headers: { 'content-type': 'application/json', ...(once === undefined ? {} : { 'idempotency-key': once }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await operation.handle(ports, { caller, request, path, id, query, operations, way: 'board' });
    const said: unknown = await answer.json();
    // an operation may answer with a problem as well as throw one
    return answer.ok ? { done: true, answer: said } : { done: false, ...Problem.parse(said) };
  } catch (error) {
    const refusal = problemOf(error);
    if (refusal.status >= 500) ports.log.error('the board could not carry out an operation', { error: String(error) });
    const { status, title, message, errors } = refusal;
    return { done: false, status, title, detail: message, errors };
  }
}
