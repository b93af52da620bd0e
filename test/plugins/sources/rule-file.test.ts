import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { rateByRule } from '#core/incident/rating';
import { own } from '#core/own';
import { readNotification } from '#plugins/sources/alertmanager/alerts';
import { ruleFile, unwatched } from '#plugins/sources/alertmanager/rule-file';
import { allowedBy } from '#plugins/sources/allowed';
import { promtool, said, without } from '#test/prometheus';
import { changed } from '#test/story';

const pack = changed(({ playbook: { detection } }) => {
  const [errors, down, database] = detection.rules;
  if (errors === undefined || down === undefined || database === undefined) throw new Error('three rules');
  // a comment must not swallow what is put behind
  errors.prometheus = { expr: '100 * errors / requests # in percent' };
  down.prometheus = { expr: 'up == 0' };
  // `{{` in words of ours is no template
  database.prometheus = { expr: 'database_seconds', service: 'database' };
  database.title = 'Database slow {{ here }}';
});
const { playbook } = pack;
const file = ruleFile(playbook);
const [group] = file.groups;

const folder = mkdtempSync(join(tmpdir(), 'tocsin-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, stringify(value));
  return path;
};

test('each rule is an alert, and each severity to which a higher value raises is one more', () => {
  expect(file).toEqual({
    groups: [
      {
        name: 'tocsin-tracktion',
        rules: [
          {
            alert: 'high-error-rate',
            expr: '(100 * errors / requests # in percent\n) > 5',
            for: '5m',
            labels: { rule: 'high-error-rate', severity: 'P2' },
            annotations: {
              summary: 'High error rate',
              description: 'share of 5xx in http_requests_total, rates over 5 min',
              value: '{{ $value }}',
            },
          },
          {
            alert: 'high-error-rate-above-20',
            expr: '(100 * errors / requests # in percent\n) > 20 and on (service, job, app, project) ALERTS{alertname="high-error-rate", alertstate="firing"}',
            labels: { rule: 'high-error-rate', severity: 'P1' },
            annotations: {
              summary: 'High error rate',
              description: 'share of 5xx in http_requests_total, rates over 5 min',
              value: '{{ $value }}',
            },
          },
          {
            alert: 'service-down',
            expr: 'up == 0',
            for: '2m',
            labels: {
              rule: 'service-down',
              severity:
                '{{ if eq (or $labels.service $labels.job $labels.app $labels.project) "analysis-service" "database" }}P1{{ else }}P2{{ end }}',
            },
            annotations: { summary: 'Service down', description: 'a health check keeps failing' },
          },
          // its P1 is by a fact, which no metric tells
          {
            alert: 'database-performance',
            expr: '(database_seconds) > 5',
            for: '2m',
            labels: { rule: 'database-performance', service: 'database', severity: 'P2' },
            annotations: {
              summary: 'Database slow {{ "{{" }} here }}',
              description: 'answer time of the database, or time-outs of its connections',
              value: '{{ $value }}',
            },
          },
        ],
      },
    ],
  });
  expect(unwatched(playbook)).toEqual([]);
});

/** What Prometheus measures minute by minute, and the alerts that fire at a minute, as `name service severity value`. */
const cases: { measured: Record<string, string>; at: string; alerts: string[] }[] = [
  // 7 % for less than five minutes is nothing
  { measured: { 'errors{service="redis"}': '7x4 0x20', 'requests{service="redis"}': '100x30' }, at: '10m', alerts: [] },
  {
    measured: { 'errors{service="redis"}': '7x30', 'requests{service="redis"}': '100x30' },
    at: '6m',
    alerts: ['high-error-rate redis P2 7'],
  },
  // worse while it fires: at once, by an alert of its own
  {
    measured: { 'errors{service="redis"}': '7+0x9 23+0x20', 'requests{service="redis"}': '100+0x40' },
    at: '10m',
    alerts: ['high-error-rate redis P2 23', 'high-error-rate-above-20 redis P1 23'],
  },
  // another service's is another's
  {
    measured: {
      'errors{service="redis"}': '7+0x30',
      'requests{service="redis"}': '100+0x40',
      'errors{service="file-watcher"}': '0+0x8 23+0x20',
      'requests{service="file-watcher"}': '100+0x40',
    },
    at: '10m',
    alerts: ['high-error-rate redis P2 7'],
  },
  { measured: { 'up{job="redis"}': '0+0x30' }, at: '5m', alerts: ['service-down redis P2 -'] },
  { measured: { 'up{service="database"}': '0+0x30' }, at: '5m', alerts: ['service-down database P1 -'] },
  { measured: { database_seconds: '5.5+0x30' }, at: '5m', alerts: ['database-performance database P2 5.5'] },
];
/** What a case stands for, by the labels that Prometheus gives the alert. */
function alertOf(words: string) {
  const [alertname = '', service = '', severity = '', value = ''] = words.split(' ');
  const rule = group?.rules.find(({ alert }) => alert === alertname);
  if (rule === undefined) throw new Error(alertname);
  const named = words.startsWith('service-down redis') ? 'job' : 'service';
  const labels = { ...rule.labels, [named]: service, severity };
  const annotations = Object.fromEntries(
    Object.entries(rule.annotations).map(([name, text]) => [
      name,
      text.replace('{{ "{{" }}', '{{').replace('{{ $value }}', value),
    ]),
  );
  return { alertname, labels, annotations };
}

test.each(cases)('$alerts comes back as the severity of the playbook', ({ alerts }) => {
  const body = {
    version: '4',
    groupKey: '{}',
    alerts: alerts.map((words, n) => ({
      status: 'firing',
      ...alertOf(words),
      labels: { ...alertOf(words).labels, alertname: alertOf(words).alertname },
      startsAt: '2026-03-11T14:00:00Z',
      fingerprint: String(n),
    })),
  };
  const { signals, faults } = readNotification(body, allowedBy(pack, { alarms: {} }));
  expect(faults).toEqual([]);
  const rated = signals.map(({ rule: id, service = '', value }, n) => {
    const rule = playbook.detection.rules.find((one) => one.id === id);
    if (rule === undefined) throw new Error('no rule');
    const { severity } = rateByRule(rule, own(playbook.services, service)?.critical === true, value);
    return `${alerts[n]?.split(' ')[0]} ${service} ${severity} ${value ?? '-'}`;
  });
  // both alerts of one rule are rated by the value, which is above both of their limits
  expect(rated).toEqual(alerts.map((words) => words.replace('P2 23', 'P1 23')));
});

describe.skipIf(promtool === undefined)(`promtool${without(promtool, 'prometheus')}`, () => {
  const tool = promtool ?? '';

  test('takes the file', () => {
    expect(said(tool, 'check', 'rules', '--lint-fatal', written('rules.yml', file))).toMatchObject({
      code: 0,
      out: expect.stringContaining('SUCCESS: 4 rules found'),
    });
  });

  test('its alerts fire when the playbook says, each with the labels and the value by which it comes back', () => {
    written('rules.yml', file);
    const tests = cases.map(({ measured, at, alerts }) => ({
      interval: '1m',
      input_series: Object.entries(measured).map(([series, values]) => ({ series, values })),
      alert_rule_test: (group?.rules ?? []).map(({ alert }) => ({
        eval_time: at,
        alertname: alert,
        exp_alerts: alerts
          .filter((words) => words.startsWith(`${alert} `))
          .map((words) => ({ exp_labels: alertOf(words).labels, exp_annotations: alertOf(words).annotations })),
      })),
    }));
    const path = written('test.yml', { rule_files: ['rules.yml'], evaluation_interval: '1m', tests });
    expect(said(tool, 'test', 'rules', path)).toEqual({ code: 0, out: expect.stringContaining('SUCCESS') });
  });
});
