import { expect, test } from 'vitest';
import { apiOn } from './support.ts';

const opened = '2026-03-11T14:02:00.000Z';

test('an incident shows what it is, who does what, and where its executions are', async () => {
  const { ask, world } = apiOn();
  const { status, headers, json } = await ask('POST /v1/incidents', {
    body: {
      source: 'manual',
      title: 'Uploads fail',
      severity: 'P1',
      service: 'file-watcher',
      reporter: 'a customer',
      facts: { 'revenue-loss': 3 },
    },
  });
  expect([status, headers.get('location'), headers.get('etag')]).toEqual([201, `/v1/incidents/${json.id}`, '"1"']);
  await world.clock.settle();
  await ask(`POST /v1/incidents/${json.id}/acknowledge`, { body: {} });
  await world.clock.wind(120_000);
  const { json: incident, headers: now } = await ask(`GET /v1/incidents/${json.id}`, { as: 'viewer' });
  const self = `https://tocsin.test/v1/incidents/${json.id}`;
  const run = `${json.id}.1`;
  expect(now.get('etag')).toBe(`"${incident.version}"`);
  expect(incident).toMatchObject({
    id: json.id,
    title: 'Uploads fail',
    severity: 'P1',
    status: 'investigating',
    state: 'open',
    phase: 'mitigate',
    source: 'manual',
    service: 'file-watcher',
    reporter: 'a customer',
    openedAt: opened,
    acknowledged: { by: 'alice', at: opened },
    roles: { IC: 'alice' },
    question: {
      kind: 'resolution-type',
      ask: 'IC',
      options: [
        { id: 'fix' },
        { id: 'rollback' },
        { id: 'workaround' },
        { id: 'runbook-a' },
        { id: 'runbook-b' },
        { id: 'runbook-c' },
      ],
    },
    facts: { 'revenue-loss': 3 },
    signals: [],
    metrics: { response: 0, communication: 0 },
    links: {
      self,
      timeline: `${self}/timeline`,
      report: `${self}/report`,
      console: `https://console/lifecycle/${run}`,
      phases: {
        detect: `https://console/detect/${run}.detect.1`,
        assess: `https://console/assess/${run}.assess.2`,
        communicate: `https://console/communicate/${run}.communicate.1`,
        mitigate: `https://console/mitigate/${run}.mitigate.3`,
      },
    },
  });
  expect(incident).not.toHaveProperty('resolvedAt');
  for (const [phase, link] of Object.entries<string>(incident.links.phases))
    expect(await world.ports.executions.status(phase as 'detect', link.split('/').at(-1) ?? '')).toBeDefined();
});

test('a declaration is an incident of its own; an alarm of its service joins the one that stands there first', async () => {
  const { ask, declared, world } = apiOn();
  const first = await declared({ title: 'Uploads fail', service: 'file-watcher' });
  const second = await declared({ title: 'Uploads still fail', service: 'file-watcher' });
  expect(second).not.toBe(first);
  const taken = await world.signal({
    source: 'cloudwatch',
    key: 'arn:x',
    state: 'firing',
    at: '2026-03-11T14:02:00Z',
    title: 'x',
    service: 'file-watcher',
    summary: 'x',
  });
  expect(taken).toEqual({ incidentId: first, did: 'joined' });
  expect((await ask(`GET /v1/incidents/${first}`)).json.signals).toHaveLength(1);
});

test('the list goes from the newest on, page by page, and by state', async () => {
  const { ask, declared } = apiOn();
  const ids: string[] = [];
  for (const title of ['a', 'b', 'c']) ids.push(await declared({ title }));
  await ask(`POST /v1/incidents/${ids[1]}/resolve`, { body: { as: 'false-alarm', reason: 'a test' } });
  const one = (await ask('GET /v1/incidents?limit=2')).json;
  const two = (await ask(`GET /v1/incidents?limit=2&next=${one.next}`)).json;
  const seen = [...one.items, ...two.items].map((i: { id: string }) => i.id);
  expect([...seen].sort()).toEqual([...ids].sort());
  expect([one.items.length, two.next]).toEqual([2, null]);
  const open = (await ask('GET /v1/incidents?state=open')).json.items;
  expect(new Set(open.map((i: { id: string }) => i.id))).toEqual(new Set([ids[0], ids[2]]));
  expect((await ask('GET /v1/incidents?state=ended')).json.items[0].ended).toEqual({ at: opened, as: 'false-alarm' });
});

test('a long timeline is read page by page, and its report has begin and end with what is left out between', async () => {
  const { ask, declared } = apiOn();
  const id = await declared({ title: 'a' });
  for (let n = 0; n < 1100; n += 1) await ask(`POST /v1/incidents/${id}/notes`, { body: { text: `seen ${n}` } });
  const one = (await ask(`GET /v1/incidents/${id}/timeline`)).json;
  const two = (await ask(`GET /v1/incidents/${id}/timeline?next=${one.next}`)).json;
  expect([one.items.length, two.next]).toEqual([1000, null]);
  const notes = [...one.items, ...two.items].filter((l: { because: string }) => l.because.startsWith('seen'));
  expect(notes.map((l: { because: string }) => l.because)).toEqual(Array.from({ length: 1100 }, (_, n) => `seen ${n}`));
  expect((await ask(`GET /v1/incidents/${id}/timeline?limit=1001`)).status).toBe(400);
  expect((await ask(`GET /v1/incidents/${id}/timeline?next=abc`)).status).toBe(400);
  const report = (await ask(`GET /v1/incidents/${id}/report`, { headers: { accept: 'text/markdown' } })).text;
  const all = one.items.length + two.items.length;
  expect(report).toContain(`${all - 1000} lines are left out here`);
  expect([report.includes('seen 1099'), report.includes('seen 550')]).toEqual([true, false]);
});

test('who is on call at an instant, with the reason', async () => {
  const { ask } = apiOn();
  const { json } = await ask('GET /v1/on-call?at=2026-03-11T15:02:00+01:00', { as: 'viewer' });
  expect([json.at, json.items[0], json.next]).toEqual([
    opened,
    {
      target: 'primary_oncall',
      title: 'Primary on call',
      people: [
        {
          person: 'alice',
          name: 'Alice Arnold',
          because: 'primary from 2026-03-09T09:00Z until 2026-03-16T09:00Z',
          until: '2026-03-16T09:00:00.000Z',
        },
      ],
    },
    null,
  ]);
});

test('an incident that is fixed: report, calendar entry, action items, metrics', async () => {
  const { ask, declared, world } = apiOn();
  const id = await declared({ title: 'Uploads fail', severity: 'P1' });
  expect((await ask(`GET /v1/incidents/${id}/report.ics`)).status).toBe(404);
  world.measuring = true;
  await ask(`POST /v1/incidents/${id}/acknowledge`, { body: {} });
  await world.clock.wind(120_000);
  await ask(`POST /v1/incidents/${id}/resolve`, { body: { as: 'fixed', reason: 'restarted by hand' } });
  await world.clock.wind(900_000);
  const { json: incident } = await ask(`GET /v1/incidents/${id}`);
  expect(incident).toMatchObject({ state: 'closed', phase: 'post-mortem', review: { at: '2026-03-13T14:00:00Z' } });

  const report = await ask(`GET /v1/incidents/${id}/report`, { as: 'viewer' });
  expect(report.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(report.text.split('\n')[0]).toBe(`# Review of ${id}: Uploads fail`);
  const inJson = (await ask(`GET /v1/incidents/${id}/report`, { headers: { accept: 'application/json' } })).json;
  expect(inJson).toMatchObject({ id, severity: 'P1', text: report.text, metrics: { response: 0 } });
  expect(inJson.sections[0]).toBe('Head');

  const ics = await ask(`GET /v1/incidents/${id}/report.ics`, { as: 'viewer' });
  expect(ics.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
  const lines = ics.text.replaceAll('\r\n ', '').trim().split('\r\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Tracktion//PIR//EN',
      `UID:pir-${id}@tracktion.com`,
      'DTSTAMP:20260311T141900Z',
      'DTSTART:20260313T140000Z',
      'DTEND:20260313T150000Z',
      `SUMMARY:Post-incident review of ${id}`,
      'LOCATION:Conference room or video call',
      'ORGANIZER;CN="DevOps Team":mailto:devops@tracktion.com',
    ]),
  );
  expect(lines.filter((line) => line.startsWith('ATTENDEE'))).toHaveLength(3);

  const { json: items } = await ask('GET /v1/action-items?status=open', { as: 'viewer' });
  expect(items.items.map((i: { id: string; due: string; incident: string }) => [i.id, i.due, i.incident])).toEqual([
    [`AI-${id}-001`, '2026-03-18', id],
    [`AI-${id}-002`, '2026-03-25', id],
  ]);
  const url = `PATCH /v1/action-items/AI-${id}-001`;
  const done = await ask(url, { body: { status: 'done', owner: 'ana' }, headers: { 'if-match': '"1"' } });
  expect([done.status, done.headers.get('etag'), done.json.status, done.json.owner]).toEqual([
    200,
    '"2"',
    'done',
    'ana',
  ]);
  expect((await ask(url, { body: { status: 'open' }, headers: { 'if-match': '"1"' } })).status).toBe(412);
  const bad = await ask(url, { body: { status: 'late', due: 'soon', by: 'me' } });
  expect([bad.status, bad.json.errors.map((e: { path: string }) => e.path)]).toEqual([400, ['status', 'due', 'by']]);
  const far = await ask(url, { body: { due: '9999-12-31' } });
  expect([far.status, far.json.errors]).toEqual([
    400,
    [{ path: 'due', message: 'must be a day of the years 2000 to 2099' }],
  ]);
  expect((await ask('PATCH /v1/action-items/AI-none', { body: { status: 'done' } })).status).toBe(404);
  expect((await ask('GET /v1/action-items?status=open')).json.items).toHaveLength(1);
  expect((await ask(`GET /v1/incidents/${id}/report`)).text).toContain(
    `- [x] AI-${id}-001 Monitoring alerts, ana, due 2026-03-18`,
  );
  const { json: timeline } = await ask(`GET /v1/incidents/${id}/timeline`);
  expect(timeline.items.at(-1)).toMatchObject({
    kind: 'action-item',
    item: `AI-${id}-001`,
    by: 'alice',
    because: 'status done, owner ana (alice)',
  });

  const { json: metrics } = await ask('GET /v1/metrics', { as: 'viewer' });
  expect(metrics.items[0]).toMatchObject({
    severity: 'P1',
    incidents: 1,
    open: 0,
    means: { response: { seconds: 0, of: 1 } },
  });
  const later = (await ask('GET /v1/metrics?from=2026-03-11T14:03:00Z')).json;
  expect(later.items[0]).toMatchObject({ severity: 'P1', incidents: 0 });

  // what Prometheus 2 and 3 send
  const accept = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1';
  const scraped = await ask('GET /v1/metrics', { as: 'viewer', headers: { accept } });
  expect([scraped.status, scraped.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect(scraped.text).toBe(
    [
      '# HELP incidents_total Incidents whose severity has been assessed.',
      '# TYPE incidents_total counter',
      'incidents_total{severity="P1"} 1',
      'incidents_total{severity="P2"} 0',
      'incidents_total{severity="P3"} 0',
      'incidents_total{severity="P4"} 0',
      '# HELP incidents_open Incidents that are open.',
      '# TYPE incidents_open gauge',
      'incidents_open{severity="P1"} 0',
      'incidents_open{severity="P2"} 0',
      'incidents_open{severity="P3"} 0',
      'incidents_open{severity="P4"} 0',
      '# HELP incidents_resolved_total Incidents that have been resolved, false alarms and duplicates excepted.',
      '# TYPE incidents_resolved_total counter',
      'incidents_resolved_total{severity="P1"} 1',
      'incidents_resolved_total{severity="P2"} 0',
      'incidents_resolved_total{severity="P3"} 0',
      'incidents_resolved_total{severity="P4"} 0',
      '# HELP incident_resolution_time_seconds Mean time from detection to resolution.',
      '# TYPE incident_resolution_time_seconds gauge',
      `incident_resolution_time_seconds{severity="P1"} ${metrics.items[0].means.duration.seconds}`,
      '# HELP incident_resolution_seconds_total Sum of the times from detection to resolution.',
      '# TYPE incident_resolution_seconds_total counter',
      `incident_resolution_seconds_total{severity="P1"} ${metrics.items[0].means.duration.seconds}`,
      'incident_resolution_seconds_total{severity="P2"} 0',
      'incident_resolution_seconds_total{severity="P3"} 0',
      'incident_resolution_seconds_total{severity="P4"} 0',
      '',
    ].join('\n'),
  );
  expect(metrics.items[0].means.duration.seconds).toBeGreaterThan(120);
});

test('the metrics of all incidents: those that are over are read once an hour, and a counter never falls', async () => {
  const { ask, declared, world } = apiOn();
  const scraped = async () => {
    const { text } = await ask('GET /v1/metrics', { as: 'viewer', headers: { accept: 'text/plain' } });
    return text.split('\n').filter((line) => /^incidents_(total|open)\{severity="P[12]"\}/.test(line));
  };
  const ended = await declared({ title: 'It was nothing', severity: 'P2' });
  await declared({ title: 'Uploads fail', severity: 'P1' });
  expect(await scraped()).toEqual([
    'incidents_total{severity="P1"} 1',
    'incidents_total{severity="P2"} 1',
    'incidents_open{severity="P1"} 1',
    'incidents_open{severity="P2"} 1',
  ]);
  await ask(`POST /v1/incidents/${ended}/resolve`, { body: { as: 'false-alarm', reason: 'a test' } });
  const over = await scraped();
  expect(over.slice(2)).toEqual(['incidents_open{severity="P1"} 1', 'incidents_open{severity="P2"} 0']);
  const gets = world.table.get.bind(world.table);
  const asked: string[] = [];
  world.table.get = async (key) => {
    asked.push(key.pk);
    return gets(key);
  };
  expect(await scraped()).toEqual(over);
  expect(asked).not.toContain(ended);
  await ask(`POST /v1/incidents/${ended}/reopen`, { body: { reason: 'it was something' } });
  await world.clock.wind(3_600_001);
  expect((await scraped()).slice(2)).toEqual(['incidents_open{severity="P1"} 1', 'incidents_open{severity="P2"} 1']);
  const wrongly = await ask('GET /v1/metrics?from=2026-03-11T14:03:00Z', { headers: { accept: 'text/plain' } });
  expect([wrongly.status, wrongly.json.errors]).toEqual([
    400,
    [{ path: 'from', message: 'text tells of all incidents: left out' }],
  ]);
});

test('a note may say, set facts and tick at once; an escalation pages a rotation', async () => {
  const { ask, declared, world } = apiOn();
  const id = await declared({ title: 'x', severity: 'P3' });
  const noted = await ask(`POST /v1/incidents/${id}/notes`, {
    as: 'responder',
    headers: { 'idempotency-key': 'n' },
    body: { text: 'It began with the deployment', facts: { 'revenue-loss': 40 }, tick: 'rapid.api-answers' },
  });
  expect(noted.json).toMatchObject({ facts: { 'revenue-loss': 40 }, checklist: { 'rapid.api-answers': 'alice' } });
  const escalated = await ask(`POST /v1/incidents/${id}/escalate`, {
    as: 'responder',
    body: { to: 'secondary', reason: 'I need help' },
  });
  expect(escalated.status).toBe(200);
  await world.clock.settle();
  expect(world.sent.filter((s) => s.message.kind === 'page').map((s) => s.to)).toContainEqual(['pagerduty-bob']);
});
