import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import { readAll } from '#app/read-checks';
import { World } from '#simulator/world';

const path = (name: string) => fileURLToPath(new URL(`../../playbooks/${name}`, import.meta.url));

test.each(readdirSync(path('')))(
  'what %s checks is understood by the system that stands in for its own',
  async (name) => {
    const { pack, people } = loadPlaybook(path(name));
    const world = new World({ start: '2026-03-11T14:02:00Z', pack, people, catchAll: 'primary_oncall' });
    world.measuring = true;
    const readings = await readAll(world.ports, pack, Object.keys(pack.playbook.checks));
    expect(readings.filter(({ because }) => /\b400\b|parse error/.test(because))).toEqual([]);
  },
);

test('what is a subquery within brackets is none outside of them', async () => {
  const { measure } = await import('#plugins/checks/promql/fake-query');
  const state = { components: {}, metrics: { memory: 7 }, errorRate: null, p95Ms: null } as never;
  expect(measure('max_over_time(memory[2h:300s])', state)).toMatchObject([{ value: 7 }]);
  expect(() => measure('memory * 2:300', state)).toThrow('parse error');
});
