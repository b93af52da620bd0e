import * as z from 'zod';
import type { Signal } from '#core/incident/signal';
import type { Allowed } from '../allowed.ts';
import { aboutOf, type Labels } from '../labels.ts';
import { MaybeText, ofSeconds, type Read, readOne } from '../read.ts';

const id = z.union([z.string().min(1), z.int().transform(String)]);

/** A change of state of a check of Pingdom (pingdom.com/resources/webhooks); transaction checks are SUCCESS or FAILING. */
const Pingdom = z.looseObject({
  check_id: id,
  check_name: z.string().min(1),
  current_state: z.enum(['UP', 'DOWN', 'SUCCESS', 'FAILING']),
  importance_level: MaybeText,
  state_changed_timestamp: z.number().positive(),
  description: MaybeText,
  long_description: MaybeText,
  tags: z.array(z.string()).default([]).catch([]),
});

const kumaTime = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?$/;
/** A heartbeat of Uptime Kuma that changed something: 0 is down, 1 up, 2 pending, 3 maintenance; its time is UTC. */
const Kuma = z.looseObject({
  heartbeat: z.looseObject({
    status: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)], {
      error: 'expected 0 (down), 1 (up), 2 (pending) or 3 (maintenance)',
    }),
    time: z
      .string()
      .regex(kumaTime, { error: 'expected a time such as 2026-03-10 14:02:00.123', abort: true })
      .transform((text, context) => {
        const at = Date.parse(`${text.replace(' ', 'T')}Z`);
        if (!Number.isNaN(at)) return new Date(at).toISOString();
        context.addIssue({ code: 'custom', message: 'is on no calendar' });
        return z.NEVER;
      }),
    msg: MaybeText,
  }),
  monitor: z.looseObject({
    id,
    name: z.string().min(1),
    tags: z
      .array(z.looseObject({ name: z.string(), value: z.string().nullish() }))
      .default([])
      .catch([]),
  }),
});

const has = (raw: unknown, ...names: string[]): boolean =>
  z.looseObject(Object.fromEntries(names.map((name) => [name, z.unknown()]))).safeParse(raw).success &&
  names.every((name) => name in Object(raw));
const isPingdom = (raw: unknown): boolean => has(raw, 'check_id', 'current_state');
const isKuma = (raw: unknown): boolean => has(raw, 'heartbeat', 'monitor');

/** A payload of an uptime monitor, by its outer form. */
export const isChange = (raw: unknown): boolean => isPingdom(raw) || isKuma(raw);

/** Reads the change of one monitor. What is pending or in maintenance, and a notification that only tests the way, open nothing. */
export function readChange(raw: unknown, allowed: Allowed): Read {
  if (isPingdom(raw)) return readOne(Pingdom, raw, [], (change) => ofPingdom(change, allowed));
  // its test notification has neither
  if (isKuma(raw) && (raw as { heartbeat: unknown }).heartbeat === null) return { signals: [], ignored: 1, faults: [] };
  if (isKuma(raw)) return readOne(Kuma, raw, [], (change) => ofKuma(change, allowed));
  const message = 'expected a state change of Pingdom (check_id, current_state) or of Uptime Kuma (heartbeat, monitor)';
  return { signals: [], ignored: 0, faults: [{ path: '', message }] };
}

function ofPingdom(change: z.infer<typeof Pingdom>, allowed: Allowed): Signal | { path: string; message: string } {
  const { check_id: check, check_name: name, current_state: state, importance_level: importance, tags } = change;
  const at = ofSeconds(change.state_changed_timestamp);
  if (at === undefined) return { path: 'state_changed_timestamp', message: 'expected seconds since 1970' };
  const up = state === 'UP' || state === 'SUCCESS';
  const labels = { ...Object.fromEntries(tags.map((tag) => [tag, 'true'])), ...(importance && { importance }) };
  const said = change.long_description ?? change.description;
  return signal(`pingdom/${check}`, up, at, name, said ?? `${name} is ${state}`, labels, allowed);
}

function ofKuma({ heartbeat, monitor }: z.infer<typeof Kuma>, allowed: Allowed): Signal | undefined {
  const { status, time, msg } = heartbeat;
  if (status === 2 || status === 3) return undefined;
  const labels = Object.fromEntries(monitor.tags.map((tag) => [tag.name, tag.value ?? 'true']));
  const up = status === 1;
  const said = msg ?? `${monitor.name} is ${up ? 'up' : 'down'}`;
  return signal(`kuma/${monitor.id}`, up, time, monitor.name, said, labels, allowed);
}

const signal = (
  key: string,
  up: boolean,
  at: string,
  title: string,
  summary: string,
  labels: Labels,
  allowed: Allowed,
): Signal => ({
  source: 'uptime',
  key: `uptime/${key}`,
  state: up ? 'recovered' : 'firing',
  at,
  title,
  ...aboutOf(title, { ...labels, monitor: title }, allowed),
  summary,
});
