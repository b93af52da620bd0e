import { commandOfTask } from '../command-of.ts';
import { itemsOf, meetingOf } from '../meeting.ts';
import { reviewOf } from '../state.ts';
import { inWords } from '../time.ts';
import { INVITATION } from '../turn.ts';

/** Post-mortem: the meeting, the calendar entry, the first action items, and the notice. */
export const scheduleReview = commandOfTask('schedule-review', 'post-mortem', {}, (t) => {
  if (reviewOf(t.state)?.at !== undefined) return { verdict: 'scheduled' };
  if (t.state.life === 'open' || t.state.life === 'ended') return { verdict: 'none' };
  const { id, resolvedAt, severity } = t.state;
  const meeting = meetingOf(t.playbook, severity, resolvedAt);
  if (meeting === undefined) return { verdict: 'none' };
  const { from: at, until, because: when, late } = meeting;
  const items = itemsOf(id, t.playbook, { resolvedAt, reviewAt: at });
  const because = t.because(when, 'meeting');
  t.emit({ type: 'ReviewScheduled', meetingAt: at, until }, because);
  if (late !== undefined)
    t.emit({ type: 'ReviewLate', within: late }, `the review is more than ${inWords(late)} after resolution`);
  for (const item of items) t.emit({ type: 'ItemFiled', item: item.id }, `${item.title}, due ${item.due}`);
  const review = { at, until, items };
  t.happen('review-scheduled', because, { once: true, review });
  // the calendar entry goes to those whom the playbook invites, with the words of the notice
  if ((t.playbook.meeting?.invitation?.attendees.length ?? 0) > 0)
    t.send(
      {
        moment: 'review-scheduled',
        place: INVITATION,
        template: 'review-scheduled',
        because,
        to: 'attendees',
        once: true,
      },
      { content: { kind: 'invitation' }, review },
    );
  return { verdict: 'scheduled', items: items.map((i) => ({ ...i })) };
});
