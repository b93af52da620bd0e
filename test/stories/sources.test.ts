import { expect, test } from 'vitest';
import { keys } from '#app/store/keys';
import type { Pack } from '#core/playbook/pack';
import { bearer, hmac, sourcesOn } from '#test/sources';
import { changed, Story } from '#test/story';

const secret = 'c2VjcmV0LW9mLWFsZXJ0bWFuYWdlcg';
const shown = bearer(secret);

/** An alert of Alertmanager about a rule of the playbook. */
const alert = (fingerprint: string, startsAt: string, more: object = {}) => ({
  status: 'firing',
  labels: { alertname: 'high-error-rate', service: 'analysis-service', severity: 'P2' },
  annotations: { summary: 'Requests fail', value: '7' },
  startsAt: `2026-03-11T${startsAt}Z`,
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint,
  ...more,
});
const over = (fingerprint: string, startsAt: string, endsAt: string) =>
  alert(fingerprint, startsAt, { status: 'resolved', endsAt: `2026-03-11T${endsAt}Z` });
/** Signals of a story's incident that fire. */
const firingIn = async (story: Story): Promise<number> => {
  const { sk: prefix } = keys.firing(story.id, '');
  const shards = await story.run(() => story.world.table.query(story.id, { prefix }));
  return shards.reduce((sum, row) => sum + Number(row['firing']), 0);
};
const group = (...alerts: object[]) => ({ version: '4', groupKey: '{}:{}', status: 'firing', alerts });

async function listening(options: { pack?: Pack } = {}, secrets: Record<string, string | undefined> = {}) {
  const story = new Story(options);
  const sources = sourcesOn(story.world, { alertmanager: secret, json: secret, ...secrets });
  const incidents = async () =>
    (await story.world.table.index('list', 'INCIDENT', { limit: 20 })).rows.map((r) => r.pk);
  /** The one incident that there is, from now on the story's. */
  const opened = async () => {
    const ids = await incidents();
    expect(ids).toHaveLength(1);
    story.id = ids[0] ?? '';
    return story;
  };
  return { story, ...sources, incidents, opened };
}

test('a group opens one incident by its rule, a repeat is the same, a mixed batch recovers what is over and a raise pages again', async () => {
  const { story, send, opened } = await listening();
  const first = group(alert('a1', '14:01:00'), alert('b2', '14:01:30'));
  expect(await send('alertmanager', first, shown)).toMatchObject({
    status: 202,
    json: { signals: 2, ignored: 0, errors: [] },
  });
  await opened();
  expect(Object.keys((await story.incident()).signals)).toEqual(['alertmanager/a1', 'alertmanager/b2']);
  expect(await story.why(['opened', 'severity'])).toEqual([
    '14:02:00 | - | alertmanager: Requests fail',
    '14:02:00 | P2 | High error rate: 7 % (playbook.yaml:135)',
  ]);
  const before = (await story.incident()).seq;
  expect((await send('alertmanager', first, shown)).status).toBe(202);
  expect((await story.incident()).seq).toBe(before);

  await story.until('14:04');
  const worse = alert('c3', '14:03:40', { annotations: { value: '23', summary: 'Most requests fail' } });
  expect((await send('alertmanager', group(over('a1', '14:01:00', '14:03:30'), worse), shown)).json.signals).toBe(2);
  expect((await story.incident()).severity).toBe('P1');
  // the group's own status says firing, and the alert that is over is over
  await send('alertmanager', group(over('b2', '14:01:30', '14:03:50'), over('c3', '14:03:40', '14:03:55')), shown);
  expect((await story.why(['recovered'])).map((line) => line.slice(0, 8))).toEqual([
    '14:04:00',
    '14:04:00',
    '14:04:00',
  ]);
});

test('older news never overrides newer: a recovery that was overtaken by the next firing ends nothing', async () => {
  const { story, send, opened } = await listening();
  await send('alertmanager', group(alert('a1', '14:00:00')), shown);
  await opened();
  await send('alertmanager', group(alert('a1', '14:01:50')), shown);
  await send('alertmanager', group(over('a1', '14:00:00', '14:01:20')), shown);
  expect(Object.values((await story.incident()).signals).map(({ state }) => state)).toEqual(['firing']);
  await send('alertmanager', group(over('a1', '14:01:50', '14:01:55')), shown);
  expect(Object.values((await story.incident()).signals).map(({ state }) => state)).toEqual(['recovered']);
});

test('a batch with one bad alert keeps the good ones and says what is wrong, where, and what is expected', async () => {
  const { send, opened, dead } = await listening();
  const bad = alert('b2', '14:01:00', { startsAt: 'yesterday', labels: { alertname: 7 } });
  const answer = await send('alertmanager', group(bad, alert('a1', '14:01:00')), shown);
  expect(answer).toMatchObject({
    status: 202,
    json: {
      status: 'taken',
      signals: 1,
      ignored: 0,
      errors: [
        { path: 'alerts.0.labels.alertname', message: 'Invalid input: expected string, received number' },
        { path: 'alerts.0.startsAt', message: 'expected a time such as 2026-03-11T14:02:00Z' },
      ],
    },
  });
  await opened();
  expect(dead).toMatchObject([{ tocsin: 'unread', source: 'alertmanager' }]);
});

test('what the queue refuses in part is 500, and sent again it is one incident', async () => {
  const { send, refuse, opened } = await listening();
  refuse(1);
  const body = group(alert('a1', '14:01:00'), alert('b2', '14:01:00'));
  expect((await send('alertmanager', body, shown)).status).toBe(500);
  expect((await send('alertmanager', body, shown)).json.signals).toBe(2);
  const story = await opened();
  expect(Object.keys((await story.incident()).signals).sort()).toEqual(['alertmanager/a1', 'alertmanager/b2']);
});

test('a clock that is ahead at the source does not make its recovery the older news', async () => {
  const { story, send, opened } = await listening();
  await send('alertmanager', group(alert('a1', '23:59:00')), shown);
  await opened();
  await story.until('14:05');
  await send('alertmanager', group(over('a1', '14:00:00', '14:04:00')), shown);
  expect(Object.values((await story.incident()).signals).map(({ state }) => state)).toEqual(['recovered']);
});

test('Sentry: critical after warning raises, resolved recovers, each by the time at which Sentry sent it', async () => {
  const pack = changed(({ playbook: { detection } }) => {
    const [rule] = detection.rules;
    if (rule === undefined) throw new Error('no rule');
    detection.rules.push(
      { ...rule, id: 'sentry-warning', severity: 'P3', higher: [], matches: { level: 'warning' } },
      { ...rule, id: 'sentry-critical', severity: 'P1', higher: [], matches: { level: 'critical' } },
    );
  });
  const { story, send, opened } = await listening({ pack }, { sentry: 'client-secret' });
  const says = (action: string, seconds: number) => {
    const body = JSON.stringify({
      action,
      installation: { uuid: 'a8e5d37a-696c-4c54-adb5-b3f28d64c7de' },
      data: {
        description_title: `${action}: 업로드 실패`,
        metric_alert: { id: '4', projects: ['analysis-service'], date_created: '2026-03-11T14:01:00.000000Z' },
      },
    });
    const headers = {
      'sentry-hook-resource': 'metric_alert',
      'sentry-hook-timestamp': String(Date.parse('2026-03-11T14:01:00Z') / 1000 + seconds),
      'sentry-hook-signature': hmac('client-secret', body),
    };
    return send('sentry', body, { headers, encoded: action === 'critical' });
  };
  await says('warning', 1);
  await opened();
  expect((await story.incident()).severity).toBe('P3');
  expect((await says('critical', 30)).status).toBe(202);
  expect((await story.incident()).severity).toBe('P1');
  await says('resolved', 50);
  expect(Object.values((await story.incident()).signals).map(({ state }) => state)).toEqual(['recovered']);
});

test('a mapping reads what no source knows, under a name and a secret of its own', async () => {
  const pack = changed(({ playbook: { detection } }) => {
    detection.mappings = {
      backups: {
        title: 'Backups',
        map: `jobs.{
          "key": name, "title": "Backup of " & name, "at": ended, "service": name, "value": minutes, "rule": "high-error-rate",
          "state": status = "FAILED" ? "firing" : "recovered" }`,
      },
    };
  });
  const { send, opened } = await listening({ pack }, { backups: 'of-backups' });
  const job = (status: string, ended: string) => ({ jobs: [{ name: 'analysis-service', status, ended, minutes: 7 }] });
  expect((await send('backups', job('FAILED', '2026-03-11T14:01:00Z'), shown)).status).toBe(401);
  const own = bearer('of-backups');
  expect((await send('backups', job('FAILED', '2026-03-11T14:01:00Z'), own)).json).toMatchObject({ signals: 1 });
  const story = await opened();
  expect(Object.keys((await story.incident()).signals)).toEqual(['backups/analysis-service']);
  expect(await story.why(['opened'])).toEqual(['14:02:00 | - | backups: Backup of analysis-service']);
  // what the mapping gives is checked as any other payload
  expect((await send('backups', job('FAILED', 'at noon'), own)).json.errors).toEqual([
    { path: 'at', message: 'expected a time such as 2026-03-11T14:02:00Z' },
  ]);
  expect((await send('backups', { jobs: 7 }, own)).status).toBe(400);
  expect((await send('backups', {}, own)).json).toMatchObject({ signals: 0, ignored: 0, errors: [] });
});

test('what is resolved is over, also where the clock of Alertmanager is behind that of Prometheus', async () => {
  const { story, send, opened } = await listening();
  await send('alertmanager', group(alert('a1', '14:01:30')), shown);
  await opened();
  await story.until('14:03');
  await send('alertmanager', group(over('a1', '14:01:30', '14:01:10')), shown);
  expect(Object.values((await story.incident()).signals).map(({ state }) => state)).toEqual(['recovered']);
});

test('an alert is over before it is known: it opens its incident, recovered, and one that nothing was known of opens none', async () => {
  const { send, opened, incidents, story } = await listening();
  await send('alertmanager', group(over('a1', '14:00:00', '14:01:00')), shown);
  expect(await incidents()).toEqual([]);
  await send('alertmanager', group(alert('a1', '14:00:00')), shown);
  await opened();
  expect(Object.values((await story.incident()).signals).map(({ state }) => state)).toEqual(['recovered']);
});

test('a group of 60 is one incident and one page, whatever the order in which the queue gives them; one of 500 is queued whole', async () => {
  const { story, post, queued, send, opened } = await listening();
  const all = Array.from({ length: 500 }, (_, n) => alert(`f${n}`, '14:01:00'));
  expect((await post('alertmanager', group(...all), shown)).json).toMatchObject({ signals: 500, errors: [] });
  expect(queued.splice(0)).toHaveLength(500);
  const alerts = all.slice(0, 60);
  expect((await send('alertmanager', group(...alerts), shown)).json).toMatchObject({ signals: 60, errors: [] });
  await opened();
  const firing = await firingIn(story);
  expect([firing, story.pages().length]).toEqual([60, 1]);
  expect(story.world.dead).toEqual([]);
  await story.until('14:03');
  const ended = alerts.map((_, n) => over(`f${n}`, '14:01:00', '14:02:30'));
  await send('alertmanager', group(...ended), shown);
  expect(await firingIn(story)).toBe(0);
});
