import { expect, test } from 'vitest';
import { memoryTable } from '#adapters/memory/table';
import { claim } from '#app/outbox/lease';
import { sendMessage } from '#app/outbox/send-message';
import { sendPage } from '#app/outbox/send-page';
import type { Row, Table, Write } from '#app/ports';
import { load, turn } from '#app/store/incidents';
import { keys, queueOf } from '#app/store/keys';
import { takeSignal } from '#app/store/signals';
import { Conflict, Unreachable } from '#core/errors';
import type { Command } from '#core/incident/command';
import { type Json, textOf } from '#core/json';
import { everyOrder, someOrders } from '#test/interleave';
import { portsOn, type Sent } from '#test/ports';
import { highErrorRate, tracktion } from '#test/story';

const id = 'INC-20260311-7720';
const opened = memoryTable();
await takeSignal(portsOn(opened, { messages: [], to: [] }), highErrorRate);
// the playbook is the deployed one: its row is large and nobody reads it
const rows: Row[] = opened.dump().filter((row) => row.sk !== 'PACK');
const ground = () => {
  const table = memoryTable();
  // memory writes go through in the same breath
  for (const row of rows) void table.write([{ put: row }]);
  return table;
};
const alice = keys.outbox(id, 'page', `${id}.1.P1-first.0.alice`);
const acknowledging = (table: Table, sent: Sent) => () =>
  turn(portsOn(table, sent), id, 'ack', { do: 'acknowledge', by: 'dana' });
const paging =
  (table: Table, sent: Sent, row = alice) =>
  () =>
    sendPage(portsOn(table, sent), row);
/** The clock's turn at 14:07, and then the page that it owes. */
const escalating = (table: Table, sent: Sent) => async () => {
  const ports = portsOn(table, sent, '2026-03-11T14:07:00Z');
  const due = '2026-03-11T14:07:00Z';
  await turn(ports, id, 'time', { do: 'time-passed', due });
  await sendPage(ports, keys.outbox(id, 'page', `${id}.1.P1-secondary.0.bob`));
};

const isAck = (writes: Write[]) => writes.some((w) => 'put' in w && w.put.sk === 'CMD' && w.put.pk === 'CMD#ack');
const isClaim = (writes: Write[]) =>
  writes.some((w) => 'update' in w && w.update.sk.startsWith('O#page#') && w.set?.['leaseUntil'] !== undefined);
/** What is committed as a claim after the acknowledgement is. */
const claimsAfterAck = (committed: Write[][]) => {
  const ack = committed.findIndex(isAck);
  return ack < 0 ? 0 : committed.slice(ack).filter(isClaim).length;
};

test('no page is claimed after the acknowledgement has committed, in 1500 orders of it, the page and the escalation', async () => {
  const outcomes = new Set<string>();
  await someOrders(
    ground,
    (table, sent: Sent) => [acknowledging(table, sent), paging(table, sent), escalating(table, sent)],
    () => ({ messages: [], to: [] }),
    async ({ committed, order, results, table }) => {
      expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      expect(claimsAfterAck(committed)).toBe(0);
      expect((await load({ table }, id))?.incident.acknowledged?.by).toBe('dana');
      outcomes.add([...order.to].sort().join(' '));
    },
    { orders: 1500, seed: 11 },
  );
  // whatever may come of it does come of some order
  expect([...outcomes].sort()).toEqual(['', 'pagerduty-alice', 'pagerduty-alice pagerduty-bob', 'pagerduty-bob']);
});

test.each([
  ['a page that is being sent', paging],
  ['an escalation that falls due', escalating],
] as const)(
  'no page is claimed after the acknowledgement has committed, at every interleaving of single calls with %s',
  async (_, other) => {
    await everyOrder(
      ground,
      (table, sent: Sent) => [acknowledging(table, sent), other(table, sent)],
      () => ({ messages: [], to: [] }),
      async ({ committed, results }) => {
        expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled']);
        expect(claimsAfterAck(committed)).toBe(0);
      },
    );
  },
);

test('the tests above see a claim that does not look at the incident', async () => {
  let caught = 0;
  await everyOrder(
    ground,
    (table, sent: Sent) => {
      const blind: Table = { ...table, write: (writes) => table.write(writes.filter((w) => !('check' in w))) };
      return [acknowledging(table, sent), paging(blind, sent)];
    },
    () => ({ messages: [], to: [] }),
    async ({ committed }) => {
      caught += claimsAfterAck(committed);
    },
  );
  expect(caught).toBeGreaterThan(0);
});

test('one page brought twice and at once is sent once, at every interleaving, and the acknowledgement stays', async () => {
  await everyOrder(
    ground,
    (table, sent: Sent) => [paging(table, sent), paging(table, sent), acknowledging(table, sent)],
    () => ({ messages: [], to: [] }),
    async ({ committed, order, results }) => {
      expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
      expect(order.messages.length).toBeLessThanOrEqual(1);
      expect(claimsAfterAck(committed)).toBe(0);
      // unsent only where the acknowledgement came first
      if (order.messages.length === 0) expect(committed.findIndex(isAck)).toBeGreaterThanOrEqual(0);
    },
  );
});

test('one message brought twice and at once is sent once, at every interleaving', async () => {
  const row = rows.find((r) => queueOf(r.sk) === 'send');
  await everyOrder(
    ground,
    (table, sent: Sent) => [0, 1].map(() => () => sendMessage(portsOn(table, sent), { pk: row?.pk, sk: row?.sk })),
    () => ({ messages: [], to: [] }),
    async ({ order, results }) => {
      expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled']);
      expect(order.messages.length).toBe(1);
    },
  );
});

test.each(['one turn', 'two turns'])(
  'two messages of one place from %s go in their order and once each, in 500 orders of two workers',
  async (from) => {
    const opening = rows.find((r) => queueOf(r.sk) === 'send');
    if (opening === undefined) throw new Error('the opening tells nobody');
    const { next: _, ...alone } = opening;
    const sk = `${opening.sk}-later`;
    const second = { ...alone, sk, key: `${textOf(opening['key'])}-later`, after: opening.sk };
    // a message knows from its own turn which one follows it
    const first: Row = from === 'one turn' ? { ...alone, next: sk } : alone;
    const waited = new Set<boolean>();
    await someOrders(
      () => {
        const table = ground();
        void table.write([{ put: first }, { put: second }]);
        return table;
      },
      (table, sent: Sent & { woken: Json[] }) =>
        [second, first].map(({ pk, sk }) => async () => {
          const put = async (_: string, bodies: Json[]) => void sent.woken.push(...bodies);
          const ports = { ...portsOn(table, sent), queues: { put } };
          await sendMessage(ports, { pk, sk });
          for (let body = sent.woken.shift(); body !== undefined; body = sent.woken.shift()) {
            waited.add(true);
            await sendMessage(ports, body);
          }
        }),
      () => ({ messages: [], to: [], woken: [] }),
      async ({ order, results }) => {
        expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled']);
        expect(order.messages.map((m) => m.key)).toEqual([first['key'], second.key]);
      },
      { orders: 500, seed: 5 },
    );
    expect([...waited]).toEqual([true]);
  },
);

test('a worker whose claim has run out while it was sending does not give away the claim of the next one', async () => {
  const table = ground();
  const sent: Sent = { messages: [], to: [] };
  const at = (now: string) => portsOn(table, sent, now);
  const late = { ...at('2026-03-11T14:02:00Z'), channels: {} };
  let taken = false;
  // the second worker takes the page while the first still waits for its first channel
  const overtake = async () => {
    const again = await claim(at('2026-03-11T14:03:06Z'), alice);
    taken = again !== undefined && again !== 'moot' && again.mayBeRepeat;
  };
  const channels = {
    pagerduty: {
      send: async () => {
        await overtake();
        throw new Unreachable('refused');
      },
    },
  };
  await sendPage({ ...late, channels }, alice);
  expect(taken).toBe(true);
  const row = await table.get(alice);
  expect([row?.['leaseUntil'], row?.['nextTryAt'], row?.['claims']]).toEqual([
    '2026-03-11T14:04:11.000Z',
    undefined,
    2,
  ]);
});

test('a page row of the release that wrote one page a rule is sent, and silenced by the acknowledgement as before', async () => {
  const order = {
    rule: 'P1-first',
    round: 0,
    cycle: 1,
    person: 'alice',
    target: 'primary_oncall',
    unless: 'acknowledged',
    because: 'rule P1-first: at once',
    why: 'on call for P1',
    text: 'P1 INC-20260311-7720: High error rate',
    seq: 4,
  };
  const older = { ...alice, v: 1, key: `${id}.1.P1-first.0.alice`, page: order, createdAt: '2026-03-11T14:02:00.000Z' };
  const play = async (first: 'page' | 'acknowledgement') => {
    const table = ground();
    const sent: Sent = { messages: [], to: [] };
    await table.write([{ put: older }]);
    // the state of that release says nothing of changes of severity
    await table.write([{ update: keys.state(id), remove: ['epoch', 'lanes'] }]);
    if (first === 'acknowledgement') await acknowledging(table, sent)();
    await paging(table, sent)();
    return sent.to;
  };
  expect(await play('page')).toEqual(['pagerduty-alice']);
  expect(await play('acknowledgement')).toEqual([]);
});

const commands: Command[] = [
  { do: 'acknowledge', by: 'alice' },
  { do: 'escalate', by: 'alice', level: 3, reason: 'help' },
  { do: 'set-severity', by: 'alice', severity: 'P2', reason: 'less' },
  { do: 'assign-role', by: 'alice', role: 'CL', person: 'bob' },
  { do: 'add-responder', by: 'alice', to: 'cto', reason: 'knows it' },
  {
    do: 'update',
    by: 'alice',
    audience: 'internal',
    what: 'update',
    fields: { situation: 's', actions: 'a', 'next-steps': 'n' },
  },
  { do: 'note', by: 'alice', text: 'seen', facts: { media: true } },
  { do: 'tick', by: 'alice', item: 'rapid.api-answers' },
  { do: 'resolve', by: 'alice', as: 'fixed', reason: 'r' },
  { do: 'resolve', by: 'alice', as: 'false-alarm', reason: 'r' },
  { do: 'time-passed', due: '2026-03-11T14:02:01Z' },
  { do: 'run-died', run: 1, how: 'stopped' },
];
test.each(commands.map((command) => [command.do, command] as const))(
  '%s, said twice and at once under one id, is done once and answers twice the same, at every interleaving',
  async (_, command) => {
    const alone = ground();
    const answer = await turn(portsOn(alone, { messages: [], to: [] }), id, 'said', command);
    const expected = alone.dump().filter((r) => r.sk !== 'CMD');
    await everyOrder(
      ground,
      (table, sent: Sent) => [0, 1].map(() => () => turn(portsOn(table, sent), id, 'said', command)),
      () => ({ messages: [], to: [] }),
      async ({ results, table }) => {
        expect(results).toEqual([0, 1].map(() => ({ status: 'fulfilled', value: answer })));
        expect((await table.query(id)).length).toBe(expected.filter((r) => r.pk === id).length);
      },
    );
  },
);

test('acknowledge, false alarm and severity at once: every interleaving ends in one order of them, and the end is the end', async () => {
  const ends = new Map<string, number>();
  await everyOrder(
    ground,
    (table, sent: Sent) => {
      const say = (name: string, command: Command) => () => turn(portsOn(table, sent), id, name, command);
      return [
        say('ack', { do: 'acknowledge', by: 'alice' }),
        say('end', { do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' }),
        say('rate', { do: 'set-severity', by: 'dana', severity: 'P2', reason: 'less' }),
      ];
    },
    () => ({ messages: [], to: [] }),
    async ({ results, table }) => {
      const stored = await load({ table }, id);
      expect(stored?.incident.life).toBe('ended');
      const events = (await table.query(id, { prefix: 'E#' })).map((r) => r['event'] as { seq: number; type: string });
      expect(events.map((e) => e.seq)).toEqual(events.map((_, n) => n + 1));
      expect(stored?.incident.seq).toBe(events.length);
      // nothing is acknowledged or rated after the end: who came later is told so
      const refused = results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []));
      expect(refused.every((reason) => reason instanceof Conflict)).toBe(true);
      const end = events.findIndex((e) => e.type === 'Ended');
      const after = events.slice(end).map((e) => e.type);
      expect(after.filter((type) => type === 'Acknowledged' || type === 'SeverityRated')).toEqual([]);
      expect((stored?.incident.acknowledged === undefined ? 1 : 0) + (stored?.incident.severity === 'P1' ? 1 : 0)).toBe(
        refused.length,
      );
      ends.set(String(refused.length), (ends.get(String(refused.length)) ?? 0) + 1);
    },
    { coarse: true },
  );
  expect([...ends.keys()].sort()).toEqual(['0', '1', '2']);
});

test('an alarm that fires while its incident is being ended is never lost: it opens the next one', async () => {
  const again = { ...highErrorRate, at: '2026-03-11T14:05:00Z' };
  const ends = new Set<string>();
  await everyOrder(
    ground,
    (table, sent: Sent) => {
      const ports = portsOn(table, sent, '2026-03-11T14:05:00Z');
      const back = { ...highErrorRate, state: 'recovered' as const, at: '2026-03-11T14:04:00Z' };
      return [
        () => turn(ports, id, 'end', { do: 'resolve', by: 'dana', as: 'false-alarm', reason: 'a test' }),
        async () => {
          await takeSignal(ports, back);
          await takeSignal(ports, again);
        },
      ];
    },
    () => ({ messages: [], to: [] }),
    async ({ results, table, committed }) => {
      expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled']);
      const key = await table.get(keys.signal(highErrorRate.key));
      const holder = await load({ table }, textOf(key?.['incident']));
      expect(key?.['state']).toBe('firing');
      // either it fired in the first before that one ended, or it opened a second
      const first = (await load({ table }, id))?.incident;
      expect(first?.life).toBe('ended');
      const end = committed.findIndex((writes) => writes.some((w) => 'put' in w && w.put.pk === 'CMD#end'));
      const fired = committed.findIndex((writes) =>
        writes.some((w) => 'put' in w && w.put.sk === 'KEY' && w.put['at'] === again.at),
      );
      expect(holder?.incident.life).toBe(fired < end ? 'ended' : 'open');
      ends.add(String(holder?.incident.id));
    },
    { coarse: true },
  );
  expect([...ends].sort()).toEqual([id, 'INC-20260311-7900']);
});

test('two alarms of one service at once open one incident between them, at every interleaving', async () => {
  const alarms = [highErrorRate, { ...highErrorRate, key: 'second' }];
  await everyOrder(
    () => {
      const table = memoryTable();
      void table.write([{ put: { ...keys.pack(tracktion.pack.hash), packed: '' } }]);
      return table;
    },
    (table, sent: Sent) => alarms.map((signal) => () => takeSignal(portsOn(table, sent), signal)),
    () => ({ messages: [], to: [] }),
    async ({ results, table }) => {
      expect(results.map((r) => r.status)).toEqual(['fulfilled', 'fulfilled']);
      const held = await Promise.all(alarms.map(({ key }) => table.get(keys.signal(key))));
      expect(held.map((row) => row?.['incident'])).toEqual([id, id]);
      const { rows: incidents } = await table.index('list', 'INCIDENT', { limit: 10 });
      expect(incidents.length).toBe(1);
    },
    { coarse: true },
  );
});
