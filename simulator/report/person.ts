import type { Line } from '#core/message/line';
import { own } from '#core/own';
import type { People } from '#core/playbook/pack';
import { type Sending, sendingOf } from './sending.ts';

/** One page that a channel took, or failed to take. */
export interface PageTo {
  at: string;
  seconds: number;
  target: string;
  channel: string;
  because: string;
}
/** What became of one person: paged when, by what, for which reason, and told what. */
export interface PersonReport {
  person: string;
  name: string;
  pages: PageTo[];
  acknowledged: string[];
  /** What the first page said to them, as it arrived. */
  told?: Sending;
}

/** One entry for each person who was paged, in the order of their first pages. */
export function personReports(timeline: readonly Line[], sent: readonly Sending[], people: People): PersonReport[] {
  const reports = new Map<string, PersonReport>();
  for (const line of timeline) {
    const { kind, person, target, channel } = line;
    if (kind !== 'page' || person === undefined || target === undefined || channel === undefined) continue;
    const report = reports.get(person) ?? begin(line, person, sent, people, timeline);
    report.pages.push({ at: line.at, seconds: line.seconds, target, channel, because: line.because });
    reports.set(person, report);
  }
  return [...reports.values()];
}

function begin(
  line: Line,
  person: string,
  sent: readonly Sending[],
  people: People,
  timeline: readonly Line[],
): PersonReport {
  const told = sendingOf(line, sent, people);
  return {
    person,
    name: own(people.people, person)?.name ?? person,
    pages: [],
    acknowledged: timeline.filter(({ kind, by }) => kind === 'acknowledged' && by === person).map(({ at }) => at),
    ...(told === undefined ? {} : { told }),
  };
}
