import { expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/table';
import { load, turn } from '#app/store/incidents';
import { takeSignal } from '#app/store/signals';
import { Unreachable } from '#core/errors';
import { metricsOf } from '#core/incident/metrics';
import { isOver } from '#core/incident/state';
import { everyOrder } from '#test/interleave';
import { portsOn, type Sent } from '#test/ports';
import { changed, highErrorRate, Story } from '#test/story';

/** An incident that ana handled and that was resolved on its day, opened again on the next morning at 08:00 by dana. */
async function nextMorning(): Promise<Story> {
  const story = new Story();
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'ana' });
  await story.until('14:04');
  await story.signal({ ...highErrorRate, state: 'recovered', at: '2026-03-11T14:04:00.000Z' });
  await story.until('2026-03-12T08:00:00Z');
  expect((await story.incident()).life).toBe('closed');
  await story.say({ do: 'reopen', by: 'dana', reason: 'customers report it again' });
  return story;
}

test('opened again on the next morning and acknowledged after 2 min: response 120 s, and the IC is who acknowledged', async () => {
  const story = await nextMorning();
  expect((await story.incident()).roles).toEqual({});
  await story.until('2026-03-12T08:02:00Z');
  await story.say({ do: 'acknowledge', by: 'bob' });
  const again = await story.incident();
  expect(again.roles).toEqual({ IC: 'bob' });
  expect(metricsOf(again).find((m) => m.name === 'response')).toEqual({ name: 'response', seconds: 120 });
});

test('opened again, it is looked at by a new run, and nothing of the one before acts any more', async () => {
  const story = await nextMorning();
  await story.until('2026-03-12T08:01:00Z');
  expect(await story.executions('lifecycle', 'post-mortem')).toEqual([
    `${story.id}.1 ABORTED`,
    `${story.id}.2 RUNNING`,
    `${story.id}.1.post-mortem.5 ABORTED`,
  ]);
});

test('what an earlier cycle has not sent yet is cancelled by the re-opening', async () => {
  let down = true;
  const story = new Story({ fault: () => (down ? new Unreachable('every channel is down') : undefined) });
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a drill' });
  await story.say({ do: 'reopen', by: 'ana', reason: 'no drill' });
  down = false;
  await story.until('14:04');
  expect(story.pages().filter((line) => !line.includes('cycle 2'))).toEqual([]);
  expect(story.pages().slice(0, 2)).toEqual([
    expect.stringContaining('pagerduty-alice: page P1-first, cycle 2'),
    expect.stringContaining('pagerduty-dana: page P1-first, cycle 2'),
  ]);
});

test('the watch is over and an item of the checklist is open: the next firing is a new incident that links to the old', async () => {
  const pack = changed(({ playbook }) => {
    playbook.watch = { P1: '30m' };
    playbook.closure = [{ id: 'told', do: { task: 'IC', text: 'Everybody knows', blocks: 'closed' } }];
  }, 'checked');
  const story = new Story({ pack });
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:04');
  await story.recovers();
  await story.until('16:00');
  expect((await story.incident()).life).toBe('resolved');
  const next = await story.signal({ ...highErrorRate, at: '2026-03-11T16:00:00.000Z' });
  expect(next.did).toBe('opened');
  expect((await story.incident(next.incidentId)).previous).toBe(story.id);
});

test('an alarm fires while somebody re-opens the false alarm that it was: one incident is open, at every interleaving', async () => {
  const id = 'INC-20260311-7720';
  const ended = memoryTable();
  const before = portsOn(ended, { messages: [], to: [] });
  await takeSignal(before, highErrorRate);
  await turn(before, id, 'end', { do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'a load test' });
  const rows = ended.dump().filter((row) => row.sk !== 'PACK');
  const opened = new Set<string>();
  await everyOrder(
    () => {
      const table = memoryTable();
      for (const row of rows) void table.write([{ put: row }]);
      return table;
    },
    (table, sent: Sent) => {
      const ports = portsOn(table, sent, '2026-03-11T14:05:00Z');
      return [
        () => turn(ports, id, 'again', { do: 'reopen', by: 'dana', reason: 'it was none' }),
        () => takeSignal(ports, { ...highErrorRate, at: '2026-03-11T14:05:00Z' }),
      ];
    },
    () => ({ messages: [], to: [] }),
    async ({ table }) => {
      const { rows: found } = await table.index('list', 'INCIDENT', { limit: 10 });
      const all = await Promise.all(found.map(({ pk }) => load({ table }, pk)));
      const open = all.flatMap((stored) => (stored === undefined || isOver(stored.incident) ? [] : [stored.incident]));
      expect(open.map((incident) => incident.signals[highErrorRate.key]?.state)).toEqual(['firing']);
      opened.add(open[0]?.id ?? '');
    },
    { coarse: true },
  );
  expect(opened.size).toBe(2);
});
