import { onCall } from '#core/on-call';
import { holds } from '#core/rules/holds';
import { knownOf } from './rules/known.ts';
import type { Turn } from './turn.ts';

/** What is remembered of an incident whose room has been opened. */
export const ROOM_OPENED = 'room-opened';

/** Opens the war room where the playbook wants one for this severity, once a cycle, whichever step asks first. */
export function openRoomIfDue(t: Turn, because: string): void {
  const { room } = t.playbook;
  const now = t.context.now.getTime();
  if (
    room === undefined ||
    !holds(room.if, knownOf(t.state, t.playbook, now)) ||
    t.state.done[ROOM_OPENED] !== undefined
  )
    return;
  const people = room.invite.flatMap((target) => onCall(t.context.people, target, t.context.now).map((f) => f.person));
  const name = room.name.replace('{id}', t.state.id.toLowerCase());
  t.send(
    {
      moment: 'room-opened',
      place: room.place,
      template: 'room-opened',
      because: t.because(because, 'room'),
      to: name,
    },
    {
      content: {
        kind: 'room',
        name,
        private: room.private,
        people: [...new Set(people)],
        purpose: room.purpose.replaceAll('{ID}', t.state.id),
      },
    },
  );
  t.emit({ type: 'Done', key: ROOM_OPENED }, because);
  t.happen('room-opened', because);
}
