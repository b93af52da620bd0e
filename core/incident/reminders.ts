import type { Deadline } from './deadlines/deadline.ts';
import { sendTo, writer } from './recipients.ts';
import { after, iso } from './time.ts';
import type { Turn } from './turn.ts';

/** An update is due: the writer is reminded. After a long sleep one reminder goes out, not all that were missed. */
export function remind(t: Turn, d: Extract<Deadline, { does: 'remind' }>, asOf: Date): void {
  const update = t.playbook.updates.find((one) => one.id === d.audience);
  const late = d.every === undefined ? 0 : Math.floor((asOf.getTime() - Date.parse(d.base)) / (d.every * 1000));
  const base = d.every === undefined || late === 0 ? d.base : iso(Date.parse(d.base) + late * d.every * 1000);
  const who = writer(t, { writer: update?.writer ?? [] });
  const title = update?.title ?? d.audience;
  const because = t.because(`${d.what === 'first' ? 'first update' : 'update'} to ${title} is due`, d.path);
  // one that became owed late is late as long after it is asked for
  const asked = Date.parse(t.at) - Date.parse(d.due) >= 60_000 ? t.at : d.due;
  const missed = d.late === undefined ? d.due : after(asked, `${d.late}s`, t.state.speed);
  t.emit({ type: 'UpdateDue', key: d.key, audience: d.audience, update: d.what, writer: who.to, base }, because);
  sendTo(t, 'update-due', who, because, {
    deadline: { what: `update to ${title}`, due: missed },
    asks: { audience: d.audience, since: t.at },
  });
}
