import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { plugins } from '#plugins/registry';
import { type Simulation, simulate } from '#simulator/simulate';
import { changed, retold, tracktion } from '#test/story';

const dir = mkdtempSync(join(tmpdir(), 'tocsin-simulate-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const signalFile = fileURLToPath(new URL('../fixtures/high-error-rate.json', import.meta.url));
const at = new Date('2026-03-11T14:02:00Z');
const simulated = (more: Partial<Simulation>) => simulate({ ...tracktion, at, until: '2h', signalFile, ...more });

test('the outcome of an action that outlives its plan stands on the timeline', async () => {
  const scriptFile = join(dir, 'script.yaml');
  writeFileSync(
    scriptFile,
    `- { after: 0s, do: probe, components: { analysis-service: down }, errorRate: 23, actions: { rollback: { seconds: 600 } } }
- { after: 4m, do: acknowledge, by: alice }
- { after: 10m, do: decisions, by: alice, question: resolution-type, option: rollback }
- { after: 10m, do: decisions, by: alice, question: approval, option: approve }
- { after: 12m, do: resolve, by: alice, as: fixed, reason: by hand }
`,
  );
  const { timeline } = await simulated({ scriptFile });
  const steps = timeline.filter((line) => line.step === 'rollback' && line.outcome !== 'asked');
  expect(steps.map(({ seconds, outcome, because }) => `${seconds} ${outcome}: ${because}`)).toEqual([
    '600 started: Roll production back to the earlier of the last 2 revisions',
    '1200 done: Roll back (attempt 1): rollback is done',
  ]);
});

test('a message that is given up stands on the timeline', async () => {
  const pack = changed((p) => {
    p.playbook.places['nowhere'] = { tool: 'none' };
    retold(p.playbook, 'thread', { tell: 'nowhere' });
  });
  const { timeline } = await simulated({ pack, until: '2d' });
  expect(timeline.filter((line) => line.to === 'nowhere').map((line) => line.because)).toEqual([
    'no channel reaches nowhere: tried again for a day',
    'message given up: no channel reaches nowhere',
  ]);
});

test('a worker that fails fails the simulation, and says which and why', async () => {
  const channels = plugins.channels.map((channel) =>
    channel.tool === 'slack'
      ? Object.defineProperty({ ...channel }, 'shownAs', {
          enumerable: true,
          get: () => {
            throw new TypeError('the channel has no name');
          },
        })
      : channel,
  );
  await expect(simulated({ plugins: { ...plugins, channels } })).rejects.toThrow(
    /^a worker of send failed: TypeError: the channel has no name/,
  );
});

test('what a script says that checks read at 0 s is there for the triage', async () => {
  const scriptFile = join(dir, 'probe.yaml');
  writeFileSync(
    scriptFile,
    '- { after: 0s, do: probe, components: { analysis-service: down }, errorRate: 23, metrics: { kube_pod_status_phase: 1 } }\n',
  );
  const texts = async (more: Partial<Simulation>) =>
    (await simulated({ until: '1m', ...more })).sent.map(({ text }) => text).join('\n');
  expect(await texts({})).toContain('Health of analysis-service: not read');
  const read = await texts({ scriptFile });
  expect(read).toContain('Health of analysis-service: 0');
  expect(read).not.toContain('not read');
});

test('a payload that only a mapping of the playbook can read goes by its name, in a script too', async () => {
  const pack = changed(({ playbook: { detection } }) => {
    detection.mappings = {
      backups: {
        title: 'Backups',
        map: `{ "key": job, "state": failed ? "firing" : "recovered", "at": ended, "title": job, "value": minutes, "service": "database", "rule": "database-performance" }`,
      },
    };
  });
  const payload = (name: string, value: object): string => {
    const file = join(dir, name);
    writeFileSync(file, JSON.stringify(value));
    return file;
  };
  const failed = payload('failed.json', { job: 'nightly', failed: true, ended: '2026-03-11T14:01:00Z', minutes: 9 });
  payload('over.json', { job: 'nightly', failed: false, ended: '2026-03-11T14:06:00Z' });
  const scriptFile = join(dir, 'over.yaml');
  writeFileSync(scriptFile, '- { after: 5m, do: signal, file: over.json, source: backups }\n');
  const { timeline } = await simulated({ pack, signalFile: failed, source: 'backups', scriptFile, until: '10m' });
  expect(
    timeline
      .filter(({ kind }) => kind === 'opened' || kind === 'recovered')
      .map(({ seconds, because }) => `${seconds} ${because}`),
  ).toEqual(['0 backups: nightly', '300 nightly']);

  const bad = payload('bad.json', { job: 'nightly', failed: true, ended: 'at noon' });
  await expect(simulated({ pack, signalFile: bad, source: 'backups' })).rejects.toThrow(
    `${bad}: at: expected a time such as 2026-03-11T14:02:00Z`,
  );
  await expect(simulated({ pack, signalFile: failed })).rejects.toThrow('no source recognises it');
  await expect(simulated({ pack, signalFile: failed, source: 'nagios' })).rejects.toThrow(
    '--source: there is no nagios; expected one of cloudwatch, alertmanager, sentry, uptime, log-count, customer-report, json, backups',
  );
});

test('each payload of a source that ships opens what it opens over HTTP', async () => {
  for (const { source, samples } of plugins.sources.filter(({ http }) => http !== undefined)) {
    const [{ payload }] = samples;
    const file = join(dir, `${source}.json`);
    // no rule of Tracktion counts lines
    writeFileSync(file, JSON.stringify(source === 'log-count' ? { ...Object(payload), above: 1 } : payload));
    const { timeline } = await simulated({ signalFile: file, source, rule: 'service-down', until: '1m' });
    expect([source, timeline[0]?.kind, timeline[0]?.because.startsWith(`${source}: `)]).toEqual([
      source,
      'opened',
      true,
    ]);
  }
});
