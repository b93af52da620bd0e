import { html } from 'hono/html';
import { shownTime } from '#core/calendar';
import type { Incident } from '#core/incident/state';
import { inWords } from '#core/incident/time';
import { cut, oneLine } from '#core/message/plain-text';
import type { OnCallPeople } from '#core/on-call';
import { own } from '#core/own';
import type { Pack } from '#core/playbook/pack';
import { derivedTitle } from '#core/playbook/who';
import { seconds } from '#core/playbook/words';
import { spanInWords } from '#core/time/span';
import type { Markup } from '#web/layout';

/** What the words of a page are made by: the incident's playbook, the people of that time, and the time that is shown. */
export interface Known {
  pack: Pack;
  people: OnCallPeople;
  now: Date;
  /** How many names a list shows before it says how many more there are; left out, 4. */
  most?: number;
}

/** A text of the playbook or of a person on one line, of a length that a page can show. */
export const short = (text: string, longest = 200): string => cut(oneLine(text), longest);

/** `02:29`, with its day where that is another. */
export const timeText = ({ pack, now }: Known, at: string): string => shownTime(pack.playbook.zone, new Date(at), now);
/** `02:29:07` in UTC, as a timeline has it, with its day where that is another. */
export const secondText = ({ now }: Pick<Known, 'now'>, at: string): string =>
  `${shownTime('UTC', new Date(at), now)}${new Date(at).toISOString().slice(16, 19)}`;
export const timeTag = (known: Known, at: string): Markup => html`<time datetime="${at}">${timeText(known, at)}</time>`;

/** A time that is still to come, to which a script adds how long that is. */
export const untilTag = (known: Known, at: string): Markup =>
  html`<span class="when">${timeTag(known, at)}</span> <span data-until="${at}"></span>`;

/** A person by name; who is in no people.yaml goes by what they are called. */
export const nameOf = ({ people }: Pick<Known, 'people'>, id: string): string =>
  short(own(people.people, id)?.name ?? id, 80);

/** A target, role or person in words. */
export const titleOf = ({ people, pack }: Pick<Known, 'people' | 'pack'>, word: string): string =>
  short(
    own(people.targets, word)?.title ??
      pack.playbook.roles.find((r) => r.id === word)?.title ??
      own(people.people, word)?.name ??
      derivedTitle(pack.playbook, word) ??
      word,
    80,
  );

/** Who is meant by `IC/ana`: `Ana Alvarez, Incident Commander`; a place of messages goes by its own name. */
export const whom = (known: Known, to: string): string =>
  to
    .split('/')
    .map((word) => titleOf(known, word))
    .toReversed()
    .join(', ');

/** `a`, `a and b`, `a, b and c`, `a, b and 7 more`. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.length > most + 1 ? [...names.slice(0, most), `${names.length - most} more`] : [...names];
  const last = shown.pop() ?? '';
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`;
}

/** The class of a severity's badge: the worst is the reddest, whatever the playbook calls it. */
export const rankClass = ({ pack }: Pick<Known, 'pack'>, severity: string): string => {
  const at = pack.playbook.severities.findIndex((s) => s.id === severity);
  return `p${Math.min(4, at < 0 ? 4 : at + 1)}`;
};

/** A severity as people see it everywhere. */
export const badge = (known: Pick<Known, 'pack'>, severity: string): Markup =>
  html`<span class="sev ${rankClass(known, severity)}">${severity}</span>`;

/** `7 min`, `1 h 29 min`, `3 d 2 h`. */
export function lasted(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

/** A duration of the playbook as people read it: `5 min`, `7 days`, `4 h of business`; a word such as `next-business-day` without its hyphens. */
export function spanOf(span: string): string {
  if (/^0+[smh] /.test(span)) return `the next opening of ${span.split(' ')[1] ?? ''}`;
  if (/^\d+[smh] /.test(span)) return spanInWords(span);
  if (!/^\d+[smhdw]$/.test(span)) return span.replaceAll('-', ' ');
  const days = seconds(span) / 86_400;
  return Number.isInteger(days) && days > 1 ? `${days} days` : inWords(span);
}

/** When an incident ceased to be open. */
export function overAt(i: Incident): string | undefined {
  switch (i.life) {
    case 'open':
      return undefined;
    case 'resolved':
    case 'closed':
    case 'reviewed':
      return i.resolvedAt;
    case 'ended':
      return i.endedAt;
  }
}

/** `implementing_fix` of a playbook as people read it: `Implementing fix`. */
export function statusOf(word: string): string {
  const words = short(word, 60).replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** `Resolved`, `Ended as false alarm`: how it stands with an incident that is over; the playbook's word while it is open. */
export function standsAs(i: Incident): string {
  switch (i.life) {
    case 'open':
    case 'closed':
    case 'reviewed':
    case 'resolved':
      return statusOf(i.status);
    case 'ended':
      return `Ended as ${i.endedAs.replace('-', ' ')}`;
  }
}
