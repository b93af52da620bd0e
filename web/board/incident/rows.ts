import type { Entry } from '#core/message/entry';
import { saidOf } from '#core/message/receipt';
import { own } from '#core/own';
import { nameOf, short, whom } from '../talk.ts';
import { happened } from './happened.ts';
import type { Before, Group, Happened } from './sayings.ts';
import type { IncidentGiven } from './types.ts';

/** What became of something that was sent, with its own time. */
export interface Receipt {
  who: string;
  words: string;
  at: string;
  bad: boolean;
}
/** A line of the timeline with what was sent because of it. */
export interface Row extends Omit<Happened, 'reason'> {
  at: string;
  seconds: number;
  reason: string;
  receipts: Receipt[];
  group?: Group;
}
type Given = Pick<IncidentGiven, 'known' | 'told' | 'channels' | 'incident'>;

/** All lines in their order: pages that one rule ordered at one time are one line, and what was sent stands below what it was sent for. */
export function rowsOf(given: Given): Row[] {
  const { told, incident } = given;
  const opened = Date.parse(incident.openedAt);
  const rows: Row[] = [];
  const pageOf = new Map<string, Row>();
  let before: Before = { runbook: undefined, options: {} };
  for (const { at, entry } of told) {
    const time = { at: new Date(at).toISOString(), seconds: Math.round(((at - opened) / 1000) * incident.speed) };
    if ('kind' in entry) {
      rows.push({ ...time, tag: 'Earlier release', says: short(entry.because, 600), reason: '', receipts: [] });
      continue;
    }
    before = beforeNext(before, entry);
    const receipt = receiptOf(given, entry);
    if (receipt !== undefined) {
      const row = 'person' in entry ? pageOf.get(entry.person) : undefined;
      (row ?? rows.at(-1))?.receipts.push(receipt);
      continue;
    }
    const said = happened(entry, { ...given, ...before });
    if (said === undefined) continue;
    const row: Row = {
      ...said,
      ...time,
      reason: said.reason ?? short(entry.type === 'ChannelDown' ? whyOf(entry.because) : entry.because, 300),
      receipts: [],
    };
    const last = rows.at(-1);
    if (entry.type === 'PageQueued') {
      const joins = last?.tag === row.tag && last.at === row.at && last.reason === row.reason;
      if (joins) last.says = `${last.says}; ${row.says}`;
      else rows.push(row);
      pageOf.set(entry.person, joins ? last : row);
    } else rows.push(row);
  }
  // a reason that only says the line again is left out
  return rows.map((row) => (row.reason === row.says ? { ...row, reason: '' } : row));
}

function beforeNext(now: Before, entry: Entry): Before {
  if (entry.type === 'PlanMade') return { ...now, runbook: entry.plan.runbook ?? '' };
  if (entry.type !== 'QuestionAsked') return now;
  const options = Object.fromEntries(entry.question.options.map((o) => [o.id, o.title]));
  return { ...now, options: { ...now.options, ...options } };
}

/** Which page, by which tool and in whose error the line has already said, or only a developer wants to know. */
const whyOf = (because: string): string => because.replace(/^(page by )?\S+ failed \(\w+\): /, '');

/** What stands below the line that caused it: what became of a page or a message on a channel. */
function receiptOf({ channels, known }: Given, e: Entry): Receipt | undefined {
  const tool = (channel: string): string => own(channels, channel) ?? channel;
  if (e.type === 'MessageSent') {
    // a place of the incident itself, such as its room, has no channel of its own name
    const by = own(channels, own(known.pack.playbook.places, e.place)?.tool ?? '') ?? tool(e.channel);
    return { who: short(whom(known, e.to), 60), words: `${by} accepted`, at: e.at, bad: false };
  }
  if (e.type === 'MessageFailed')
    return { who: short(whom(known, e.to), 60), words: `given up: ${short(e.because, 120)}`, at: e.at, bad: true };
  if (e.type === 'LinkOpened')
    return { who: nameOf(known, e.person), words: 'the link was opened', at: e.at, bad: false };
  if (
    e.type !== 'PageAccepted' &&
    e.type !== 'PageAttemptFailed' &&
    e.type !== 'PageReceipt' &&
    e.type !== 'PageGivenUp'
  )
    return undefined;
  const who = nameOf(known, e.person);
  switch (e.type) {
    case 'PageAccepted':
      return { who, words: `${tool(e.channel)} accepted`, at: e.at, bad: false };
    case 'PageAttemptFailed':
      return { who, words: `${tool(e.channel)} refused: ${short(whyOf(e.because), 120)}`, at: e.at, bad: true };
    case 'PageReceipt': {
      const bad = e.state === 'failed' || e.state === 'complained';
      return { who, words: `${tool(e.channel)} ${saidOf(e.state)}`, at: e.happenedAt, bad };
    }
    case 'PageGivenUp':
      return { who, words: 'no channel took it', at: e.at, bad: true };
  }
}
