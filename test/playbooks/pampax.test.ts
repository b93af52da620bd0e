import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { rateByRule } from '#core/incident/rating';
import { onCall } from '#core/on-call';
import { actsOf } from '#core/playbook/runbook';
import { readNotification } from '#plugins/sources/alertmanager/alerts';
import { ruleFile, unwatched } from '#plugins/sources/alertmanager/rule-file';
import { allowedBy } from '#plugins/sources/allowed';
import { readCount } from '#plugins/sources/log-count/counts';
import { pampaxPack } from '#test/pampax-run';
import { promtool, said, without } from '#test/prometheus';

const { pack, people } = pampaxPack;
const { playbook, runbooks } = pack;
const allowed = allowedBy(pack, { alarms: {} });

test('severities and their targets are those of the sheet', () => {
  expect(playbook.severities.map((s) => [s.id, s.names.join(), s.targets.respond, s.targets.resolve])).toEqual([
    ['P0', 'Critical', '15m', '1h'],
    ['P1', 'High', '1h', '4h'],
    ['P2', 'Medium', '4h', '24h'],
    ['P3', 'Low', '24h', '72h'],
  ]);
  expect(playbook.severities.map((s) => s.criteria.length)).toEqual([3, 3, 3, 3]);
});

test('the six rules of Prometheus with threshold, duration and severity, memory in bytes (PX 5)', () => {
  const rules = playbook.detection.rules.filter(({ prometheus }) => prometheus !== undefined);
  expect(rules.map((r) => [r.id, r.threshold?.above ?? r.threshold?.below, r.for, r.severity])).toEqual([
    ['PampaxServiceDown', undefined, '1m', 'P0'],
    ['PampaxHighErrorRate', 0.05, '2m', 'P1'],
    ['PampaxHighResponseTime', 2, '5m', 'P2'],
    ['PampaxLowCacheHitRate', 0.5, '10m', 'P2'],
    ['PampaxHighMemoryUsage', 2048 * 1024 * 1024, '5m', 'P1'],
    ['PampaxDatabaseErrors', 0.1, '2m', 'P1'],
  ]);
  expect(unwatched(playbook)).toEqual(['critical', 'high', 'medium', 'low', 'error-log']);
});

const file = ruleFile(playbook);
const folder = mkdtempSync(join(tmpdir(), 'tocsin-pampax-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the rule file has the six alerts of the sheet, each with its comparison and duration', () => {
  expect(file.groups.flatMap(({ rules }) => rules.map((r) => `${r.alert} ${r.expr.slice(-22)} ${r.for}`))).toEqual([
    'PampaxServiceDown up{job="pampax"} == 0 1m',
    expect.stringMatching(/^PampaxHighErrorRate .* > 0\.05 2m$/),
    expect.stringMatching(/^PampaxHighResponseTime .* > 2 5m$/),
    expect.stringMatching(/^PampaxLowCacheHitRate .* < 0\.5 10m$/),
    expect.stringMatching(/^PampaxHighMemoryUsage .* > 2147483648 5m$/),
    expect.stringMatching(/^PampaxDatabaseErrors .* > 0\.1 2m$/),
  ]);
});

test.skipIf(promtool === undefined)(`Prometheus takes the rule file${without(promtool, 'prometheus')}`, () => {
  const path = join(folder, 'rules.yml');
  writeFileSync(path, stringify(file));
  const { code, out } = said(promtool ?? '', 'check', 'rules', path);
  expect([code, out]).toEqual([0, expect.stringContaining('6 rules found')]);
});

/** Input series of a unit test of promtool for an hour, and the alert that they must give at an instant. */
const unit = (alert: string, at: string, series: Record<string, string>, fires: boolean) => ({
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: fires ? [{ exp_labels: labelsOf(alert) }] : [] }],
});
const labelsOf = (alert: string): Record<string, string> => ({
  ...file.groups.flatMap(({ rules }) => rules).find((rule) => rule.alert === alert)?.labels,
  job: 'pampax',
});
/** So many of 100 requests a minute fail. */
function failing(percent: number): Record<string, string> {
  return {
    'http_requests_total{job="pampax",status="200"}': `0+${100 - percent}x60`,
    'http_requests_total{job="pampax",status="502"}': `0+${percent}x60`,
  };
}
const [down, errors, slow, cold, large, broken] = [
  { 'up{job="pampax"}': '1 0x60' },
  failing(6),
  {
    'http_request_duration_seconds_bucket{job="pampax",le="2"}': '0+90x60',
    'http_request_duration_seconds_bucket{job="pampax",le="4"}': '0+100x60',
    'http_request_duration_seconds_bucket{job="pampax",le="+Inf"}': '0+100x60',
  },
  { 'cache_hits_total{job="pampax"}': '0+49x60', 'cache_misses_total{job="pampax"}': '0+51x60' },
  { 'process_resident_memory_bytes{job="pampax"}': `${2048 * 1024 * 1024 + 1}x60` },
  // none for 10 min, then 10 a second
  { 'sqlite_errors_total{job="pampax"}': '0x10 600+600x49' },
];

test.skipIf(promtool === undefined)(
  `each alert fires when its condition has lasted for its time, and not before${without(promtool, 'prometheus')}`,
  () => {
    const tests = [
      unit('PampaxServiceDown', '1m', down, false),
      unit('PampaxServiceDown', '2m', down, true),
      unit('PampaxHighErrorRate', '2m', errors, false),
      unit('PampaxHighErrorRate', '3m', errors, true),
      unit('PampaxHighResponseTime', '5m', slow, false),
      unit('PampaxHighResponseTime', '6m', slow, true),
      unit('PampaxLowCacheHitRate', '10m', cold, false),
      unit('PampaxLowCacheHitRate', '11m', cold, true),
      unit('PampaxHighMemoryUsage', '4m', large, false),
      unit('PampaxHighMemoryUsage', '5m', large, true),
      unit('PampaxDatabaseErrors', '12m', broken, false),
      unit('PampaxDatabaseErrors', '13m', broken, true),
      // at the threshold itself, and just above it: 6 errors a minute are 0.1 a second
      unit('PampaxHighErrorRate', '40m', failing(5), false),
      unit('PampaxDatabaseErrors', '40m', { 'sqlite_errors_total{job="pampax"}': '0+6x60' }, false),
      unit('PampaxDatabaseErrors', '40m', { 'sqlite_errors_total{job="pampax"}': '0+7x60' }, true),
      unit('PampaxHighMemoryUsage', '40m', { 'process_resident_memory_bytes{job="pampax"}': '2147483648x60' }, false),
    ];
    const bare = file.groups.map(({ name, rules }) => ({
      name,
      rules: rules.map(({ alert: called, expr, labels, for: lasts }) => ({ alert: called, expr, labels, for: lasts })),
    }));
    writeFileSync(join(folder, 'bare.yml'), stringify({ groups: bare }));
    const path = join(folder, 'tests.yml');
    writeFileSync(path, stringify({ rule_files: ['bare.yml'], evaluation_interval: '1m', tests }));
    const { code, out } = said(promtool ?? '', 'test', 'rules', path);
    expect([code, out]).toEqual([0, expect.stringContaining('SUCCESS')]);
  },
);

const alert = (labels: Record<string, string>) => ({
  status: 'firing',
  labels: { job: 'pampax', ...labels },
  annotations: {},
  startsAt: '2026-03-10T14:02:00Z',
  fingerprint: labels['alertname'] ?? '',
});
const ratedAs = (labels: Record<string, string>): string[] => {
  const { signals } = readNotification({ version: '4', groupKey: '{}', alerts: [alert(labels)] }, allowed);
  return signals.map((signal) => {
    const rule = playbook.detection.rules.find(({ id }) => id === signal.rule);
    return `${signal.service} ${signal.rule} ${rule === undefined ? 'none' : rateByRule(rule, true, signal.value).severity}`;
  });
};

test('an alert comes back as the severity of its rule, by its name as the organisation has it and as the rule file writes it', () => {
  expect(
    file.groups.flatMap(({ rules }) => rules.flatMap((r) => ratedAs({ alertname: r.alert, ...r.labels }))),
  ).toEqual([
    'pampax PampaxServiceDown P0',
    'pampax PampaxHighErrorRate P1',
    'pampax PampaxHighResponseTime P2',
    'pampax PampaxLowCacheHitRate P2',
    'pampax PampaxHighMemoryUsage P1',
    'pampax PampaxDatabaseErrors P1',
  ]);
  expect(ratedAs({ alertname: 'PampaxServiceDown', severity: 'critical' })).toEqual(['pampax PampaxServiceDown P0']);
});

test.each([
  ['critical', 'P0'],
  ['high', 'P1'],
  ['medium', 'P2'],
  ['low', 'P3'],
])('an alert of another name with the label %s is %s (PX 1)', (severity, rated) => {
  expect(ratedAs({ alertname: 'CertificateExpires', severity })).toEqual([`pampax ${severity} ${rated}`]);
});

test.each([
  [6, 'firing'],
  [5, 'recovered'],
])('%d ERROR entries within 300 s: the log alert is %s', (count, state) => {
  const { signals } = readCount(
    {
      search: 'error-log',
      service: 'pampax',
      count,
      from: '2026-03-10T13:57:00Z',
      to: '2026-03-10T14:02:00Z',
    },
    allowed,
  );
  expect(signals.map((s) => [s.rule, s.state])).toEqual([['error-log', state]]);
});

test('the snapshot is the five checks of the triage in their order, with at most 5 errors of the last 10 min', () => {
  expect(playbook.triage.snapshot).toEqual([
    'health',
    'memory',
    'memory-total',
    'cpu',
    'disk',
    'disk-total',
    'process',
    'process-details',
    'recent-errors',
    'database-size',
    'integrity',
  ]);
  expect(playbook.checks['recent-errors']).toMatchObject({ since: '10m', limit: 5 });
});

test('the investigation has the amounts of the sheet, and reads only', () => {
  expect(playbook.evidence.slice(0, 9)).toEqual([
    'journal',
    'severe-errors',
    'memory',
    'disk',
    'processes',
    'listeners',
    'open-files',
    'commits',
    'changed-configuration',
  ]);
  const said = (check: string) => playbook.checks[check];
  expect(said('journal')).toMatchObject({ limit: 100 });
  expect(said('severe-errors')).toMatchObject({ limit: 100, query: expect.stringContaining('["ERROR", "FATAL"]') });
  expect(said('processes')).toMatchObject({ path: '/checks/processes?lines=20' });
  expect(said('commits')).toMatchObject({ path: '/checks/commits?last=10' });
  expect(said('changed-configuration')).toMatchObject({ path: '/checks/changed-configuration?days=3' });
  expect(said('changes')).toMatchObject({ path: '/checks/commits?days=3&kinds=fix,feat,perf' });
  expect([said('cpu-before'), said('memory-before')].every((c) => String(c?.['query']).includes('[2h'))).toBe(true);
});

test('nothing but the end of processes asks for an approval (PX 9), and every step runs on the host', () => {
  const acts = Object.values(runbooks).flatMap((runbook) => runbook.steps.filter((step) => 'act' in step));
  expect(acts.filter(({ approve }) => approve !== undefined).map(({ id, approve }) => `${id} ${approve}`)).toEqual([
    'memory responder',
  ]);
  expect(Object.values(runbooks).flatMap((r) => actsOf(r).map(({ act }) => act['base']))).toEqual(
    Array.from({ length: acts.length }, () => 'host'),
  );
});

test('action items: two samples, each due within its horizon of a week, a month or three months', () => {
  expect(playbook.items.horizons).toEqual({ immediate: '7d', 'short-term': '31d', 'long-term': '92d' });
  expect(playbook.items.samples.map((s) => [s.title, s.category, s.priority, s.owner, s.due, s.horizon])).toEqual([
    ['Database connection pooling', 'infrastructure', 'high', 'engineering-team', '2w', 'short-term'],
    ['Memory alerts', 'monitoring', 'medium', 'sre-team', '1w', 'immediate'],
  ]);
});

test('on Tuesday 10 March 2026 the on-call engineer is Olga, and the war room invites the three of the sheet', () => {
  const meant = (target: string) =>
    onCall(people, target, new Date('2026-03-10T14:02:00Z')).map(({ person }) => people.people[person]?.['slack']);
  expect(playbook.room?.invite.map((target) => meant(target))).toEqual([
    ['U123456789'],
    ['U987654321'],
    ['U567890123'],
  ]);
});
