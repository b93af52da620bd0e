import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPlaybook } from '#adapters/files/load-playbook';
import type { Line } from '#core/message/line';
import { bringUp, type Running } from '#local/bring-up';
import { demonstrate } from '#local/demonstration/demonstrate';

const playbook = fileURLToPath(new URL('../../playbooks/starter', import.meta.url));
const speed = 120;
const loaded = loadPlaybook(playbook);
let running: Running;
beforeAll(async () => {
  running = await bringUp({ playbook, loaded, speed, say: () => {} });
});
afterAll(async () => {
  await running?.stop();
});

test('a playbook of two people, as its demo.yaml says it: silence pages the backup, who acknowledges by link and mends it', async () => {
  if (loaded.demo === undefined) throw new Error('no demo.yaml');
  const lines: Line[] = [];
  const out = { line: (line: Line) => void lines.push(line), say: () => {} };
  const shown = await demonstrate(running, loaded.demo, { speed, out, stopped: () => false });
  expect(shown.severity).toBe('high');
  expect(shown.phases).toEqual(['detect', 'assess', 'communicate', 'mitigate', 'resolve', 'post-mortem']);
  const pages = lines.filter(({ kind }) => kind === 'page');
  // on a slow machine the ladder goes on meanwhile
  expect(pages.slice(0, 2).map(({ target }) => target)).toEqual(['on_call', 'backup']);
  expect(shown.pages).toBeGreaterThanOrEqual(2);
  expect(lines.find(({ kind }) => kind === 'acknowledged')?.because).toBe(
    `acknowledged by ${pages[1]?.person}, by link`,
  );
  expect(lines.find(({ kind }) => kind === 'resolved')?.outcome).toBe('fixed');
});
