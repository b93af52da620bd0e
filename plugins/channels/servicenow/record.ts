import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Outgoing } from '#app/outbox/message';
import type { ServiceNowPlace } from './place.ts';

const digest = (text: string, characters: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, characters);

/** How far a record has followed its incident; it stands in `correlation_display`, which has 100 characters. */
export interface Kept {
  /** Of the last message that it has taken. */
  key: string;
  cycle: number;
  severity: string;
  state: 'open' | 'resolved' | 'reopened';
}

const form = /^Tocsin ([0-9a-f]{16}) cycle (\d+) (open|resolved|reopened) ([0-9a-f]{8})$/;
const State = z.enum(['open', 'resolved', 'reopened']);

const displayOf = ({ key, cycle, severity, state }: Kept): string =>
  `Tocsin ${key} cycle ${cycle} ${state} ${severity}`;

function keptIn(display: string): Kept | undefined {
  const [, key, cycle, state, severity] = form.exec(display) ?? [];
  const known = State.safeParse(state).data;
  if (key === undefined || severity === undefined || known === undefined) return undefined;
  return { key, cycle: Number(cycle), severity, state: known };
}

const keyOf = (message: Outgoing): string => digest(message.key, 16);

/** What tells the records of an incident from each other where two places open one, and by which they are found again. */
export const correlationOf = ({ incidentId }: Outgoing, { table, fields }: ServiceNowPlace): string => {
  const id = incidentId.length <= 60 ? incidentId : digest(incidentId, 32);
  return `tocsin-${id}-${digest(JSON.stringify([table, fields]), 8)}`;
};

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
/** A record as far as we look at it; other fields are not asked for. */
export const Row = z.looseObject({
  sys_id: z.string().min(1),
  number: z.string().min(1),
  state: text,
  correlation_id: text,
  correlation_display: text,
});
export type Row = z.infer<typeof Row>;
export const asked = 'sys_id,number,state,correlation_id,correlation_display';

/** Whether a record has taken this very message already. */
export const hasTaken = (row: Row, message: Outgoing): boolean =>
  keptIn(row.correlation_display)?.key === keyOf(message);

/** What the record is to be after a message. News after the end, such as that of the review, open nothing again. */
function keptAfter(message: Outgoing, before: Kept | undefined): Kept {
  const was = before?.state ?? 'open';
  const reopened = before !== undefined && message.cycle > before.cycle;
  const over = message.kind === 'notice' && message.over;
  return {
    key: keyOf(message),
    cycle: message.cycle,
    severity: digest(message.severity, 8),
    state: over ? 'resolved' : reopened ? 'reopened' : was,
  };
}

const levelsOf = ({ impact, urgency }: ServiceNowPlace, { severity }: Outgoing): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ impact, urgency }).flatMap(([field, map]) => {
      const level = Object.hasOwn(map, severity) ? map[severity] : undefined;
      return level === undefined ? [] : [[field, level]];
    }),
  );

/** The state with what it needs, where a message changes it: a person who has moved the record there, or elsewhere later, is left alone. */
function moveOf(place: ServiceNowPlace, words: string, after: Kept, before: Kept | undefined, state: string): object {
  const changes = after.state !== (before?.state ?? 'open') || (before !== undefined && after.cycle > before.cycle);
  if (!changes) return {};
  switch (after.state) {
    case 'open':
      return {};
    case 'resolved': {
      const { resolve } = place;
      if (resolve === undefined || resolve.state === state) return {};
      return { state: resolve.state, close_code: resolve.code, close_notes: words };
    }
    case 'reopened': {
      const { reopen } = place;
      return reopen === undefined || reopen.state === state ? {} : { state: reopen.state };
    }
  }
}

interface Words {
  subject: string;
  text: string;
}

/** The fields of a new record. */
export function opening(place: ServiceNowPlace, message: Outgoing, words: Words): object {
  const kept = keptAfter(message, undefined);
  return {
    ...place.fields,
    short_description: words.subject,
    description: words.text,
    ...levelsOf(place, message),
    ...moveOf(place, words.text, kept, undefined, ''),
    correlation_id: correlationOf(message, place),
    correlation_display: displayOf(kept),
  };
}

/** The fields that a later message changes: a work note, the levels if the severity is another, the state if it moves. One request does all of it. */
export function following(place: ServiceNowPlace, message: Outgoing, words: Words, row: Row): object {
  const before = keptIn(row.correlation_display);
  const after = keptAfter(message, before);
  return {
    work_notes: words.text,
    ...(before?.severity === after.severity ? {} : levelsOf(place, message)),
    ...moveOf(place, words.text, after, before, row.state),
    correlation_display: displayOf(after),
  };
}
