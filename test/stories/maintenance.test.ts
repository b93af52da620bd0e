import { describe, expect, test } from 'vitest';
import { takeSignal } from '#app/store/signals';
import type { Pack } from '#core/playbook/pack';
import { changed, highErrorRate } from '#test/story';
import { apiOn, wrongIn } from '../api/support.ts';

const pack = changed(({ playbook, templates }) => {
  playbook.facts = { ...playbook.facts, criticality: { title: 'Criticality', values: ['C1', 'C2'] } };
  playbook.communication.push(
    {
      id: 'planned',
      if: { fact: { criticality: 'C1' } },
      before: '30m',
      do: [{ tell: ['incidents', 'IC', 'team_lead'] }, { tell: 'cto', template: 'tomorrow' }],
    },
    { id: 'day-before', before: { P1: '1d' }, do: { tell: 'cto' } },
  );
  playbook.verification = { settle: '0s', pass: [], exhausted: { ask: 'IC' } };
  templates['tomorrow'] =
    '{{ incident.title }}: {{ maintenance.services | join: "+" }} until {{ maintenance.until | time }}';
}, 'maintenance');

const work = {
  title: 'New database',
  services: ['analysis-service', 'database'],
  from: '2026-03-11T16:00:00Z',
  until: '2026-03-11T17:00:00Z',
  facts: { criticality: 'C1' },
};

/** A deployment on which piet, a commander, has planned work. */
async function planned(more: object = {}, options: { pack?: Pack } = { pack }) {
  const { world, ask } = apiOn(options);
  const as = { as: 'commander', name: 'bob' };
  const { status, json } = await ask('POST /v1/maintenance', { ...as, body: { ...work, ...more } });
  expect([status, json]).toEqual([200, json]);
  await world.clock.settle();
  const until = (time: string) => world.clock.wind(new Date(`2026-03-11T${time}:00Z`));
  const fires = async (at: string, signal: object = {}) => {
    const taken = await takeSignal(world.ports, { ...highErrorRate, at: `2026-03-11T${at}:00.000Z`, ...signal });
    await world.clock.settle();
    return taken;
  };
  const sent = (kind: string) =>
    world.sent.flatMap(({ at, channel, to, message: m }) =>
      m.kind === kind ? [`${at.slice(11, 16)} ${channel} ${to.join()}: ${m.text.split('\n')[0]}`] : [],
    );
  const pages = () => sent('page').map((line) => line.slice(0, 5));
  const opened = async () => (await ask('GET /v1/maintenance')).json.items[0].incident as string;
  const incident = async (id: string) => (await ask(`GET /v1/incidents/${id}`)).json;
  const timeline = async (id: string, ...kinds: string[]) =>
    (await ask(`GET /v1/incidents/${id}/timeline`)).json.items.flatMap(
      ({ at, kind, because }: Record<string, string>) =>
        kinds.includes(kind ?? '') ? [`${at?.slice(11, 16)} ${kind}: ${because}`] : [],
    );
  return { world, ask, as, id: json.id as string, until, fires, sent, pages, opened, incident, timeline };
}

describe('before it begins', () => {
  test('rules tell places and people, each once, in their own words or in those of the engine', async () => {
    const { until, sent, pages, id } = await planned();
    await until('15:29');
    expect(sent('notice')).toEqual([]);
    await until('15:31');
    expect(sent('notice')).toEqual([
      `15:30 slack #incidents: Planned work ${id} (P4): New database`,
      `15:30 slack U0TOM: Planned work ${id} (P4): New database`,
      '15:30 slack U0COLIN: New database: Audio analysis+Database until 17:00 UTC',
    ]);
    expect(pages()).toEqual([]);
  });
  test('a condition that does not hold tells nobody, a severity that is left out does not have the rule, a role that nobody holds is the fallback’s, and of several services each counts', async () => {
    const only = changed(({ playbook }) => {
      playbook.fallback = 'incidents';
      playbook.facts = { ...playbook.facts, criticality: { title: 'Criticality', values: ['C1', 'C2'] } };
      playbook.communication.push(
        { id: 'C2', if: { fact: { criticality: 'C2' } }, before: '30m', do: { tell: 'cto' } },
        { id: 'P1', before: { P1: '30m' }, do: { tell: 'cto' } },
        { id: 'role', before: '20m', do: { tell: 'IC' } },
        { id: 'second-service', if: { service: 'database' }, before: '10m', do: { tell: 'team_lead' } },
        { id: 'no-service', if: { service: 'redis' }, before: '10m', do: { tell: 'team_lead' } },
      );
    }, 'only');
    const { until, sent, id } = await planned({}, { pack: only });
    await until('15:59');
    expect(sent('notice')).toEqual([
      `15:40 slack #incidents: Planned work ${id} (P4): New database`,
      `15:50 slack U0TOM: Planned work ${id} (P4): New database`,
    ]);
  });
  test('work that is planned too late for its rules is told of at once', async () => {
    const { sent, id, until } = await planned({ from: '2026-03-11T14:10:00Z' });
    await until('14:03');
    expect(sent('notice').map((line) => line.slice(0, 40))).toHaveLength(3);
    expect(sent('notice')[0]).toBe(`14:02 slack #incidents: Planned work ${id} (P4): New database`);
  });
  test('a move tells again, and before the new start as well', async () => {
    const { ask, as, id, until, sent } = await planned();
    await until('15:31');
    const { json } = await ask(`POST /v1/maintenance/${id}/move`, {
      ...as,
      body: { from: '2026-03-11T18:00:00Z', until: '2026-03-11T19:00:00Z' },
    });
    expect([json.from, json.until, json.told]).toEqual(['2026-03-11T18:00:00Z', '2026-03-11T19:00:00Z', {}]);
    await until('17:31');
    expect(sent('notice').slice(3)).toEqual([
      `15:31 slack #incidents: Moved: Planned work ${id} (P4): New database`,
      `15:31 slack U0TOM: Moved: Planned work ${id} (P4): New database`,
      `15:31 slack U0COLIN: Moved: Planned work ${id} (P4): New database`,
      `17:30 slack #incidents: Planned work ${id} (P4): New database`,
      `17:30 slack U0TOM: Planned work ${id} (P4): New database`,
      '17:30 slack U0COLIN: New database: Audio analysis+Database until 19:00 UTC',
    ]);
  });
  test('a cancellation tells whoever had been told, opens nothing, and the same work may be planned anew', async () => {
    const { ask, as, id, until, sent } = await planned();
    await until('15:31');
    const cancel = { ...as, body: { reason: 'the copy failed' } };
    expect((await ask(`POST /v1/maintenance/${id}/cancel`, cancel)).json.stands).toBe('cancelled');
    expect((await ask(`POST /v1/maintenance/${id}/cancel`, cancel)).status).toBe(200);
    await until('16:30');
    expect(sent('notice').slice(3)).toEqual([
      `15:31 slack #incidents: Cancelled: Planned work ${id} (P4): New database`,
      `15:31 slack U0TOM: Cancelled: Planned work ${id} (P4): New database`,
      `15:31 slack U0COLIN: Cancelled: Planned work ${id} (P4): New database`,
    ]);
    expect((await ask('GET /v1/incidents')).json.items).toEqual([]);
    expect((await ask(`POST /v1/maintenance/${id}/move`, { ...as, body: { until: work.until } })).status).toBe(409);
    const again = await ask('POST /v1/maintenance', { ...as, body: { ...work, from: '2026-03-11T16:40:00Z' } });
    expect([again.status, again.json.id === id]).toEqual([200, false]);
  });
});

describe('while it goes on', () => {
  test('its start opens an incident that its lead has acknowledged: nobody is woken', async () => {
    const { id: work, until, opened, incident, pages, timeline } = await planned();
    await until('16:00');
    const id = await opened();
    expect(await incident(id)).toMatchObject({
      title: 'New database',
      severity: 'P4',
      source: 'maintenance',
      acknowledged: { by: 'bob', at: '2026-03-11T16:00:00.000Z' },
      maintenance: { id: work, from: '2026-03-11T16:00:00Z', until: '2026-03-11T17:00:00Z' },
      facts: { criticality: 'C1' },
    });
    expect(await timeline(id, 'opened', 'acknowledged')).toEqual([
      '16:00 opened: planned work, declared in advance by bob',
      '16:00 acknowledged: bob leads the planned work',
    ]);
    expect(pages()).toEqual([]);
  });
  test('a status page is told of every service, and of every component that shows one, until the end', async () => {
    const several = changed(({ playbook }) => {
      playbook.communication.push({
        id: 'work',
        on: ['opened', 'resolved'],
        do: { tell: 'status-page', template: 'page-investigating' },
      });
      playbook.places['status-page'] = {
        tool: 'statuspage',
        page: 'tracktion',
        secret: 'statuspage',
        public: true,
        components: { 'analysis-service': ['api', 'jobs'], database: ['data'] },
      };
      for (const service of Object.values(playbook.services)) service.statusPageComponent = 'all';
      const database = playbook.services['database'];
      if (database !== undefined) database.statusPageComponent = 'storage';
    }, 'several-services');
    const { until, world, ask, opened } = await planned({ facts: {} }, { pack: several });
    await until('16:01');
    const told = () =>
      world.sent.flatMap(({ channel, message: m }) =>
        channel === 'statuspage' && m.kind === 'notice' ? [[m.services, m.public.components, m.over]] : [],
      );
    const both = [work.services, ['all', 'storage']];
    expect(told()).toEqual([[...both, false]]);
    const id = await opened();
    await ask(`POST /v1/incidents/${id}/resolve`, { body: { as: 'false-alarm', reason: 'put off' } });
    await until('16:10');
    expect(told().at(-1)).toEqual([...both, true]);
  });

  test('alarms of its services join and wake nobody, others open their own incident, and so does one from before', async () => {
    const { until, fires, opened, incident, pages, timeline } = await planned();
    await until('16:10');
    const id = await opened();
    expect(await fires('16:10')).toEqual({ incidentId: id, did: 'joined' });
    expect(await fires('16:11', { key: 'db', service: 'database' })).toEqual({ incidentId: id, did: 'joined' });
    expect(pages()).toEqual([]);
    expect((await incident(id)).severity).toBe('P4');
    expect((await timeline(id, 'signal')).filter((line: string) => line.includes('expected'))).toEqual([
      '16:10 signal: expected, planned work goes on (analysis-service): 23 % of requests answer 5xx',
      '16:10 signal: expected, planned work goes on (database): 23 % of requests answer 5xx',
    ]);
    const other = await fires('16:12', { key: 'redis', service: 'redis' });
    expect([other.did, other.incidentId === id]).toEqual(['opened', false]);
    const early = await fires('15:59', { key: 'early' });
    expect([early.did, early.incidentId === id]).toEqual(['opened', false]);
    expect(pages().length).toBeGreaterThan(0);
  });
  test('alarms that have recovered by its end leave an incident that is verified and resolved, and no figure', async () => {
    const { until, fires, opened, incident, pages, ask } = await planned();
    await until('16:10');
    await fires('16:10');
    await until('16:40');
    await fires('16:40', { state: 'recovered' });
    await until('16:59');
    const id = await opened();
    expect((await incident(id)).state).toBe('open');
    await until('17:30');
    expect((await incident(id)).state).not.toBe('open');
    expect(pages()).toEqual([]);
    const { json } = await ask('GET /v1/metrics');
    expect(json.items.map(({ incidents }: { incidents: number }) => incidents)).toEqual([0, 0, 0, 0]);
  });
  test('alarms that fire at its end are rated then, and whoever is on call is paged', async () => {
    const { until, fires, opened, incident, pages, timeline, ask } = await planned();
    await until('16:10');
    await fires('16:10');
    await until('16:59');
    expect(pages()).toEqual([]);
    await until('17:00');
    const id = await opened();
    expect((await incident(id)).severity).toBe('P1');
    expect(pages()).toEqual(['17:00', '17:00', '17:00', '17:00']);
    const over = 'planned work was to end by now, and 1 alarm still fires: High error rate';
    expect((await timeline(id, 'severity', 'note')).slice(-2)).toEqual([
      `17:00 note: ${over}`,
      `17:00 severity: ${over}`,
    ]);
    expect((await ask('GET /v1/metrics')).json.items[0].incidents).toBe(1);
  });
  test('a longer window keeps them quiet until its own end; an end that has come is not moved', async () => {
    const { ask, as, id, until, fires, pages, opened, timeline } = await planned();
    await until('16:10');
    const longer = { ...as, body: { until: '2026-03-11T18:00:00Z', reason: 'the copy is slow' } };
    expect((await ask(`POST /v1/maintenance/${id}/move`, longer)).json.until).toBe('2026-03-11T18:00:00Z');
    await until('17:30');
    expect((await fires('17:30')).did).toBe('joined');
    expect(pages()).toEqual([]);
    await until('18:00');
    expect(pages().length).toBeGreaterThan(0);
    expect((await timeline(await opened(), 'note')).slice(-2)).toEqual([
      '16:10 note: planned work ends at 2026-03-11T18:00:00Z: the copy is slow (bob)',
      '18:00 note: planned work was to end by now, and 1 alarm still fires: High error rate',
    ]);
    const later = { ...as, body: { until: '2026-03-11T19:00:00Z' } };
    expect((await ask(`POST /v1/maintenance/${id}/move`, later)).status).toBe(409);
    expect((await ask(`POST /v1/maintenance/${id}/cancel`, { ...as, body: {} })).status).toBe(409);
  });
  test('once somebody has rated it worse it is an incident, whose alarms wake people', async () => {
    const { ask, as, until, fires, opened, pages } = await planned();
    await until('16:10');
    await fires('16:10');
    const id = await opened();
    await ask(`POST /v1/incidents/${id}/severity`, { ...as, body: { severity: 'P3', reason: 'it goes wrong' } });
    await fires('16:20', { key: 'second' });
    expect(pages().length).toBeGreaterThan(0);
  });
  test('once it is resolved before its end an alarm is an incident of its own', async () => {
    const { ask, as, until, fires, opened, pages } = await planned();
    await until('16:10');
    const id = await opened();
    await ask(`POST /v1/incidents/${id}/resolve`, { ...as, body: { as: 'recovered', reason: 'done early' } });
    const taken = await fires('16:20');
    expect([taken.did, taken.incidentId === id]).toEqual(['opened', false]);
    expect(pages().length).toBeGreaterThan(0);
  });
});

test('who leads it is asked once how it is mended, and not again before its end', async () => {
  const { until, opened, incident } = await planned({ severity: 'P3', until: '2026-03-11T20:00:00Z' });
  await until('19:59');
  const id = await opened();
  expect((await incident(id)).question).toMatchObject({ kind: 'resolution-type', times: 1 });
});

test('what nobody may plan is refused, and says why; the same asked for twice is one', async () => {
  const { ask, as, id } = await planned();
  const plan = async (more: object, who: object = as) => {
    const { status, json } = await ask('POST /v1/maintenance', { ...who, body: { ...work, ...more } });
    return status === 200 ? [status, json.id] : [status, ...(json.errors === undefined ? [] : wrongIn(json))];
  };
  expect(await plan({})).toEqual([200, id]);
  expect(await plan({ services: ['nothing'] })).toEqual([400, 'services.0']);
  expect(await plan({ services: [] })).toEqual([400, 'services']);
  expect(await plan({ until: '2026-03-11T15:00:00Z' })).toEqual([400, 'until']);
  expect(await plan({ until: '2026-03-26T16:00:01Z' })).toEqual([400, 'until']);
  expect(await plan({ from: '2026-03-11T13:00:00Z' })).toEqual([400, 'from']);
  expect(await plan({ facts: { criticality: 'C9' } })).toEqual([400, 'facts.criticality']);
  expect(await plan({ severity: 'P9', lead: 'nobody' })).toEqual([400, 'lead', 'severity']);
  expect(await plan({}, { as: 'responder', name: 'bob' })).toEqual([403]);
  expect((await ask('POST /v1/maintenance/PW-x/cancel', { ...as, body: {} })).status).toBe(404);
});

test('so many works are planned at most, and one that is taken back makes room', async () => {
  const { ask, as, id } = await planned();
  const plan = (n: number) => ask('POST /v1/maintenance', { ...as, body: { ...work, title: `Work ${n}` } });
  for (let n = 1; n < 200; n += 1) expect((await plan(n)).status).toBe(200);
  const { status, json } = await plan(200);
  expect([status, json.detail]).toEqual([409, '200 works are planned already: take one back']);
  await ask(`POST /v1/maintenance/${id}/cancel`, { ...as, body: {} });
  expect((await plan(200)).status).toBe(200);
});

test('where each alarm is an incident of its own, those of planned work join it all the same', async () => {
  const single = changed(({ playbook }) => {
    playbook.detection.group = 'signal';
    playbook.facts = { ...playbook.facts, criticality: { title: 'Criticality', values: ['C1', 'C2'] } };
  }, 'single');
  const { until, fires, opened, pages } = await planned({}, { pack: single });
  await until('16:10');
  const id = await opened();
  expect(await fires('16:10')).toEqual({ incidentId: id, did: 'joined' });
  expect(await fires('16:11', { key: 'second' })).toEqual({ incidentId: id, did: 'joined' });
  expect(pages()).toEqual([]);
  await until('17:00');
  expect(pages().length).toBeGreaterThan(0);
  const after = await fires('17:00', { key: 'third' });
  expect([after.did, after.incidentId === id]).toEqual(['opened', false]);
});

test('an alarm of an incident that was open before the work stays with it, and one of an incident that is over joins the work', async () => {
  const { until, fires, opened, incident } = await planned();
  const before = await fires('14:05', { key: 'before' });
  expect(before.did).toBe('opened');
  await until('16:10');
  const id = await opened();
  expect((await fires('16:10', { key: 'before' })).incidentId).toBe(before.incidentId);
  expect((await fires('16:11', { key: 'before', state: 'recovered' })).incidentId).toBe(before.incidentId);
  // by that it is resolved
  expect(await fires('16:12', { key: 'before' })).toEqual({ incidentId: id, did: 'joined' });
  expect(await fires('16:12', { key: 'new' })).toEqual({ incidentId: id, did: 'joined' });
  expect((await incident(id)).severity).toBe('P4');
});
