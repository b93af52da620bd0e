import type { Outgoing } from '#app/outbox/message';
import { plain } from '#core/message/plain-text';
import { own } from '#core/own';
import { cut, line, linksOf } from '../wording.ts';
import type { Source, StatusApiPlace, words } from './place.ts';

export const mostText = 10_000;
export const mostSubject = 255;

type Word = (typeof words)[number];
type Json = string | number | boolean | readonly string[] | readonly object[];

/** What a message says, by the words that fields may hold; undefined for what it does not say. */
function valueOf(word: Word, message: Outgoing): Json | undefined {
  const notice = message.kind === 'notice' ? message : undefined;
  switch (word) {
    case 'incident':
      return message.incidentId;
    case 'subject':
      return line(message.subject, mostSubject) || message.incidentId;
    case 'text':
      return cut(plain(message.text), mostText);
    case 'severity':
      return message.severity;
    case 'status':
      return notice?.public.status ?? (notice?.over === true ? 'resolved' : undefined);
    case 'impact':
      return notice?.public.impact;
    case 'services':
      return notice?.services;
    case 'over':
      return notice?.over ?? false;
    case 'cycle':
      return message.cycle;
    case 'links':
      return linksOf(message);
  }
}

function heldBy(source: Source, message: Outgoing): Json | undefined {
  if (typeof source === 'string') return valueOf(source, message);
  if ('is' in source) return source.is;
  const value = valueOf(source.of, message);
  return typeof value === 'string' || typeof value === 'boolean' ? own(source.map, String(value)) : undefined;
}

type Tree = Map<string, Tree | Json>;
const plainly = (tree: Tree): object =>
  Object.fromEntries([...tree].map(([name, value]) => [name, value instanceof Map ? plainly(value) : value]));

/** The JSON of a message, with fields as the place says. */
export function bodyOf(message: Outgoing, { body }: Pick<StatusApiPlace, 'body'>): object {
  const tree: Tree = new Map();
  for (const [path, source] of Object.entries(body)) {
    const value = heldBy(source, message);
    if (value === undefined) continue;
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at = tree;
    for (const name of names) {
      const within = at.get(name);
      const next: Tree = within instanceof Map ? within : new Map();
      at.set(name, next);
      at = next;
    }
    at.set(last, value);
  }
  return plainly(tree);
}
