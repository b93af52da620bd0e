import { expect, test } from 'vitest';
import { calm, deathsOf } from './kills.ts';
import { live } from './life.ts';
test('all', { timeout: 560_000 }, async () => {
  const c = await calm();
  const all = deathsOf(c).filter((d) => d.worker === 'RunStep' || d.worker === 'LookAtStep');
  const wrong: string[] = [];
  for (const d of all) { const l = await live(d); for (const w of l.wrong) wrong.push(`${d.worker} ${d.moment} ${d.call} ${l.struck}: ${w}`); }
  console.log(all.length);
  expect(wrong).toEqual([]);
});
