import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Pack } from '#core/playbook/pack';
import { ruleFile } from '#plugins/sources/alertmanager/rule-file';

const host = '127.0.0.1';
const freePort = async (): Promise<number> =>
  new Promise((done, failed) => {
    const server = socket().once('error', failed);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });

/** A Prometheus with a playbook's rule file and its Alertmanager, which posts to an API; both as a distribution ships them. */
export async function monitoring(
  commands: { prometheus: string; alertmanager: string },
  { pack, apiUrl, secret }: { pack: Pack; apiUrl: string; secret: string },
) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-monitoring-'));
  const written = (name: string, value: unknown): string => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === 'string' ? value : stringify(value));
    return path;
  };
  /** What is measured, by series. */
  const measured: Record<string, number> = {};
  const exporter = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      Object.entries(measured)
        .map(([series, value]) => `${series} ${value}\n`)
        .join(''),
    );
  });
  await new Promise<void>((done) => exporter.listen(0, host, done));
  const target = `${host}:${(exporter.address() as AddressInfo).port}`;
  const [alerting, scraping] = [await freePort(), await freePort()];
  const alertmanagerConfig = written('alertmanager.yml', {
    route: { receiver: 'tocsin', group_by: ['service'], group_wait: '1s', group_interval: '1s', repeat_interval: '2s' },
    receivers: [
      {
        name: 'tocsin',
        webhook_configs: [
          {
            url: `${apiUrl}/v1/signals/alertmanager`,
            send_resolved: true,
            max_alerts: 1000,
            http_config: { authorization: { credentials_file: written('secret', secret) } },
          },
        ],
      },
    ],
  });
  written('rules.yml', ruleFile(pack.playbook));
  const prometheusConfig = written('prometheus.yml', {
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [`${host}:${alerting}`] }] }] },
    scrape_configs: [{ job_name: 'shop', honor_labels: true, static_configs: [{ targets: [target] }] }],
  });
  const processes: ChildProcess[] = [
    spawn(
      commands.alertmanager,
      [
        `--config.file=${alertmanagerConfig}`,
        `--storage.path=${join(folder, 'alertmanager')}`,
        `--web.listen-address=${host}:${alerting}`,
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    ),
    spawn(
      commands.prometheus,
      [
        `--config.file=${prometheusConfig}`,
        `--storage.tsdb.path=${join(folder, 'prometheus')}`,
        `--web.listen-address=${host}:${scraping}`,
        '--rules.alert.resend-delay=1s',
      ],
      { stdio: 'ignore' },
    ),
  ];
  return {
    measured,
    stop: async (): Promise<void> => {
      for (const process of processes)
        if (process.exitCode === null) {
          const ended = new Promise((done) => process.once('exit', done));
          process.kill('SIGTERM');
          await ended;
        }
      exporter.closeAllConnections();
      await new Promise((done) => exporter.close(done));
      rmSync(folder, { recursive: true });
    },
  };
}
