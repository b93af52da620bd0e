import { Conflict } from '#core/errors';
import { itemsOf } from '../meeting.ts';
import type { Turn } from '../turn.ts';
import { askOnce } from './put.ts';
import type { SlotRecord } from './slot.ts';

/** Under this key it is kept that the machine waits for the review of an incident that is still watched. */
const WAITS = 'review-waits';

const askToPublish = (t: Turn): void =>
  askOnce(t, 'review', {
    ask: t.playbook.report.ask ?? t.context.catchAll,
    text: 'Publish the review?',
    options: [{ id: 'publish', title: 'Publish' }],
    once: true,
    because: 'waiting for a person to publish the review',
  });

/** A turn that has closed an incident at the end of its watch asks for what could not be done before. */
export function reviewAfterWatch(t: Turn): void {
  if (t.state.done[WAITS] !== undefined && t.events.some(({ type }) => type === 'Closed')) askToPublish(t);
}

/** Whether the review is published. */
export const review: SlotRecord = {
  phase: 'post-mortem',
  name: 'publish-review',
  ask(t) {
    if (t.state.life === 'reviewed') return 'publish';
    if (t.state.life === 'closed') askToPublish(t);
    else t.emit({ type: 'Done', key: WAITS }, 'the review is published once it is closed');
    return undefined;
  },
  answer(t, { by }) {
    if (t.state.life !== 'closed')
      throw new Conflict(`${t.state.id} is ${t.state.life}: it must be closed before its review is published`);
    const { review: meeting, resolvedAt } = t.state;
    t.emit({ type: 'Reviewed', by }, `published by ${by}`);
    const items = itemsOf(t.state.id, t.playbook, { resolvedAt, reviewAt: meeting?.at });
    t.happen('review-published', `published by ${by}`, {
      review: { at: meeting?.at ?? t.at, until: meeting?.until ?? t.at, items },
    });
  },
};
