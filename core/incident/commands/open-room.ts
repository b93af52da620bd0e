import { commandOfTask } from '../command-of.ts';
import { openRoomIfDue } from '../war-room.ts';

/** Communicate: the war room, where the playbook wants one for this severity. */
export const openRoom = commandOfTask('open-room', 'communicate', {}, (t) => {
  openRoomIfDue(t, `${t.state.severity} has a war room`);
  return { verdict: 'opened' };
});
