import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { InvalidInput } from '#core/errors';
import { type Plugins, plugins } from '#plugins/registry';
import { simulate } from '#simulator/simulate';
import { Story } from '#test/story';
import { sourceContract } from '../plugins/sources/source.contract.ts';
import { playbookOf, textsWith } from './playbook.ts';
import { grafana } from './source/source.ts';

const mine: Plugins = { ...plugins, sources: [...plugins.sources, grafana] };

sourceContract(grafana);

const small = playbookOf(plugins, textsWith([]));
const [firing, resolved] = grafana.samples.map(({ payload }) => payload);

test('its payload opens an incident, a repeat opens no second, and its end recovers it', async () => {
  const story = new Story({ ...small, plugins: mine, catchAll: 'lead' });
  await story.run(() => story.world.receive(firing));
  await story.run(() => story.world.receive(firing));
  const { rows } = await story.world.table.index('list', 'INCIDENT', { limit: 5 });
  expect(rows).toHaveLength(1);
  story.id = rows[0]?.pk ?? '';
  await story.until('14:20');
  await story.run(() => story.world.receive(resolved));
  expect(await story.why(['opened', 'severity', 'page', 'recovered'])).toEqual([
    '14:02:00 | - | grafana: 23 % of requests fail',
    '14:02:00 | SEV1 | Errors: 23 > 20 (playbook.yaml:32)',
    '14:02:00 | primary/bob | rule first: at once (playbook.yaml:51)',
    '14:17:00 | lead/alice | rule second: 15 min unacknowledged (playbook.yaml:52)',
    '14:20:00 | shop--errors | 23 % of requests fail',
  ]);
});

test('`simulate` reads its payload from a file, by the sources that it is given', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-source-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const signalFile = join(dir, 'alert.json');
  writeFileSync(signalFile, JSON.stringify(firing));
  const given = {
    ...small,
    at: new Date('2026-03-11T14:02:00Z'),
    until: '1h',
    signalFile,
    service: 'shop',
    rule: 'errors',
  };
  const { incident, timeline } = await simulate({ ...given, plugins: mine });
  expect(incident).toEqual({ id: 'INC-2026-001', severity: 'SEV1', status: 'investigating' });
  expect(timeline[0]).toMatchObject({ kind: 'opened', because: 'grafana: 23 % of requests fail' });
  await expect(simulate(given)).rejects.toThrow(/alert\.json: event: no source recognises it, expected: /);
});

test('what is wrong in a payload is named field by field', () => {
  const alert = { status: 'on', labels: {}, startsAt: 'yesterday', endsAt: '0001-01-01T00:00:00Z', fingerprint: '' };
  const { allowed } = grafana.samples[0];
  expect(() => grafana.parse({ version: '1', orgId: 1, alerts: [alert] }, allowed)).toThrow(
    new InvalidInput(
      [
        'alerts.0.status: Invalid option: expected one of "firing"|"resolved"',
        'alerts.0.startsAt: expected a time such as 2026-03-11T14:02:00Z',
        'alerts.0.fingerprint: Too small: expected string to have >=1 characters',
      ].join('; '),
    ),
  );
});
