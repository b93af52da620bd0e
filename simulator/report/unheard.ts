import type { Line } from '#core/message/line';
import type { Lined } from '#core/message/timeline';
import type { Playbook } from '#core/playbook/schema';
import { list, rulesOf } from '#core/rules/expand';

/** Something that was said to nobody, or that nobody answered. */
export interface Unheard {
  at: string;
  seconds: number;
  what: string;
  because: string;
}

/** Pages that nobody acknowledged, questions that nobody answered, updates that nobody wrote, deadlines that passed, and what reached nobody at all. */
export function unheard(happened: readonly Lined[], playbook: Playbook): Unheard[] {
  const lastHeard = happened.findLastIndex(({ line }) => line !== undefined && isHeard(line));
  const asked = new Map<string, Asked>();
  for (const [n, one] of happened.entries()) {
    for (const waiting of asked.values()) if (settles(one, waiting.by)) waiting.open = undefined;
    const name = one.line === undefined ? undefined : askedName(one.line);
    if (name === undefined) continue;
    const open = asked.get(name)?.open ?? { first: n, times: 0 };
    asked.set(name, { by: one, open: { ...open, times: open.times + 1 } });
  }
  // one entry for all that was asked without an answer, at the first
  const open = new Map(
    [...asked.values()].flatMap(({ open: one }) => (one === undefined ? [] : [[one.first, one.times]])),
  );
  return happened.flatMap(({ line }, n) => {
    const what = line === undefined ? undefined : unheardIn(line, n > lastHeard, open.get(n), playbook);
    return line === undefined || what === undefined
      ? []
      : [{ at: line.at, seconds: line.seconds, what, because: line.because }];
  });
}

/** A question, an approval or an update, by what asked for it last; `open`: at which entry it was asked first since its last answer, and how often. */
interface Asked {
  by: Lined;
  open: { first: number; times: number } | undefined;
}

/** What a line asks for; undefined where it asks for nothing. The approvals of two rules are two. */
function askedName({ kind, question, option, audience, rule }: Line): string | undefined {
  if (option !== undefined || !(kind === 'update-due' || (kind === 'decision' && question !== undefined)))
    return undefined;
  return JSON.stringify([kind, question, audience, rule]);
}

/** Whether nobody is waited for any more: somebody has answered, it was withdrawn, or all is over. */
function settles({ entry, line }: Lined, { entry: asked, line: by }: Lined): boolean {
  if ('type' in entry && 'type' in asked) {
    if (entry.type === 'ApprovalWithdrawn') return asked.type === 'ApprovalAsked' && asked.rule === entry.rule;
    if (entry.type === 'QuestionWithdrawn')
      return asked.type === 'QuestionAsked' && asked.question.id === entry.question;
  }
  if (line?.kind === 'resolved') return true;
  if (by?.kind === 'update-due') return line?.kind === 'note' && line.audience === by.audience;
  return (
    line?.kind === 'decision' && line.question === by?.question && line.rule === by?.rule && line.option !== undefined
  );
}

function unheardIn(line: Line, unanswered: boolean, times: number | undefined, playbook: Playbook): string | undefined {
  const { kind, to = '?', outcome, audience, rule } = line;
  if (kind === 'deadline-missed') return 'a deadline passed';
  if (kind === 'note' && outcome === 'failed' && line.to !== undefined) return `not delivered to ${to}`;
  // its target stands alone on the line where it means nobody
  if (kind === 'escalation' && line.target !== undefined && rule === undefined && line.person === undefined)
    return `${line.target} means nobody`;
  if (kind === 'page') return unanswered ? `page to ${to}: nobody acknowledged` : undefined;
  if (times === undefined) return undefined;
  const again = times === 1 ? '' : `, asked ${times} times`;
  if (kind === 'update-due') return `update to ${audience ?? to}: nobody wrote it${again}`;
  const approvers = rule === undefined ? undefined : rulesOf(playbook).find(({ id }) => id === rule)?.approve;
  return approvers === undefined
    ? `question to ${to}: nobody answered${again}`
    : `approval of ${list(approvers).join(' or ')}: nobody answered${again}`;
}

const isHeard = ({ kind }: Line): boolean => kind === 'acknowledged' || kind === 'resolved';
