import type { Line } from '#core/message/line';

/** Something that was said to nobody, or that nobody answered. */
export interface Unheard {
  at: string;
  seconds: number;
  what: string;
  because: string;
}

/** Pages that nobody acknowledged, questions that nobody answered, updates that nobody wrote, deadlines that passed, and what reached nobody at all. */
export function unheard(timeline: readonly Line[]): Unheard[] {
  const lastHeard = timeline.findLastIndex(isHeard);
  const asked = new Map<string, Asked>();
  for (const [n, line] of timeline.entries()) {
    for (const one of asked.values()) if (answers(line, one.line)) one.open = undefined;
    const name = askedName(line);
    if (name === undefined) continue;
    const one = asked.get(name) ?? { line, open: undefined };
    asked.set(name, one);
    if (one.open === undefined) one.open = { first: n, times: 1 };
    else one.open.times += 1;
  }
  // one entry for all that was asked without an answer, at the first
  const open = new Map(
    [...asked.values()].flatMap(({ open: one }) => (one === undefined ? [] : [[one.first, one.times]])),
  );
  return timeline.flatMap((line, n) => {
    const what = unheardIn(line, n > lastHeard, open.get(n));
    return what === undefined ? [] : [{ at: line.at, seconds: line.seconds, what, because: line.because }];
  });
}

/** A question, or an update, by one of the lines that ask for it; `open`: at which line it was asked first since its last answer, and how often. */
interface Asked {
  line: Line;
  open: { first: number; times: number } | undefined;
}

/** What a line asks for; undefined where it asks for nothing. */
function askedName({ kind, question, option, audience }: Line): string | undefined {
  if (option !== undefined || !(kind === 'update-due' || (kind === 'decision' && question !== undefined)))
    return undefined;
  return JSON.stringify([kind, question, audience]);
}

const answers = (line: Line, { kind, question, audience }: Line): boolean =>
  line.kind === 'resolved' ||
  (kind === 'decision'
    ? line.kind === 'decision' && line.question === question && line.option !== undefined
    : line.kind === 'note' && line.audience === audience);

function unheardIn(line: Line, unanswered: boolean, times: number | undefined): string | undefined {
  const { kind, to = '?', outcome, audience } = line;
  if (kind === 'deadline-missed') return 'a deadline passed';
  if (kind === 'note' && outcome === 'failed' && line.to !== undefined) return `not delivered to ${to}`;
  // its target stands alone on the line where it means nobody
  if (kind === 'escalation' && line.target !== undefined && line.rule === undefined && line.person === undefined)
    return `${line.target} means nobody`;
  if (kind === 'page') return unanswered ? `page to ${to}: nobody acknowledged` : undefined;
  if (times === undefined) return undefined;
  const again = times === 1 ? '' : `, asked ${times} times`;
  return kind === 'decision'
    ? `question to ${to}: nobody answered${again}`
    : `update to ${audience ?? to}: nobody wrote it${again}`;
}

const isHeard = ({ kind }: Line): boolean => kind === 'acknowledged' || kind === 'resolved';
