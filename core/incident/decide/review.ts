import { Conflict } from '#core/errors';
import type { Where } from '../command.ts';
import type { Answer } from '../outbox.ts';
import { itemsOf, meetingOf } from '../review.ts';
import { inWords } from '../time.ts';
import { INVITATION, type Turn } from '../turn.ts';
import { ask } from './questions.ts';
import { stand } from './where.ts';

/** Whether this severity is reviewed, and when. */
export function reportWritten(t: Turn, where: Where): Answer {
  stand(t, where, 'post-mortem');
  const index = t.playbook.review.rules.findIndex((r) => r.severities.includes(t.state.severity));
  if (index < 0) {
    t.emit(
      { type: 'PhaseEntered', phase: 'over', jump: false },
      t.because(`${t.state.severity} is not reviewed`, 'review'),
    );
    return { verdict: 'none', visit: t.state.visit };
  }
  t.emit({ type: 'ReportWritten' }, t.because('report written from the timeline', 'review'));
  return { verdict: 'review', visit: t.state.visit };
}

/** The meeting, the calendar entry, the first action items, and the notice. */
export function scheduleReview(t: Turn, where: Where): Answer {
  stand(t, where, 'post-mortem');
  if (t.state.review?.at !== undefined) return { verdict: 'scheduled' };
  const index = t.playbook.review.rules.findIndex((r) => r.severities.includes(t.state.severity));
  const rule = t.playbook.review.rules[index];
  if (rule === undefined || t.state.life === 'open' || t.state.life === 'ended') return { verdict: 'none' };
  const meeting = meetingOf(rule, t.playbook, t.state.resolvedAt);
  const items = itemsOf(t.state.id, t.playbook, t.state.resolvedAt);
  const because = t.because(meeting.because, `review.rules.${index}`);
  t.emit({ type: 'ReviewScheduled', meetingAt: meeting.from, until: meeting.until }, because);
  if (meeting.late !== undefined)
    t.emit(
      { type: 'ReviewLate', within: meeting.late },
      `the review is more than ${inWords(meeting.late)} after resolution`,
    );
  for (const item of items) t.emit({ type: 'ItemFiled', item: item.id }, `${item.title}, due ${item.due}`);
  t.tell('review-scheduled', because, { once: true, review: { at: meeting.from, until: meeting.until, items } });
  // the calendar entry goes to whom the playbook invites, with the words of the notice
  const notice = t.playbook.communication.messages.find((m) => m.on.includes('review-scheduled'));
  if (notice !== undefined && (t.playbook.review.invitation?.attendees.length ?? 0) > 0) {
    const order = {
      moment: 'review-scheduled' as const,
      place: INVITATION,
      template: notice.template,
      because,
      to: 'attendees',
      once: true,
    };
    t.send(order, { content: { kind: 'invitation' }, review: { at: meeting.from, until: meeting.until, items } });
  }
  return { verdict: 'scheduled', items: items.map((i) => ({ ...i })) };
}

/** Asks for the published review. */
export function askReview(t: Turn, where: Where): Answer {
  stand(t, where, 'post-mortem');
  if (t.state.life === 'reviewed') return { answered: 'publish' };
  const because = 'the review is published by a person';
  ask(t, 'review', {
    ask: t.playbook.communication.writers[0] ?? 'commander',
    text: 'Publish the review?',
    options: [{ id: 'publish', title: 'Publish' }],
    because,
  });
  return { answered: false };
}

export function reviewed(t: Turn, by: string): void {
  if (t.state.life !== 'closed')
    throw new Conflict(`${t.state.id} is ${t.state.life}: it is closed before its review is published`);
  t.emit({ type: 'Reviewed', by }, `published by ${by}`);
  const { review } = t.state;
  const items = itemsOf(t.state.id, t.playbook, t.state.closedAt);
  t.tell('review-published', `published by ${by}`, {
    review: { at: review?.at ?? t.at, until: review?.until ?? t.at, items },
  });
}
