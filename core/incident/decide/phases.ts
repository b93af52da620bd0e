import { onCall } from '#core/on-call';
import type { Command, Where } from '../command.ts';
import { readingsInWords } from '../judge.ts';
import type { Answer } from '../outbox.ts';
import type { Turn } from '../turn.ts';
import { go, stand } from './where.ts';

/** Detect: the snapshot is on the record; assess is next. */
export function snapshotTaken(t: Turn, c: Extract<Command, { do: 'snapshot-taken' }>): Answer {
  stand(t, c, 'detect');
  t.emit({ type: 'SnapshotTaken', readings: c.readings }, readingsInWords(c.readings));
  go(t, 'assess', 'the snapshot is taken');
  return { verdict: 'detected', visit: t.state.visit };
}

/** The war room, where the playbook wants one for this severity; owed once a cycle, whoever comes first. */
export function openRoomIfDue(t: Turn, because: string): void {
  const { room } = t.playbook.communication;
  if (room === undefined || !room.severities.includes(t.state.severity)) return;
  const people = room.invite.flatMap((target) => onCall(t.context.people, target, t.context.now).map((f) => f.person));
  const message = t.playbook.communication.messages.find((m) => m.on.includes('room-opened'));
  t.send(
    {
      moment: 'room-opened',
      place: room.place,
      template: message?.template ?? 'room',
      because: t.because(because, 'communication.room'),
      to: room.name.replace('{id}', t.state.id.toLowerCase()),
      once: true,
    },
    {
      content: {
        kind: 'room',
        name: room.name.replace('{id}', t.state.id.toLowerCase()),
        private: room.private,
        people: [...new Set(people)],
        purpose: room.purpose.replaceAll('{ID}', t.state.id),
      },
    },
  );
}

export function openRoom(t: Turn, where: Where): Answer {
  stand(t, where, 'communicate');
  openRoomIfDue(t, `${t.state.severity} has a war room`);
  return { verdict: 'owed' };
}

/** The first messages of each audience that go by themselves. */
export function tellAudiences(t: Turn, where: Where): Answer {
  stand(t, where, 'communicate');
  t.tell('assessed', `assessed as ${t.state.severity}`, { once: true });
  return { verdict: 'told', visit: t.state.communicateVisit };
}
