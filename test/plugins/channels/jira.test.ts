import { describe, expect, test } from 'vitest';
import { fetchHttp } from '#adapters/http';
import type { Notice, Refs } from '#app/outbox/message';
import type { Channel } from '#app/ports';
import { NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { jira } from '#plugins/channels/jira/channel';
import { JiraPlace } from '#plugins/channels/jira/place';
import { connect } from '#plugins/channels/jira/send';
import { providerSide } from '#test/provider-side';
import { notice } from './messages.ts';
import { portsAt } from './provider.ts';

const token = 'tocsin@example.com:token-of-ours';
const cloud = {
  tool: 'jira',
  base: 'https://example.atlassian.net',
  project: 'OPS',
  issueType: 'Incident',
  secret: 'jira',
  labels: ['on-call'],
  components: ['Audio'],
  priority: { P1: 'Highest', P2: 'High' },
  transitions: { resolved: 'Done', reopened: 'To Do' },
};
const incident = (changes: Partial<Notice> = {}) => notice({ severity: 'P1', ...changes });
const opened = incident();
const update = incident({ key: 'INC-000042.1.update.news', text: 'The cache was cold' });
const resolved = incident({ key: 'INC-000042.1.resolved.news', text: 'Resolved', over: true });

const side = async (settings: object = {}, secret = token, now?: () => Date) => {
  const made = await providerSide(jira, {
    settings,
    secrets: { jira: secret },
    ...(now === undefined ? {} : { now }),
  });
  return {
    ...made,
    bodies: () => made.requests.map(({ body }) => (body === undefined ? undefined : JSON.parse(body))),
    /** Sends in the order given, each with what the first left. */
    tell: async (...messages: Notice[]) => {
      let refs: Refs = {};
      for (const message of messages)
        refs = { ...(await made.channel.send(message, { place: cloud }, refs)).ref, ...refs };
      return refs;
    },
    said: () => made.arrived().map(({ text }) => text),
  };
};
const document = (...lines: string[]) => ({
  type: 'doc',
  version: 1,
  content: [
    {
      type: 'paragraph',
      content: lines.flatMap((text, n) =>
        n === 0 ? [{ type: 'text', text }] : [{ type: 'hardBreak' }, { type: 'text', text }],
      ),
    },
  ],
});
const refusal = async (channel: Channel, message = opened, place: object = cloud, refs: Refs = {}): Promise<Error> => {
  const thrown = await channel.send(message, { place: JiraPlace.parse(place) }, refs).catch((error: unknown) => error);
  if (!(thrown instanceof Error)) throw new Error('nothing was refused');
  return thrown;
};

test('the first message opens an issue, with everything that the place says, in one request', async () => {
  const { channel, asked, requests, bodies } = await side();
  const receipt = await channel.send(incident({ text: 'one\ntwo' }), { place: cloud }, {});
  expect(receipt).toEqual({
    providerId: 'OPS-101',
    ref: { jiraIssue: '10101' },
    shown: 'OPS-101 https://example.atlassian.net/browse/OPS-101',
  });
  expect(asked()).toEqual(['POST /rest/api/3/issue']);
  expect(requests[0]?.headers?.['authorization']).toBe(`Basic ${btoa(token)}`);
  expect(bodies()[0]).toEqual({
    fields: {
      project: { key: 'OPS' },
      issuetype: { name: 'Incident' },
      summary: 'SEV1 analysis-service is down',
      description: document('one', 'two'),
      labels: ['on-call', 'tocsin-INC-000042'],
      components: [{ name: 'Audio' }],
      priority: { name: 'Highest' },
    },
    properties: [
      {
        key: 'tocsin',
        value: {
          incidentId: 'INC-000042',
          place: expect.stringMatching(/^[0-9a-f]{12}$/),
          key: 'INC-000042.1.opened.news',
          cycle: 1,
          severity: 'P1',
          state: 'open',
          moves: false,
        },
      },
    ],
  });
});

test('later messages are comments; the priority changes with the severity and only then; a severity without one changes nothing', async () => {
  const { tell, bodies } = await side();
  await tell(
    opened,
    update,
    incident({ key: 'raised', severity: 'P2' }),
    incident({ key: 'next', severity: 'P2' }),
    incident({ key: 'lower', severity: 'P4' }),
  );
  const edits = bodies().filter((body) => body?.update !== undefined);
  expect(edits.map(({ fields }) => fields)).toEqual([undefined, { priority: { name: 'High' } }, undefined, undefined]);
  expect(edits[0].update).toEqual({ comment: [{ add: { body: document('The cache was cold') } }] });
});

test('resolved moves it, re-opened moves it back; what is told after the end opens nothing again', async () => {
  const { tell, said } = await side();
  await tell(
    opened,
    resolved,
    incident({ key: 'review', text: 'The review is on Friday' }),
    incident({ key: 'reopened', cycle: 2, text: 'It is back' }),
    incident({ key: 'again', cycle: 2, text: 'Looking' }),
    incident({ key: 'end', cycle: 2, text: 'Resolved again', over: true }),
  );
  expect(said().slice(1)).toEqual([
    'Resolved',
    'moved to Done',
    'The review is on Friday',
    'It is back',
    'moved to To Do',
    'Looking',
    'Resolved again',
    'moved to Done',
  ]);
});

test('where a person has moved it to, it is left; the name of a transition does as well', async () => {
  const { channel, said } = await side();
  const place = { ...cloud, transitions: { resolved: 'close issue' } };
  const { ref = {} } = await channel.send(opened, { place }, {});
  await channel.send(resolved, { place }, ref);
  // its place names no way back
  await channel.send(incident({ key: 'reopened', cycle: 2, text: 'It is back' }), { place }, ref);
  // it is Done already
  await channel.send(incident({ key: 'end', cycle: 2, text: 'Again', over: true }), { place: cloud }, ref);
  expect(said().slice(1)).toEqual(['Resolved', 'moved to Done', 'It is back', 'Again']);
});

describe('an answer is lost', () => {
  test('when it is opened: the issue is found by its label, and not opened again', async () => {
    const { channel, loses, asked, arrived } = await side();
    loses('POST', /issue$/);
    await expect(channel.send(opened, { place: cloud }, {})).rejects.toThrow(NoAnswer);
    const receipt = await channel.send({ ...opened, mayBeRepeat: true }, { place: cloud }, {});
    expect(receipt).toMatchObject({ providerId: 'OPS-101', ref: { jiraIssue: '10101' } });
    expect(arrived()).toHaveLength(1);
    expect(asked().slice(1)).toEqual(['POST /rest/api/3/search/jql', 'GET /rest/api/3/issue/10101']);
  });

  test('and the next message comes in its place: it is a comment of that issue', async () => {
    const { channel, loses, said } = await side();
    loses('POST', /issue$/);
    await expect(channel.send(opened, { place: cloud }, {})).rejects.toThrow(NoAnswer);
    await channel.send({ ...update, mayBeRepeat: true }, { place: cloud }, {});
    expect(said()).toEqual([expect.stringContaining('SEV1 analysis-service'), 'The cache was cold']);
  });

  test.each([
    ['found where the index has it by the next attempt', 20, 1],
    ['not found before: then there are two', 40, 2],
  ])('an issue is %s', async (_, indexedAfter, issues) => {
    let now = Date.parse('2026-03-11T14:00:00Z');
    const { channel, loses, arrived } = await side({ indexedAfter }, token, () => new Date(now));
    loses('POST', /issue$/);
    await expect(channel.send(opened, { place: cloud }, {})).rejects.toThrow(NoAnswer);
    now += 25_000;
    await channel.send({ ...opened, mayBeRepeat: true }, { place: cloud }, {});
    expect(arrived()).toHaveLength(issues);
  });

  test('another place of the same project, and an issue of three days ago, are not taken for it', async () => {
    let now = Date.parse('2026-03-11T14:00:00Z');
    const { channel, arrived } = await side({}, token, () => new Date(now));
    await channel.send(opened, { place: { ...cloud, issueType: 'Task' } }, {});
    expect((await channel.send({ ...opened, mayBeRepeat: true }, { place: cloud }, {})).providerId).toBe('OPS-102');
    now += 3 * 86_400_000;
    expect((await channel.send({ ...opened, mayBeRepeat: true }, { place: cloud }, {})).providerId).toBe('OPS-103');
    expect(arrived()).toHaveLength(3);
  });

  test('of a comment: it is not written twice', async () => {
    const { channel, loses, tell, said } = await side();
    const refs = await tell(opened);
    loses('PUT', /issue/);
    await expect(channel.send(update, { place: cloud }, refs)).rejects.toThrow(NoAnswer);
    await channel.send({ ...update, mayBeRepeat: true }, { place: cloud }, refs);
    expect(said().slice(1)).toEqual(['The cache was cold']);
  });

  test.each(['Done', 'Close issue'])('of the move to %s: it is commented once and moved once', async (wanted) => {
    const { channel, loses, tell, said } = await side();
    const place = { ...cloud, transitions: { resolved: wanted } };
    const refs = await tell(opened);
    loses('POST', /transitions$/);
    await expect(channel.send(resolved, { place }, refs)).rejects.toThrow(NoAnswer);
    await channel.send({ ...resolved, mayBeRepeat: true }, { place }, refs);
    expect(said().slice(1)).toEqual(['Resolved', 'moved to Done']);
  });

  test('between comment and move: only the move is made up for', async () => {
    const { channel, loses, tell, said } = await side();
    const refs = await tell(opened);
    loses('GET', /transitions$/);
    await expect(channel.send(resolved, { place: cloud }, refs)).rejects.toThrow(NoAnswer);
    await channel.send({ ...resolved, mayBeRepeat: true }, { place: cloud }, refs);
    expect(said().slice(1)).toEqual(['Resolved', 'moved to Done']);
  });
});

describe('what Jira refuses is said with its cure', () => {
  const words = async (settings: object, message: Notice = opened, place: object = cloud) => {
    const { channel } = await side(settings);
    return refusal(channel, message, place);
  };

  test.each([
    [{ projects: ['OTHER'] }, 'Jira answers 400: project: valid project is required'],
    [{ issueTypes: ['Task'] }, 'Jira answers 400: issuetype: Specify a valid issue type'],
    [{ components: ['Video'] }, "Jira answers 400: components: Component name 'Audio' is not valid"],
    [{ priorities: ['High'] }, 'Jira answers 400: priority: The priority selected is invalid.'],
    [
      { issueTypes: ['Task'], priorities: ['High'] },
      'Jira answers 400: issuetype: Specify a valid issue type; priority: The priority selected is invalid.',
    ],
    [
      { may: ['browse'] },
      'Jira answers 403 (You do not have permission to create issues in this project.): let the account of the secret jira browse project OPS, and create, edit, comment and move its issues',
    ],
  ])('%j', async (settings, expected) => {
    const thrown = await words(settings);
    expect(thrown).toBeInstanceOf(Undeliverable);
    expect(thrown.message).toBe(expected);
  });

  test('an issue that is gone, or that the account does not see', async () => {
    const { channel } = await side();
    const thrown = await refusal(channel, update, cloud, { jiraIssue: '99999' });
    expect(thrown).toBeInstanceOf(Undeliverable);
    expect(thrown.message).toBe(
      'Jira answers 404 (Issue does not exist or you do not have permission to see it.): look whether https://example.atlassian.net is the site, and whether the account of the secret jira sees project OPS and the issue',
    );
  });

  test('credentials that it does not take, or that cannot be any', async () => {
    const { channel } = await side({}, 'no-colon');
    const thrown = await refusal(channel);
    expect(thrown).toBeInstanceOf(NotConfigured);
    expect(thrown.message).toBe('the secret jira is to hold user@example.com:token for Jira Cloud');
    const refused = connect({
      ...portsAt(jira, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => token } }),
      http: () => ({ send: async () => ({ status: 401, headers: {}, body: '' }) }),
    });
    const said = await refusal(refused);
    expect(said).toBeInstanceOf(NotConfigured);
    expect(said.message).toContain('https://example.atlassian.net does not take what the secret jira holds');
  });

  test('a workflow without the way: the comment is there, and what ways there are is said', async () => {
    const { channel, tell, said } = await side({ workflow: [{ from: 'To Do', name: 'Start', to: 'In Progress' }] });
    const refs = await tell(opened);
    const thrown = await refusal(channel, resolved, cloud, refs);
    expect(thrown).toBeInstanceOf(Undeliverable);
    expect(thrown.message).toBe(
      'OPS-101 has the message but cannot be moved: nothing leads from To Do to "Done"; there is Start (to In Progress)',
    );
    expect(said().at(-1)).toBe('Resolved');
    // and so it is said at every further attempt, without a further comment
    for (const mayBeRepeat of [false, true])
      expect(await refusal(channel, { ...resolved, mayBeRepeat }, cloud, refs)).toEqual(thrown);
    expect(said()).toHaveLength(2);
  });

  test('more requests than there may be: as long as it says, nothing has been sent', async () => {
    const { channel } = await side({ rate: { burst: 1, perSecond: 0.05 } });
    await channel.send(opened, { place: cloud }, {});
    const thrown = await refusal(channel, incident({ incidentId: 'INC-000043' }));
    expect(thrown).toEqual(new RateLimited('Jira answers 429', 20));
  });

  test.each([
    [409, Unreachable],
    [503, Unreachable],
    [410, Undeliverable],
    [302, Undeliverable],
  ])('%i', async (status, expected) => {
    const channel = connect({
      ...portsAt(jira, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => token } }),
      http: () => ({ send: async () => ({ status, headers: {}, body: '<html>' }) }),
    });
    expect(await refusal(channel)).toBeInstanceOf(expected);
  });

  test('a base that leads into a network of our own is never asked', async () => {
    const channel = connect({
      ...portsAt(jira, { url: 'https://inbox.test', endpoints: {}, secrets: { get: async () => token } }),
      env: {},
      http: () => fetchHttp({ allowHosts: [] }),
    });
    for (const base of ['https://127.0.0.1', 'https://169.254.169.254/latest', 'https://10.0.0.5:8443/jira']) {
      const thrown = await refusal(channel, opened, { ...cloud, base });
      expect(thrown).toBeInstanceOf(Undeliverable);
      expect(thrown.message).toMatch(/^address refused: /);
    }
  });
});

test('Data Center: API v2, a personal access token, and text that nothing reads as markup', async () => {
  const { channel, asked, requests, bodies, loses, said } = await side({}, 'a-personal-access-token');
  const place = { ...cloud, edition: 'data-center', base: 'https://jira.example.com/jira/' };
  const message = incident({ text: '[~alice] {noformat} h1. loud' });
  loses('POST', /issue$/);
  await expect(channel.send(message, { place }, {})).rejects.toThrow(NoAnswer);
  const { ref = {}, shown } = await channel.send({ ...message, mayBeRepeat: true }, { place }, {});
  await channel.send(resolved, { place }, ref);
  expect(shown).toBe('OPS-101 https://jira.example.com/jira/browse/OPS-101');
  expect(requests[0]?.headers?.['authorization']).toBe('Bearer a-personal-access-token');
  expect(bodies()[0].fields.description).toBe('{noformat}\n[~alice] { noformat} h1. loud\n{noformat}');
  expect(asked()).toEqual([
    'POST /rest/api/2/issue',
    'POST /rest/api/2/search',
    'GET /rest/api/2/issue/10101',
    'GET /rest/api/2/issue/10101',
    'PUT /rest/api/2/issue/10101',
    'GET /rest/api/2/issue/10101/transitions',
    'POST /rest/api/2/issue/10101/transitions',
  ]);
  expect(said().at(-1)).toBe('moved to Done');
  const long = incident({ incidentId: 'INC-000044', text: '{noformat}'.repeat(4_000) });
  expect((await channel.send(long, { place }, {})).providerId).toBe('OPS-102');
});

test('links hang below the text, and count towards what it may have', async () => {
  const { channel, bodies } = await side();
  const actions = [
    { id: 'open', title: 'Incident', value: '-', url: 'https://tocsin.example.com/i/1' },
    { id: 'no', title: 'Choose', value: 'opaque' },
  ];
  await channel.send(incident({ actions, text: 'x'.repeat(40_000) }), { place: cloud }, {});
  const { content } = bodies()[0].fields.description;
  expect(content[0].content[0].text).toHaveLength(32_767 - 'Incident'.length - 1);
  expect(content[1].content).toEqual([
    {
      type: 'text',
      text: 'Incident',
      marks: [{ type: 'link', attrs: { href: 'https://tocsin.example.com/i/1' } }],
    },
  ]);
});

describe('the fake is as strict as Jira', () => {
  const post = async (path: string, body: unknown, headers = { authorization: `Basic ${btoa(token)}` }) => {
    const { inbox } = await side();
    const answer = inbox.handle({
      method: 'POST',
      path: `/jira/rest/api/${path}`,
      headers,
      body: JSON.stringify(body),
    });
    if ('broken' in answer) throw new Error('no answer');
    return [answer.status, answer.body === '' ? null : JSON.parse(answer.body).errors];
  };
  const fields = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x', description: document('x') };
  test.each([
    ['summary of 256', { summary: 'x'.repeat(256) }, { summary: 'Summary must be less than 255 characters.' }],
    ['none', { summary: ' ' }, { summary: 'You must specify a summary of the issue.' }],
    ['two lines', { summary: 'a\nb' }, { summary: 'The summary is invalid because it contains newline characters.' }],
    [
      'plain text in v3',
      { description: 'x' },
      { description: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' },
    ],
    [
      'an empty text node',
      { description: document('') },
      { description: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' },
    ],
    [
      'text of 32,768',
      { description: document('x'.repeat(32_768)) },
      { description: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.' },
    ],
    ['a label with a blank', { labels: ['a b'] }, { labels: 'A label contains spaces which is invalid.' }],
  ])('%s', async (_, changes, errors) => {
    expect(await post('3/issue', { fields: { ...fields, ...changes } })).toEqual([400, errors]);
  });

  test('the search of old is gone, an unbounded one is refused, and nobody is let in without credentials', async () => {
    expect(await post('3/search', { jql: 'project = "OPS"' })).toEqual([410, {}]);
    expect(await post('3/search/jql', { jql: 'labels = "x"' })).toEqual([400, {}]);
    expect(await post('3/issue', { fields }, { authorization: 'Bearer x' })).toEqual([401, {}]);
  });
});

test.each([
  [{ base: 'http://example.atlassian.net' }, 'base'],
  [{ base: 'https://user:token@example.atlassian.net' }, 'base'],
  [{ base: 'https://example.atlassian.net/?x=1' }, 'base'],
  [{ project: 'ops" OR 1=1' }, 'project'],
  [{ labels: ['on call'] }, 'labels'],
  [{ transitions: { resolved: 'Done', closed: 'Done' } }, 'transitions'],
  [{ token: 'x' }, undefined],
])('%j is no place', (changes, field) => {
  const { error } = JiraPlace.safeParse({ ...cloud, ...changes });
  expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
});
