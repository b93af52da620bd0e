import { describe, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { Notice, Refs } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { servicenow } from '#plugins/channels/servicenow/channel';
import { ServiceNowPlace } from '#plugins/channels/servicenow/place';
import { connect } from '#plugins/channels/servicenow/send';
import { providerSide } from '#test/provider-side';
import { notice } from './messages.ts';
import { portsAt } from './provider.ts';

const login = 'tocsin:password of ours';
const place = {
  tool: 'servicenow',
  base: 'https://example.service-now.com',
  secret: 'servicenow',
  fields: { assignment_group: 'Operations', category: 'software' },
  impact: { P1: '1', P2: '2' },
  urgency: { P1: '1', P2: '1' },
  resolve: { code: 'Solution provided' },
  reopen: {},
};
const incident = (changes: Partial<Notice> = {}) => notice({ severity: 'P1', ...changes });
const opened = incident();
const update = incident({ key: 'INC-000042.1.update.news', text: 'The cache was cold' });
const resolved = incident({ key: 'INC-000042.1.resolved.news', text: 'Resolved', over: true });

const side = async (settings: object = {}, secret = login) => {
  const made = await providerSide(servicenow, { settings, secrets: { servicenow: secret } });
  return {
    ...made,
    bodies: () => made.requests.flatMap(({ body }) => (body === undefined ? [] : [JSON.parse(body)])),
    /** Sends in the order given, each with what the first left. */
    tell: async (...messages: Notice[]) => {
      let refs: Refs = {};
      for (const message of messages) refs = { ...(await made.channel.send(message, { place }, refs)).ref, ...refs };
      return refs;
    },
    said: () => made.arrived().map(({ text }) => text),
  };
};
const refusal = async (channel: Channel, message = opened, at: object = place, refs: Refs = {}): Promise<Error> => {
  const thrown = await channel
    .send(message, { place: ServiceNowPlace.parse(at) }, refs)
    .catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error('nothing was refused');
  return thrown;
};
const shown =
  'sysparm_fields=sys_id,number,state,correlation_id,correlation_display&sysparm_exclude_reference_link=true';
const table = '/api/now/table/incident';
const taken = /^Tocsin [0-9a-f]{16} cycle 1 open [0-9a-f]{8}$/;

test('the first message opens a record, with everything that the place says, in one request', async () => {
  const { channel, asked, requests, bodies } = await side();
  const receipt = await channel.send(incident({ text: 'one\ntwo' }), { place }, {});
  const id = receipt.ref?.['serviceNowRecord'] ?? '';
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(receipt).toEqual({
    providerId: 'INC0010001',
    ref: { serviceNowRecord: id },
    shown: `INC0010001 https://example.service-now.com/incident.do?sys_id=${id}`,
  });
  expect(asked()).toEqual([`POST ${table}`]);
  expect(requests[0]?.url.split('?')[1]).toBe(shown);
  expect(requests[0]?.headers?.['authorization']).toBe(`Basic ${btoa(login)}`);
  expect(bodies()).toEqual([
    {
      assignment_group: 'Operations',
      category: 'software',
      short_description: 'SEV1 analysis-service is down',
      description: 'one\ntwo',
      impact: '1',
      urgency: '1',
      correlation_id: expect.stringMatching(/^tocsin-INC-000042-[0-9a-f]{8}$/),
      correlation_display: expect.stringMatching(taken),
    },
  ]);
});

test('later messages are work notes; the levels change with the severity and only then; one without levels changes none', async () => {
  const { tell, bodies } = await side();
  await tell(
    opened,
    update,
    incident({ key: 'raised', severity: 'P2' }),
    incident({ key: 'next', severity: 'P2' }),
    incident({ key: 'lower', severity: 'P4' }),
  );
  const [, ...later] = bodies();
  expect(later.map(({ impact, urgency, state }) => [impact, urgency, state])).toEqual([
    [undefined, undefined, undefined],
    ['2', '1', undefined],
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
  ]);
  expect(later[0]).toEqual({
    work_notes: 'The cache was cold',
    correlation_display: expect.stringMatching(taken),
  });
});

test('the end resolves it with its code and notes, a re-opening takes it up again; what is told after the end opens nothing', async () => {
  const { tell, bodies } = await side();
  await tell(
    opened,
    resolved,
    incident({ key: 'review', text: 'The review is on Friday' }),
    incident({ key: 'reopened', cycle: 2, text: 'It is back' }),
    incident({ key: 'again', cycle: 2, text: 'Looking' }),
    incident({ key: 'end', cycle: 2, text: 'Resolved again', over: true }),
  );
  const moves = bodies().map(({ state, close_code, close_notes }) => [state, close_code, close_notes]);
  const none = [undefined, undefined, undefined];
  expect(moves).toEqual([
    none,
    ['6', 'Solution provided', 'Resolved'],
    none,
    ['2', undefined, undefined],
    none,
    ['6', 'Solution provided', 'Resolved again'],
  ]);
});

test('where a person has moved it to, it is left; without resolve and reopen it is only told', async () => {
  const { channel, bodies } = await side();
  const told = { ...place, resolve: undefined, reopen: undefined };
  const { ref = {} } = await channel.send(opened, { place: told }, {});
  await channel.send(resolved, { place: { ...place, resolve: { code: 'Duplicate', state: '1' } } }, ref);
  await channel.send(incident({ key: 'reopened', cycle: 2 }), { place: told }, ref);
  expect(bodies().map(({ state }) => state)).toEqual([undefined, undefined, undefined]);
});

describe('an answer is lost', () => {
  test('when it is opened: the record is found by its correlation id, and not opened again', async () => {
    const { channel, loses, asked, requests, arrived } = await side();
    loses('POST', /incident/);
    await expect(channel.send(opened, { place }, {})).rejects.toThrow(NoAnswer);
    const receipt = await channel.send({ ...opened, mayBeRepeat: true }, { place }, {});
    expect(receipt.providerId).toBe('INC0010001');
    expect(arrived()).toHaveLength(1);
    expect(asked()).toEqual([`POST ${table}`, `GET ${table}`]);
    const { searchParams } = new URL(requests[1]?.url ?? '');
    expect(searchParams.get('sysparm_query')).toMatch(/^correlation_id=tocsin-INC-000042-[0-9a-f]{8}$/);
  });

  test('and the next message comes in its place: it is a work note of that record', async () => {
    const { channel, loses, said } = await side();
    loses('POST', /incident/);
    await expect(channel.send(opened, { place }, {})).rejects.toThrow(NoAnswer);
    await channel.send({ ...update, mayBeRepeat: true }, { place }, {});
    expect(said()).toEqual([expect.stringContaining('SEV1 analysis-service'), 'The cache was cold']);
  });

  test('of another place of the same table the record is not taken for it', async () => {
    const { channel, arrived } = await side();
    await channel.send(opened, { place: { ...place, fields: {} } }, {});
    expect((await channel.send({ ...opened, mayBeRepeat: true }, { place }, {})).providerId).toBe('INC0010002');
    expect(arrived()).toHaveLength(2);
  });

  test('an instance that passes a query over gives every record: none is taken that does not say whose it is', async () => {
    const row = { sys_id: 'a', number: 'INC1', state: '1', correlation_id: '', correlation_display: '' };
    const asked: string[] = [];
    const channel = connect({
      ...portsAt(servicenow, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => login } }),
      http: () => ({
        send: async ({ method }) => {
          asked.push(method);
          const result = method === 'GET' ? [row] : { ...row, number: 'INC2' };
          return { status: 200, headers: {}, body: JSON.stringify({ result }) };
        },
      }),
    });
    expect((await channel.send({ ...opened, mayBeRepeat: true }, { place }, {})).providerId).toBe('INC2');
    expect(asked).toEqual(['GET', 'POST']);
  });

  test('of a work note or of the end: it is not written twice', async () => {
    const { channel, loses, tell, said } = await side();
    const refs = await tell(opened);
    for (const message of [update, resolved]) {
      loses('PATCH', /incident/);
      await expect(channel.send(message, { place }, refs)).rejects.toThrow(NoAnswer);
      await channel.send({ ...message, mayBeRepeat: true }, { place }, refs);
    }
    expect(said().slice(1)).toEqual(['The cache was cold', 'Resolved']);
  });
});

describe('what ServiceNow refuses is said with its cure', () => {
  test.each([
    [
      { mandatory: ['caller_id'] },
      'ServiceNow answers 403 (Operation Failed: Data Policy Exception: The following fields are mandatory: caller_id): let the account of the secret servicenow read, create and write records of incident, and give in `fields` and `resolve` what its data policies ask for',
    ],
    [
      { may: ['read'] },
      'ServiceNow answers 403 (Operation Failed: ACL Exception Insert Failed due to security constraints): let the account of the secret servicenow read, create and write records of incident, and give in `fields` and `resolve` what its data policies ask for',
    ],
    [{ tables: ['u_outage'] }, 'ServiceNow answers 400: Invalid table'],
  ])('%j', async (settings, expected) => {
    const { channel } = await side(settings);
    const thrown = await refusal(channel);
    expect(thrown).toBeInstanceOf(Undeliverable);
    expect(thrown.message).toBe(expected);
  });

  test('a resolution code that the instance does not have: nothing of the message is written', async () => {
    const { channel, tell, said } = await side({ closeCodes: ['Closed'] });
    const refs = await tell(opened);
    const thrown = await refusal(channel, resolved, place, refs);
    expect(thrown.message).toContain('Invalid choice for close_code: Solution provided');
    expect(said()).toHaveLength(1);
  });

  test('a record that is gone, or that the account does not see', async () => {
    const { channel } = await side();
    const thrown = await refusal(channel, update, place, { serviceNowRecord: '0'.repeat(32) });
    expect(thrown).toBeInstanceOf(Undeliverable);
    expect(thrown.message).toContain('ServiceNow answers 404 (No Record found: ');
  });

  test('credentials that it does not take, or that cannot be any', async () => {
    const { channel } = await side({}, 'no-colon');
    const thrown = await refusal(channel);
    expect(thrown).toBeInstanceOf(NotConfigured);
    expect(thrown.message).toBe('the secret servicenow is to hold user:password for ServiceNow');
    const refused = connect({
      ...portsAt(servicenow, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => login } }),
      http: () => ({ send: async () => ({ status: 401, headers: {}, body: '' }) }),
    });
    const said = await refusal(refused);
    expect(said).toBeInstanceOf(NotConfigured);
    expect(said.message).toContain('does not take what the secret servicenow holds');
  });

  test('more requests than there may be: as long as it says, nothing has been sent', async () => {
    const { channel } = await side({ rate: { burst: 1, perSecond: 0.05 } });
    await channel.send(opened, { place }, {});
    const thrown = await refusal(channel, incident({ incidentId: 'INC-000043' }));
    expect(thrown).toEqual(new RateLimited('ServiceNow answers 429', 20));
  });

  test.each([
    [503, Unreachable],
    [302, Undeliverable],
    [400, Undeliverable],
  ])('%i', async (status, expected) => {
    const channel = connect({
      ...portsAt(servicenow, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => login } }),
      http: () => ({ send: async () => ({ status, headers: {}, body: '<html>' }) }),
    });
    expect(await refusal(channel)).toBeInstanceOf(expected);
  });

  test('a base that leads into a network of our own is never asked', async () => {
    const channel = connect({
      ...portsAt(servicenow, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => login } }),
      env: {},
      http: () => fetchHttp({ allowHosts: [] }),
    });
    for (const base of ['https://127.0.0.1', 'https://169.254.169.254/latest', 'https://10.0.0.5:8443']) {
      const thrown = await refusal(channel, opened, { ...place, base });
      expect(thrown).toBeInstanceOf(Undeliverable);
      expect(thrown.message).toMatch(/^address refused: /);
    }
  });
});

test('an API key is sent in its own header, and may hold what a password may not', async () => {
  const { channel, requests } = await side({}, 'now_key-without-colon');
  await channel.send(opened, { place: { ...place, auth: 'api-key' } }, {});
  expect([requests[0]?.headers?.['x-sn-apikey'], requests[0]?.headers?.['authorization']]).toEqual([
    'now_key-without-colon',
    undefined,
  ]);
});

test('what a work note would render as HTML arrives as text; links hang below, and count towards what it may have', async () => {
  const { tell, bodies } = await side();
  const hostile = incident({ key: 'x', text: '[code]<img src=x onerror=alert(1)>[/CODE] see [codex]' });
  await tell(opened, hostile);
  expect(bodies()[1]?.work_notes).toBe('[ code]<img src=x onerror=alert(1)>[ /CODE] see [codex]');
  const actions = [
    { id: 'open', title: 'Incident', value: '-', url: 'https://tocsin.example.com/i/1' },
    { id: 'no', title: 'Choose', value: 'opaque' },
  ];
  const long = await side();
  await long.tell(incident({ actions, text: 'x'.repeat(5_000) }));
  const { description } = long.bodies()[0];
  expect(description).toHaveLength(4_000);
  expect(description.endsWith('…\nIncident: https://tocsin.example.com/i/1')).toBe(true);
});

test.each([
  [{ base: 'http://example.service-now.com' }, 'base'],
  [{ base: 'https://user:token@example.service-now.com' }, 'base'],
  [{ table: 'Incident; drop' }, 'table'],
  [{ fields: { state: '6' } }, 'fields'],
  [{ impact: { P1: '4' } }, 'impact'],
  [{ resolve: { state: '6' } }, 'resolve'],
  [{ reopen: { state: 'In Progress' } }, 'reopen'],
  [{ password: 'x' }, undefined],
])('%j is no place', (changes, field) => {
  const { error } = ServiceNowPlace.safeParse({ ...place, ...changes });
  expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
