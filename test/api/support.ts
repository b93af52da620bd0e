import { fileURLToPath } from 'node:url';
import { loadPlaybook } from '#adapters/files/load-playbook';
import type { MemoryTableOptions } from '#adapters/memory/table';
import type { Operation } from '#app/api/operation';
import { registry } from '#app/operations/registry';
import type { Pack } from '#core/playbook/pack';
import { api } from '#lambdas/api/app';
import { World } from '#simulator/world';

export const tracktion = loadPlaybook(fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url)));

/** Claims as API Gateway hands them over: every claim is text. */
export const claimsOf = (groups: string, name = 'alice'): Record<string, string> => ({
  sub: `sub-${name}`,
  'cognito:username': name,
  email: `${name}@tracktion.example`,
  'cognito:groups': `[${groups}]`,
});

export interface Asked {
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Groups of the token; null: no token. */
  as?: string | null;
  name?: string;
  claims?: Record<string, string>;
}

interface Options {
  table?: MemoryTableOptions;
  pack?: Pack;
  /** An error with which a channel answers instead of accepting. */
  fault?: NonNullable<ConstructorParameters<typeof World>[0]['fault']>;
  operations?: readonly Operation[];
}

/** The API over a whole deployment in process. */
export function apiOn({ operations = registry, ...options }: Options = {}) {
  const world = new World({ start: '2026-03-11T14:02:00Z', ...tracktion, catchAll: 'oncall_manager', ...options });
  const app = api(world.ports, operations);
  const ask = async (line: string, { body, text, headers = {}, as = 'admin', name, claims }: Asked = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const env =
      as === null ? {} : { requestContext: { authorizer: { jwt: { claims: claims ?? claimsOf(as, name) } } } };
    const response = await app.request(path, { method, headers, ...(sent === undefined ? {} : { body: sent }) }, env);
    const answer = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true ? JSON.parse(answer) : undefined;
    return { status: response.status, headers: response.headers, text: answer, json };
  };
  /** An incident that a person has declared, once all that follows at this instant has happened. */
  const declared = async (body: object = { title: 'Uploads fail', severity: 'P1' }): Promise<string> => {
    const { json } = await ask('POST /v1/incidents', { body });
    await world.clock.settle();
    return json.id;
  };
  return { world, ask, declared };
}

/** The paths of wrong fields that an answer names, in order of their names. */
export const wrongIn = (json: { errors: { path: string }[] }): string[] => json.errors.map((e) => e.path).sort();
