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
  return timeline.flatMap((line, n) => {
    const what = unheardIn(line, timeline, n);
    return what === undefined ? [] : [{ at: line.at, seconds: line.seconds, what, because: line.because }];
  });
}

function unheardIn(line: Line, timeline: readonly Line[], n: number): string | undefined {
  const { kind, to = '?', outcome, question, audience } = line;
  if (kind === 'deadline-missed') return 'a deadline passed';
  if (kind === 'note' && outcome === 'failed' && line.to !== undefined) return `not delivered to ${to}`;
  // its target stands alone on the line where it means nobody
  if (kind === 'escalation' && line.target !== undefined && line.rule === undefined && line.person === undefined)
    return `${line.target} means nobody`;
  if (kind === 'page') return timeline.slice(n + 1).some(isHeard) ? undefined : `page to ${to}: nobody acknowledged`;
  const asks = kind === 'decision' ? question !== undefined && line.option === undefined : kind === 'update-due';
  if (!asks) return undefined;
  const isAsked = (l: Line) =>
    l.kind === kind && l.option === undefined && l.question === question && l.audience === audience;
  const isAnswered = (l: Line) =>
    l.kind === 'resolved' ||
    (kind === 'decision'
      ? l.kind === 'decision' && l.question === question && l.option !== undefined
      : l.kind === 'note' && l.audience === audience);
  const [earlier, later] = [timeline.slice(0, n), timeline.slice(n + 1)];
  // one entry for all that was asked without an answer, at the first
  const before = earlier.slice(earlier.findLastIndex(isAnswered) + 1);
  if (before.some(isAsked) || later.some(isAnswered)) return undefined;
  const times = 1 + later.filter(isAsked).length;
  const again = times === 1 ? '' : `, asked ${times} times`;
  return kind === 'decision'
    ? `question to ${to}: nobody answered${again}`
    : `update to ${audience ?? to}: nobody wrote it${again}`;
}

const isHeard = ({ kind }: Line): boolean => kind === 'acknowledged' || kind === 'resolved';
