import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { registry } from '#app/operations/registry';
import { NotConfigured } from '#core/errors';
import type { People } from '#core/playbook/pack';
import { api } from '#lambdas/api/app';
import { gateway } from '#lambdas/api/gateway';
import { plugins } from '#plugins/registry';
import type { World } from '#simulator/world';

/** An event of API Gateway, payload format 2.0. */
export interface HookEvent {
  rawPath: string;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded: boolean;
  [field: string]: unknown;
}

/** A sample of what arrives, one event or several in order. */
export function sampleOf(name: string): HookEvent[] {
  const sample = JSON.parse(readFileSync(new URL(`../fixtures/people/${name}.json`, import.meta.url), 'utf8'));
  return Array.isArray(sample) ? sample : [sample];
}

export const bytesOf = ({ body, isBase64Encoded }: HookEvent): Buffer =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

/** The event with other words in its body, which stays encoded as it was. */
export function reworded(event: HookEvent, words: Record<string, string>): HookEvent {
  const text = Object.entries(words).reduce((all, [old, now]) => all.replaceAll(old, now), bytesOf(event).toString());
  const body = event.isBase64Encoded ? Buffer.from(text).toString('base64') : text;
  return { ...event, body };
}

export const signatureOf = (event: HookEvent, secret: string): string =>
  `v1=${createHmac('sha256', secret).update(bytesOf(event)).digest('hex')}`;

/** The hooks of a world behind the gateway's adapter; the secrets by the channel's name. */
export function hooksOn(world: World, secrets: Record<string, string | undefined>) {
  const serve = gateway(
    api(world.ports, registry, {
      hooks: {
        channels: plugins.channels,
        secrets: {
          get: async (name) => {
            const secret = secrets[name];
            if (secret === undefined || secret === '') throw new NotConfigured(name);
            return secret;
          },
        },
      },
    }),
  );
  return async (event: HookEvent, path: string): Promise<{ status: number; body: string }> => {
    const requestContext = { http: { method: 'POST', path } };
    const answer = (await serve({ ...event, rawPath: path, requestContext })) as { statusCode: number; body: string };
    return { status: answer.statusCode, body: answer.body };
  };
}

/** People as PagerDuty and Pushover know them too. */
export const knownTo = (people: People, known: Record<string, Record<string, unknown>>): People => ({
  ...people,
  people: Object.fromEntries(
    Object.entries(people.people).map(([id, person]) => [id, { ...person, ...known[id] } as typeof person]),
  ),
});
