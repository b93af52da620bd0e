import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bringUp, type Running } from '#local/bring-up';
import { executablePath, launch } from '#test/browser';
import { alertmanager, prometheus, without } from '#test/prometheus';
import { monitoring } from './support/monitoring.ts';
import { phone } from './support/phone.ts';
import { alarmEvent, story, takeToItsEnd, until } from './support/story.ts';

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));
let running: Running;
let here: ReturnType<typeof story>;

beforeAll(async () => {
  running = await bringUp({ playbook, speed: 120, say: () => {} });
  here = story(running);
});
afterAll(async () => {
  here?.close();
  await running?.stop();
});

const well = { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' } as const;
const broken = { 'analysis-service': 'down', 'tracklist-service': 'down', database: 'down' } as const;

test('200 alarms, each twice, shuffled with their recoveries: one incident, one lifecycle, one page a target and reason, all on the record', async () => {
  running.demoService.setState({ components: broken, errorRate: 23, p95Ms: 900 });
  running.demoService.setAction('restart', { components: well, errorRate: 0.5, p95Ms: 500 });
  const name = running.outputs.alarmNames[0] ?? '';
  const from = Date.now() - 120_000;
  const events = Array.from({ length: 200 }, (_, n) => [
    alarmEvent(name, 'ALARM', new Date(from + n * 100)),
    n % 10 === 9 ? alarmEvent(name, 'OK', new Date(from + n * 100 + 50)) : undefined,
  ])
    .flat()
    .filter((event) => event !== undefined)
    // the newest word is an alarm
    .concat(alarmEvent(name, 'ALARM', new Date(from + 60_000)));
  const twice = [...events, ...events.map((e) => ({ ...e, id: crypto.randomUUID() }))];
  // seeded: the same disorder each time
  let seed = 7;
  const shuffled = twice
    .map((event) => ({ event, at: (seed = (seed * 16_807) % 2_147_483_647) }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);
  await here.bus(shuffled);
  const id = await here.first();
  await until('the queue is empty', async () => (await here.depth('signals')) === 0, 120);
  expect((await here.commander.list()).map((i) => i.id)).toEqual([id]);
  expect((await here.executions('lifecycle', id)).length).toBe(1);
  const firing = (await here.commander.timeline(id)).filter(
    (l) => l.kind === 'signal' && l.because.startsWith('firing at '),
  );
  expect(firing.length).toBe(201);
  const keys = here.pages(id).map((m) => (m.raw as { dedup_key: string }).dedup_key);
  expect(new Set(keys).size).toBe(keys.length);
  const held = (await here.incident(id)) as unknown as {
    severity: string;
    state: string;
    signals: Record<string, { state: string }>;
  };
  expect(held).toMatchObject({ severity: 'P1', state: 'open' });
  // the newest word was an alarm, whatever came last
  expect(Object.values(held.signals).map((s) => s.state)).toEqual(['firing']);

  const second = running.outputs.alarmNames[1] ?? '';
  await here.bus([alarmEvent(second, 'ALARM', new Date())]);
  await until('the second alarm of the service joins', async () =>
    (await here.commander.timeline(id)).some((l) => l.because.includes('joins')),
  );
  expect((await here.commander.list()).length).toBe(1);

  const stays = await takeToItsEnd(running, id, () =>
    here.bus([name, second].map((alarm) => alarmEvent(alarm, 'OK', new Date()))),
  );
  expect(stays.severity).toBe('P1');
  expect(running.demoService.actions().map((a) => a.name)).toEqual(['restart']);

  running.demoService.setState({ components: broken, errorRate: 23, p95Ms: 900 });
  await here.bus([alarmEvent(name, 'OK', new Date(Date.now() - 1000)), alarmEvent(name, 'ALARM', new Date())]);
  const next = await here.first([id]);
  await until('the next incident pages', async () => here.pages(next).length > 0);
  expect((await here.commander.incident(next)) as unknown).toMatchObject({ previous: id });
  await here.commander.post(`${next}/resolve`, { as: 'false-alarm', reason: 'end of the test' });
});

test('a stopped lifecycle is taken up by the next run: the incident goes on to its end, and nothing is done twice', async () => {
  const known = (await here.commander.list()).map((i) => i.id);
  running.demoService.setState({ components: broken, errorRate: 23, p95Ms: 900 });
  running.demoService.setAction('restart', { components: well, errorRate: 0.5, p95Ms: 500 });
  const before = running.demoService.actions().length;
  await here.alarm(running.outputs.alarmNames[2] ?? '', 'OK', 'well');
  await here.alarm(running.outputs.alarmNames[2] ?? '', 'ALARM', 'Threshold Crossed: [23.0]');
  const id = await here.first(known);
  await until('it asks how to mend', async () => (await here.incident(id)).question?.kind === 'resolution-type');
  await here.stop('lifecycle', id);
  await until('the next run has begun', async () => (await here.executions('lifecycle', id)).length === 2, 120);
  const over = await takeToItsEnd(running, id, () => here.alarm(running.outputs.alarmNames[2] ?? '', 'OK', 'well'));
  expect(over.state).toBe('reviewed');
  expect(
    running.demoService
      .actions()
      .slice(before)
      .map((a) => a.name),
  ).toEqual(['restart']);
  // on a slow machine a cadence of 15 minutes is due twice, with the same text; no more may be sent than the record has lines for
  const lines = (await here.commander.timeline(id)).filter((l) => l.kind === 'page' || l.kind === 'message');
  const sent = running.inbox.messages({ incident: id });
  const by = (all: readonly { channel?: string | undefined }[], channel: string) =>
    all.filter((m) => m.channel === channel).length;
  for (const channel of ['slack', 'email']) expect([channel, by(sent, channel)]).toEqual([channel, by(lines, channel)]);
  expect(here.pages(id).length).toBe(lines.filter((l) => l.kind === 'page').length);
  const events = sent.filter((m) => m.channel === 'pagerduty').map((m) => `${m.to} ${m.text}`);
  expect(events.filter((text, n) => events.indexOf(text) !== n && !text.includes('may be a repeat'))).toEqual([]);
});

test('what is no alarm goes to the dead letters with its payload, and others are not held up', async () => {
  const known = (await here.commander.list()).map((i) => i.id);
  const garbage = {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    detail: { alarmName: 7 },
  };
  await here.hurry('signals');
  const name = running.outputs.alarmNames[2] ?? '';
  await here.bus([garbage, alarmEvent(name, 'OK', new Date(Date.now() - 2000)), alarmEvent(name, 'ALARM', new Date())]);
  const id = await here.first(known);
  await here.commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'end of the test' });
  expect((await here.incident(id)).state).toBe('ended');
  const dead = await until('the dead letter', async () => {
    const letters = await here.dead('Signals');
    return letters.length > 0 && letters;
  });
  expect(dead.map((text) => JSON.parse(text) as unknown)).toEqual([garbage]);
});

test.skipIf(prometheus === undefined || alertmanager === undefined)(
  `a real Prometheus by the playbook's rule file, and its Alertmanager: one incident of two rules, raised, repeated in vain, and recovered${without(prometheus, 'prometheus')}${without(alertmanager, 'prometheus-alertmanager')}`,
  async () => {
    const known = (await here.commander.list()).map((i) => i.id);
    const pack = structuredClone(running.pack);
    const [errors, , database] = pack.playbook.detection.rules;
    Object.assign(errors ?? {}, { for: '1s', prometheus: { expr: 'error_percent' } });
    Object.assign(database ?? {}, { for: '1s', prometheus: { expr: 'answer_seconds', service: 'tracklist-service' } });
    const secret = await here.secret('sources/alertmanager');
    const { measured, stop } = await monitoring(
      { prometheus: prometheus ?? '', alertmanager: alertmanager ?? '' },
      { pack, apiUrl: running.outputs.apiUrl, secret },
    );
    running.demoService.setState({ components: well, errorRate: 7, p95Ms: 500 });
    try {
      measured['error_percent{service="tracklist-service"}'] = 7;
      measured['answer_seconds'] = 6;
      const id = await here.first(known);
      const signals = async () => {
        const held = (await here.incident(id)) as unknown as {
          severity: string;
          signals: Record<string, { state: string; title: string }>;
        };
        return [
          held.severity,
          ...Object.values(held.signals)
            .map(({ title, state }) => `${title} ${state}`)
            .sort(),
        ];
      };
      await until('both rules fire in it', async () => (await signals()).length === 3);
      expect(await signals()).toEqual(['P2', 'database-performance firing', 'high-error-rate firing']);
      measured['error_percent{service="tracklist-service"}'] = 23;
      await until('it is raised', async () => (await signals())[0] === 'P1');
      // Alertmanager repeats itself every two seconds
      await new Promise((done) => setTimeout(done, 3_000));
      const seen = (await here.commander.timeline(id)).filter(
        (l) => l.kind === 'signal' && l.because.startsWith('firing'),
      );
      expect(seen.length).toBe(3);
      measured['error_percent{service="tracklist-service"}'] = 0;
      measured['answer_seconds'] = 0;
      await until('all have recovered', async () => !(await signals()).some((line) => line.endsWith('firing')));
      expect((await here.commander.list()).map((i) => i.id).filter((one) => !known.includes(one))).toEqual([id]);
      await here.commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'end of the test' });
    } finally {
      await stop();
    }
  },
);

/** The phones of Tracktion's rotations, the same whatever the day. */
const paging = { primary: '+15550101', secondary: '+15550102' };

/** Declares a P1, whose pages PagerDuty refuses, so that they go by SMS. */
async function declared(title: string): Promise<string> {
  const headers = { authorization: `Bearer ${running.outputs.tokens.commander}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ title, severity: 'P1', service: 'analysis-service' });
  const answer = await fetch(`${running.outputs.apiUrl}/v1/incidents`, { method: 'POST', headers, body });
  return ((await answer.json()) as { id: string }).id;
}

test.skipIf(executablePath === undefined)(
  'woken by SMS, with scripts off: “I can’t” pages the next, who acknowledges, notes, answers; a stale button says what is true',
  async () => {
    running.inbox.fault('pagerduty', { mode: 'ok-false' });
    const browser = await launch();
    const hand = await phone(browser, running);
    const id = await declared('Uploads fail');
    try {
      const hers = await hand.link(id, paging.primary);
      const [early, page] = [await hand.open(hers), await hand.open(hers)];
      expect(await hand.textOf(page)).toContain('You are called as Primary on call');
      await page.getByRole('link', { name: 'I can’t' }).click();
      await page.getByRole('button', { name: /^I can’t/ }).click();
      expect(await hand.textOf(page)).toContain('You have handed it on.');
      const next = await hand.open(await hand.link(id, paging.secondary));
      await next.getByRole('button', { name: 'Acknowledge' }).click();
      expect(await hand.textOf(next)).toContain('It is yours. Nobody else is being paged.');

      await next.getByLabel('What do you see, or what have you done?').fill('“Datenbank” antwortet nicht ✓');
      await next.getByRole('button', { name: 'Add note' }).click();
      expect(await hand.textOf(next)).toContain('Your note is on the timeline.');
      await until('the question is open', async () => (await here.incident(id)).question?.kind === 'resolution-type');
      await next.reload();
      await next.getByRole('radio', { name: 'Work around' }).check();
      await next.getByRole('button', { name: 'Answer', exact: true }).click();
      expect(await hand.textOf(next)).toContain('Your answer is given.');

      await early.getByRole('button', { name: 'Acknowledge' }).click();
      const stale = await hand.textOf(early);
      expect(stale).toMatch(
        /That button did nothing\. You wanted to acknowledge, but .+ acknowledged it at \d\d:\d\d\./,
      );
      expect(stale).toContain('You can go back to sleep.');
      // what the carrier told of her page stands beside it
      await until('the receipt', async () => {
        await early.reload();
        return /SMS accepted \d\d:\d\d, delivered \d\d:\d\d/.test(await hand.textOf(early));
      });
      const lines = await here.commander.timeline(id);
      expect(lines.filter((l) => l.kind === 'acknowledged').map((l) => l.because)).toEqual([
        expect.stringMatching(/^acknowledged by \w+, by link$/),
      ]);
      expect(lines.map((l) => l.because).filter((line) => line.includes('Datenbank'))).toEqual([
        '“Datenbank” antwortet nicht ✓',
      ]);
    } finally {
      await browser.close();
      running.inbox.mend('pagerduty');
      await here.commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'end of the test' });
    }
  },
);

test('a page by SMS that the carrier loses goes by mail at once, and the timeline says why', async () => {
  running.inbox.fault('pagerduty', { mode: 'ok-false' });
  running.inbox.fault('sms', { mode: 'undelivered' });
  const id = await declared('Track lists are empty');
  try {
    await until('a page by mail', async () => here.pages(id).some(({ channel }) => channel === 'email'));
    await until('the line', async () =>
      (await here.commander.timeline(id)).some((l) =>
        /^SMS to \+15…01: not delivered .* the next channel is tried at once$/.test(l.because),
      ),
    );
  } finally {
    running.inbox.mend('sms');
    running.inbox.mend('pagerduty');
    await here.commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'end of the test' });
  }
});

test.skipIf(executablePath === undefined)(
  'at the board: declared, watched while it pages and escalates, acknowledged in one tab and seen in the other, answered, approved, resolved, looked back at',
  async () => {
    running.demoService.setState({ components: broken, errorRate: 23, p95Ms: 900 });
    running.demoService.setAction('restart', { components: well, errorRate: 0.5, p95Ms: 500 });
    const before = running.demoService.actions().length;
    const browser = await launch();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const faults: string[] = [];
    context.setDefaultTimeout(20_000);
    context.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    context.on('weberror', (error) => faults.push(String(error.error())));
    const [board, incident] = [await context.newPage(), await context.newPage()];
    let id: string | undefined;
    try {
      await board.goto(running.outputs.consoleUrl);
      await board.getByRole('button', { name: 'Sign in as commander' }).click();
      // the second tab is signed in already
      await incident.goto(`${running.outputs.consoleUrl}/declare`);
      await incident.getByLabel('What is wrong?').fill('Uploads fail <b>everywhere</b>');
      await incident.getByLabel('Service', { exact: true }).selectOption('analysis-service');
      await incident.getByRole('radio', { name: /^P1/ }).check();
      await incident.getByRole('button', { name: 'Declare and page' }).click();
      id = new URL(incident.url()).pathname.split('/').at(-1) ?? '';
      // without a reload: the page keeps up by itself
      await incident.locator('.t').getByText('Secondary on call').first().waitFor();
      const mine = board.locator('article', { hasText: 'Uploads fail <b>everywhere</b>' });
      await mine.waitFor();
      await incident.getByRole('button', { name: 'Acknowledge' }).click();
      await mine.getByText('Ana Alvarez has it').waitFor();
      expect((await here.incident(id)).acknowledged?.by).toBe('ana');

      await incident.getByRole('radio', { name: /^Fix/ }).check();
      await incident.getByRole('button', { name: 'Answer' }).click();
      await incident.getByRole('radio', { name: /^Approve and start/ }).check();
      await incident.getByRole('button', { name: 'Answer' }).click();
      await until(
        'the step has run',
        async () =>
          running.demoService
            .actions()
            .slice(before)
            .some(({ name }) => name === 'restart'),
        30,
      );

      await incident.getByText('Resolve', { exact: true }).first().click();
      await incident.getByRole('radio', { name: /^Recovered by itself/ }).check();
      await incident.locator('#resolve-why').fill('uploads work again');
      await incident.getByRole('button', { name: 'Resolve' }).click();
      const over = board.locator('section', { has: board.getByRole('heading', { name: 'Recently ended' }) });
      await over.getByText('Uploads fail <b>everywhere</b>').waitFor();

      await incident.getByText('Look back in time').click();
      await incident.locator('#scrub').fill('1');
      await incident.locator('.facts', { hasText: 'Not acknowledged' }).waitFor();
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
      if (id !== undefined && (await here.incident(id)).state === 'open')
        await here.commander.post(`${id}/resolve`, { as: 'false-alarm', reason: 'end of the test' });
    }
  },
);

test('without a token the API says 401, and a viewer may read but not close', async () => {
  const url = `${running.outputs.apiUrl}/v1/incidents`;
  expect((await fetch(url)).status).toBe(401);
  const viewer = { authorization: `Bearer ${running.outputs.tokens.viewer}`, 'content-type': 'application/json' };
  expect((await fetch(url, { headers: viewer })).status).toBe(200);
  expect((await fetch(url, { method: 'POST', headers: viewer, body: JSON.stringify({ title: 'x' }) })).status).toBe(
    403,
  );
  expect((await fetch(`${running.outputs.apiUrl}/health`)).status).toBe(200);
});

test('no function has logged anybody’s address or key', async () => {
  const addresses = Object.values({ ...running.people.people, ...running.people.targets }).flatMap(
    ({ email, phone, login, pagerduty, slack }) =>
      [email, phone, login, pagerduty, slack].filter((address): address is string => typeof address === 'string'),
  );
  expect(addresses.length).toBeGreaterThan(20);
  const functions = await here.functions();
  expect(functions.filter(({ logged }) => logged.includes('REPORT')).length).toBeGreaterThan(15);
  const telling = functions.filter(({ logged }) => addresses.some((address) => logged.includes(address)));
  expect(telling.map(({ name }) => name)).toEqual([]);
});

test('a change of people is deployed without a change of any function, and holds within a minute or so', async () => {
  const changed = mkdtempSync(join(tmpdir(), 'tocsin-people-'));
  cpSync(playbook, changed, { recursive: true });
  const file = join(changed, 'people.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('Tom Tanaka', 'Tom Changed'));
  const onCall = async () => {
    const headers = { authorization: `Bearer ${running.outputs.tokens.viewer}` };
    return (await fetch(`${running.outputs.apiUrl}/v1/on-call`, { headers })).text();
  };
  try {
    const before = await here.functions();
    expect(await onCall()).toContain('Tom Tanaka');
    await running.redeploy(changed);
    await until('the API knows', async () => (await onCall()).includes('Tom Changed'), 75);
    const of = (all: typeof before) => all.map(({ name, changed: last }) => [name, last]);
    expect(of(await here.functions())).toEqual(of(before));
  } finally {
    rmSync(changed, { recursive: true });
  }
});
