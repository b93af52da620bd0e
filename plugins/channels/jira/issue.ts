import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Outgoing } from '#app/outbox/message';
import { Undeliverable } from '#core/errors';
import { answerOf } from '../../http-answer.ts';
import { line } from '../wording.ts';
import type { JiraPlace } from './place.ts';
import { bodyOf } from './text.ts';
import type { Ask } from './web.ts';

/** What we keep with an issue, in its property `tocsin`: of which incident it is, and how far it has followed. */
const Kept = z.looseObject({
  incidentId: z.string(),
  place: z.string(),
  /** Of the last message that it has taken. */
  key: z.string(),
  cycle: z.number(),
  severity: z.string(),
  state: z.enum(['open', 'resolved', 'reopened']),
  /** The last message is to move it as well. */
  moves: z.boolean(),
  /** The status that it had when it took that message. */
  from: z.string().optional(),
});
export type Kept = z.infer<typeof Kept>;

const Issue = z.looseObject({
  id: z.string().min(1),
  key: z.string().min(1),
  fields: z.looseObject({ status: z.looseObject({ name: z.string() }).optional() }).optional(),
  properties: z.looseObject({ tocsin: Kept.optional().catch(undefined) }).optional(),
});
const Made = z.looseObject({ id: z.string().min(1), key: z.string().min(1) });
const Transitions = z.looseObject({
  transitions: z.array(z.looseObject({ id: z.string(), name: z.string(), to: z.looseObject({ name: z.string() }) })),
});

/** An issue as far as we look at it. */
export interface Found {
  id: string;
  key: string;
  status: string | undefined;
  kept: Kept | undefined;
}

const found = ({ id, key, fields, properties }: z.infer<typeof Issue>): Found => ({
  id,
  key,
  status: fields?.status?.name,
  kept: properties?.tocsin,
});

/** Tells two places of one project apart. */
export const markOf = ({ project, issueType, labels, components }: JiraPlace): string =>
  createHash('sha256')
    .update(JSON.stringify([project, issueType, labels, components]))
    .digest('hex')
    .slice(0, 12);

/** By which an issue of an incident is found again: Jira finds no properties unless an app has declared them. */
const labelOf = (incidentId: string): string => `tocsin-${incidentId}`;

/** The issue that an earlier attempt has made. Messages are given up after a day, so one that is older is another deployment's. */
export async function madeFor(ask: Ask, place: JiraPlace, incidentId: string): Promise<Found | undefined> {
  const asked = {
    jql: `project = "${place.project}" AND labels = "${labelOf(incidentId)}" AND created >= "-2d" ORDER BY created ASC`,
    maxResults: 20,
    fields: ['status'],
  };
  const path = place.edition === 'cloud' ? 'search/jql' : 'search';
  const { issues } = answerOf('Jira', z.looseObject({ issues: z.array(Made) }), await ask('POST', path, asked));
  const mark = markOf(place);
  // the index lags behind: the issue itself says whose it is
  for (const { id } of issues) {
    const one = await look(ask, id);
    if (one.kept?.incidentId === incidentId && one.kept.place === mark) return one;
  }
  return undefined;
}

export async function look(ask: Ask, id: string): Promise<Found> {
  const path = `issue/${encodeURIComponent(id)}?fields=status&properties=tocsin`;
  return found(answerOf('Jira', Issue, await ask('GET', path)));
}

const priorityOf = ({ priority }: JiraPlace, { severity }: Outgoing): object =>
  Object.hasOwn(priority, severity) ? { priority: { name: priority[severity] } } : {};

/** Opens the issue, with what we keep of it in the same request: one that is there is never without its mark. */
export async function open(ask: Ask, place: JiraPlace, message: Outgoing, kept: Kept): Promise<Found> {
  const { project, issueType, labels, components, edition } = place;
  const fields = {
    project: { key: project },
    issuetype: { name: issueType },
    summary: line(message.subject, 255) || message.incidentId,
    description: bodyOf(message, edition),
    labels: [...labels, labelOf(message.incidentId)],
    ...(components.length === 0 ? {} : { components: components.map((name) => ({ name })) }),
    ...priorityOf(place, message),
  };
  const properties = [{ key: 'tocsin', value: kept }];
  const made = answerOf('Jira', Made, await ask('POST', 'issue', { fields, properties }));
  return { ...made, status: undefined, kept };
}

/** Adds a message as a comment, with the priority if the severity has changed and what we keep, all in one request. */
export async function comment(ask: Ask, place: JiraPlace, issue: Found, message: Outgoing, kept: Kept): Promise<void> {
  const priority = issue.kept?.severity === message.severity ? {} : priorityOf(place, message);
  await ask('PUT', `issue/${encodeURIComponent(issue.id)}`, {
    update: { comment: [{ add: { body: bodyOf(message, place.edition) } }] },
    ...(Object.keys(priority).length === 0 ? {} : { fields: priority }),
    properties: [{ key: 'tocsin', value: kept }],
  });
}

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Moves the issue to a status, or by a transition of that name; where it is there already, nothing is done. */
export async function move(
  ask: Ask,
  { id, key, status }: Found,
  wanted: string,
  from: string | undefined,
): Promise<void> {
  if (status !== undefined && same(status, wanted)) return;
  // the attempt before this one has moved it: what leads away from the old status may lead nowhere from the new one
  if (from !== undefined && from !== status) return;
  const path = `issue/${encodeURIComponent(id)}/transitions`;
  const { transitions } = answerOf('Jira', Transitions, await ask('GET', path));
  const way = transitions.find(({ to }) => same(to.name, wanted)) ?? transitions.find(({ name }) => same(name, wanted));
  if (way !== undefined) {
    await ask('POST', path, { transition: { id: way.id } });
    return;
  }
  const away = status === undefined ? '' : ` from ${line(status, 60)}`;
  const ways = transitions.map(({ name, to }) => `${line(name, 60)} (to ${line(to.name, 60)})`).join(', ');
  throw new Undeliverable(
    `${key} has the message but cannot be moved: nothing leads${away} to "${wanted}"; there is ${ways === '' ? 'no transition that the account may take' : ways}`,
  );
}
