import { clock, lineColumns } from '#app/api/timeline-line';
import { dateIn, hourIn, weekdayIn } from '#core/calendar';
import { oneLine } from '#core/message/plain-text';
import { span } from '#core/message/render';
import type { Simulated } from '../simulate.ts';
import { besides } from './besides.ts';
import { type Folded, folded } from './fold.ts';

/** What a person reads: the folded timeline by local and relative time, what each person got, and what nobody heard. */
export function reportText(result: Simulated, { texts = false }: { texts?: boolean } = {}): string {
  const { incident, zone } = result;
  return [
    `${incident.id} ${incident.severity}, ${incident.status}`,
    ...besides(result).map((note) => `  note ${note}`),
    ...timelineText(folded(result.timeline), zone),
    '',
    'Who was paged',
    ...result.people.flatMap((person) => personText(person, zone)),
    ...(result.people.length === 0 ? ['  nobody'] : []),
    '',
    'What nobody heard',
    ...unheardText(result),
    ...(texts ? ['', 'What was sent', ...result.sent.flatMap((one) => sentText(one, zone))] : []),
  ].join('\n');
}

function timelineText(lines: readonly Folded[], zone: string): string[] {
  let day = '';
  return lines.flatMap(({ line, repeat }) => {
    const at = new Date(line.at);
    const today = dateIn(zone, at);
    const heading = today === day ? [] : [`${weekdayIn(zone, at)} ${today} (${zone})`];
    day = today;
    const again =
      repeat === undefined
        ? ''
        : `; every ${span(repeat.everySeconds)}, ${repeat.times} times until ${when(zone, repeat.last.at, today)}`;
    return [...heading, `  ${hourIn(zone, at)} ${clock(line.seconds)}  ${lineColumns(line)}${again}`];
  });
}

/** The time of day; another day than the reader's stands before it. */
function when(zone: string, at: string, today: string): string {
  const instant = new Date(at);
  const day = dateIn(zone, instant);
  return `${day === today ? '' : `${weekdayIn(zone, instant)} ${day} `}${hourIn(zone, instant)}`;
}

function personText(report: Simulated['people'][number], zone: string): string[] {
  const { person, name, pages, acknowledged, told } = report;
  const end = acknowledged[0];
  return [
    `  ${oneLine(name)} (${person}): ${end === undefined ? 'did not acknowledge' : `acknowledged ${when(zone, end, '')}`}`,
    ...pages.map(
      (page) =>
        `    ${when(zone, page.at, '')} ${clock(page.seconds)}  by ${page.channel} as ${page.target}: ${oneLine(page.because)}`,
    ),
    ...(told === undefined ? [] : [`    told first: ${oneLine(told.text)}`]),
  ];
}

function unheardText({ unheard, zone }: Simulated): string[] {
  if (unheard.length === 0) return ['  everything was heard'];
  return unheard.map(
    ({ at, seconds, what, because }) =>
      `  ${when(zone, at, '')} ${clock(seconds)}  ${oneLine(what)} (${oneLine(because)})`,
  );
}

function sentText({ at, channel, to, subject, text }: Simulated['sent'][number], zone: string): string[] {
  return [
    `  ${when(zone, at, '')}  ${oneLine(channel)} to ${to.map(oneLine).join(', ')}`,
    ...(subject === undefined ? [] : [`    subject: ${oneLine(subject)}`]),
    ...text.split('\n').map((line) => `    | ${line}`),
  ];
}
