import type { Context } from '#core/incident/context';
import type { Note } from '#core/incident/notes';
import type { OutboxEntry } from '#core/incident/outbox';
import { askedFor, type Recipient } from '#core/incident/recipients';
import type { Incident } from '#core/incident/state';
import { Turn } from '#core/incident/turn';
import { own } from '#core/own';
import { placeLabel } from '#core/playbook/vocabulary';
import { list, rulesOn } from '#core/rules/expand';
import { dateIn } from '../calendar.ts';
import type { Item } from './item.ts';
import { type Reminder, remindersOf } from './reminders.ts';

type Line = Pick<Extract<Note, { type: 'ItemReminded' | 'ItemEscalated' }>, 'type' | 'to' | 'because'>;

/** What has become due of an item: lines for its incident's timeline, and messages. */
export interface Passed {
  lines: Line[];
  messages: OutboxEntry[];
}

/**
 * Does what is due of an item up to an instant. Of reminders that fell due together, because nothing ran meanwhile, the owner gets the last one
 * alone.
 */
export function itemTimePassed(
  item: Item,
  since: string | undefined,
  { incident, context }: { incident: Incident; context: Context },
  asOf: Date,
): Passed {
  const due = remindersOf(item, context.pack.playbook, since).filter((r) => Date.parse(r.due) <= asOf.getTime());
  const last = due.findLast(({ does }) => does === 'remind');
  const escalated = due.find(({ does }) => does === 'escalate');
  const owners = last === undefined ? undefined : tell(item, last, { incident, context }, asOf);
  // who has just been reminded gets the same words once
  const others =
    escalated === undefined ? undefined : tell(item, escalated, { incident, context }, asOf, owners?.places);
  return {
    lines: [owners, others].flatMap((each) => each?.line ?? []),
    messages: [owners, others].flatMap((each) => each?.messages ?? []),
  };
}

function tell(
  item: Item,
  { does, due, path }: Reminder,
  { incident, context }: { incident: Incident; context: Context },
  asOf: Date,
  without: readonly string[] = [],
): { line: Line; messages: OutboxEntry[]; places: string[] } {
  const { playbook } = context.pack;
  const { places } = playbook;
  const tells = rulesOn(playbook, 'item-due').flatMap((rule) =>
    rule.do.flatMap((action) => ('tell' in action ? [action] : [])),
  );
  const template = tells.find((action) => action.template !== undefined)?.template ?? 'item-due';
  // a message tells nothing of whom the incident has told before: that is the incident's own to say
  const all = { ...incident, told: [...incident.told, ...Object.keys(places)] };
  const t = new Turn(all, context);
  const shown =
    does === 'remind' ? [] : tells.flatMap((action) => list(action.tell)).map((place) => placeOf(context, place));
  const whom = does === 'remind' ? ownersOf(t, item.owner) : escalatedTo(t);
  const receivers = [...new Map([...whom, ...shown].map((who) => [who.place, who])).values()];
  const to = receivers.map((who) => who.to).join(', ');
  const because = t.because(
    `${wordsOf(item, dateIn(playbook.zone, asOf))}${does === 'remind' ? '' : ', told on'}`,
    path,
  );
  for (const { place, to: label } of receivers)
    if (!without.includes(place))
      t.send(
        { moment: 'item-due', place, to: label, template, because },
        { item, asks: { item: item.id, due: item.due } },
      );
  const type = does === 'remind' ? 'ItemReminded' : 'ItemEscalated';
  const second = Date.parse(due) / 1000;
  const sent = t.outbox.flatMap((entry, n) =>
    'message' in entry
      ? // the incident is over: what it first told the public, and when, is said long since
        [
          {
            ...entry,
            key: keyOf(incident, item, `${does}-${second}`, n),
            message: { ...entry.message, tellsPublic: false },
          },
        ]
      : [],
  );
  return { line: { type, to, because }, messages: sent, places: receivers.map(({ place }) => place) };
}

/** Names a message of an item among all messages of its incident, also where several items fall due at one second. */
const keyOf = ({ id, cycle }: Incident, item: Item, what: string, n: number): string =>
  `${id}.${cycle}.item-due.${item.id}.${what}.${n}`;

/** `AI-INC-7-001 (Alerts) is due on 2026-03-18`. */
function wordsOf({ id, title, due }: Item, today: string): string {
  const what = `${id} (${title})`;
  if (due === today) return `${what} is due today`;
  return due > today ? `${what} is due on ${due}` : `${what} is overdue since ${due}`;
}

const placeOf = ({ pack, vocabulary }: Context, place: string): Recipient => ({
  place,
  to: placeLabel(vocabulary, place, own(pack.playbook.places, place)),
});

/** Whom an item's owner means: a role, target or person of people.yaml, or a person by name or address; else the playbook's fallback place. */
function ownersOf(t: Turn, owner: string): Recipient[] {
  const { people } = t.context.people;
  const named = Object.entries(people).find(([, { name, email, login }]) => [name, email, login].includes(owner));
  return askedFor(t, named?.[0] ?? owner);
}

const escalatedTo = (t: Turn): Recipient[] =>
  (t.playbook.items.reminders?.escalate?.to ?? []).flatMap((target) => askedFor(t, target));
