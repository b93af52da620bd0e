import { onCall } from '#core/on-call';
import type { Turn } from './turn.ts';

/** Opens the war room where the playbook wants one for this severity, once a cycle, whichever step asks first. */
export function openRoomIfDue(t: Turn, because: string): void {
  const { room } = t.playbook.communication;
  if (room === undefined || !room.severities.includes(t.state.severity)) return;
  const people = room.invite.flatMap((target) => onCall(t.context.people, target, t.context.now).map((f) => f.person));
  const message = t.playbook.communication.messages.find((m) => m.on.includes('room-opened'));
  const name = room.name.replace('{id}', t.state.id.toLowerCase());
  t.send(
    {
      moment: 'room-opened',
      place: room.place,
      template: message?.template ?? 'room',
      because: t.because(because, 'communication.room'),
      to: name,
      once: true,
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
}
