import type { Line } from './line.ts';

/** What a line is about, in a few words for people: the receiver, else what its typed fields say. */
export function subjectOf(line: Line): string {
  const { to, audience, kind } = line;
  if (kind === 'update-due' && audience !== undefined)
    return [to, `(${line.update === 'update' ? '' : `${line.update ?? ''} `}${audience})`].join(' ').trim();
  return to ?? about(line);
}

function about(line: Line): string {
  switch (line.kind) {
    case 'severity':
      return line.severity ?? '';
    case 'status':
      return line.status ?? '';
    case 'acknowledged':
      return line.by ?? '';
    case 'decision':
      return line.option ?? '';
    case 'deadline-missed':
      return missedWords(line);
    case 'mitigation':
      return mitigationWords(line);
    case 'verification':
      return verificationWords(line);
    case 'signal':
    case 'recovered':
      return line.signal ?? '';
    case 'resolved':
      return line.outcome ?? '';
    case 'review':
      return line.meetingAt ?? line.outcome ?? '';
    case 'action-item':
      return line.item ?? '';
    case 'run':
      return [line.run, line.outcome === 'failed' ? 'died' : line.outcome].join(' ').trim();
    case 'note':
      return line.audience ?? line.item ?? line.fact ?? line.by ?? '';
    case 'opened':
    case 'reopened':
    case 'closed':
    case 'page':
    case 'escalation':
    case 'message':
    case 'update-due':
    case 'role':
    case 'digest':
      return '';
  }
}

/** `acknowledge within 5m`, `first update to customers`: a deadline as people read it. */
export function missedWords({
  missed,
  within,
  update,
  audience,
  items,
}: Pick<Line, 'missed' | 'within' | 'update' | 'audience' | 'items'>): string {
  switch (missed) {
    case 'respond':
      return `acknowledge within ${within ?? '?'}`;
    case 'resolve':
      return `resolve within ${within ?? '?'}`;
    case 'communicate':
      return `${update === 'first' ? 'first update' : (update ?? 'update')} to ${audience ?? '?'}`;
    case 'task':
      return `${items?.length === 1 ? `task ${items[0]}` : `${items?.length ?? 0} tasks`} within ${within ?? '?'}`;
    case 'answer':
      return `${items?.join(', ') ?? '?'} within ${within ?? '?'}`;
    case undefined:
      return '';
  }
}

function mitigationWords({ option, step, outcome }: Line): string {
  const what = option ?? step;
  const how = outcome === 'started' || outcome === 'asked' ? undefined : outcome;
  return [what, how].filter((w) => w !== undefined).join(' ');
}

const verification: Partial<Record<NonNullable<Line['outcome']>, string>> = {
  started: '',
  reset: 'failed, count 0',
  restarted: 'loop starts again',
};

const verificationWords = ({ outcome, passes }: Line): string =>
  outcome === 'passed' ? `pass ${passes ?? 0}` : outcome === undefined ? '' : (verification[outcome] ?? outcome);
