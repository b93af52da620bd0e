import { expect, test } from 'vitest';
import { TEXTS_BYTES } from '#core/incident/reading-text';
import { api } from '#lambdas/api/app';
import { changed, highErrorRate, Story } from '#test/story';
import { linkOf } from '#test/woken';

const log = (title: string, value: string) => ({
  kind: 'http',
  title,
  timeout: '5s',
  service: 'analysis-service',
  path: '/health',
  value,
});
/** A service whose health is read as text of many lines, some of which a stranger could have written. */
const pack = changed((p) => {
  p.playbook.checks['log'] = log('Log', `"ERROR one\n# <b>two</b>\n" & body.status`);
  p.playbook.checks['long'] = log('Long log', '$pad("", 50000, "é")');
  p.playbook.triage.snapshot = ['log', 'long'];
  p.playbook.evidence = ['log', ...Array.from({ length: 9 }, () => 'long')];
  p.templates['report'] =
    '{% for r in evidence %}{{ r.title }}: {{ r | reading }}\n{{ r.text | block | raw }}\n{% endfor %}';
}, 'text');

test('text is kept with the incident, stands as one line on the timeline, whole on the page and in the report, and rows stay small', async () => {
  const story = new Story({ pack });
  story.world.measuring = true;
  await story.signal(highErrorRate);
  await story.until('14:10');
  const notes = (await story.why(['note'])).filter((line) => line.includes('Log: '));
  expect(notes.map((line) => line.slice(0, 57))).toEqual([
    '14:02:00 | - | Log: reads "ERROR one # <b>two</b> ok"; Lo',
    '14:02:00 | - | Log: reads "ERROR one # <b>two</b> ok"; Lo',
  ]);
  const { evidence } = await story.incident();
  expect(evidence[0]).toEqual({
    check: 'log',
    title: 'Log',
    value: null,
    because: 'reads "ERROR one # <b>two</b> ok"',
    text: 'ERROR one\n# <b>two</b>\nok',
  });
  const kept = evidence.reduce((sum, { text = '' }) => sum + Buffer.byteLength(text), 0);
  expect(kept).toBeLessThan(TEXTS_BYTES + 100);
  expect(Math.max(...story.world.table.dump().map((row) => JSON.stringify(row).length))).toBeLessThan(100_000);

  const page = await (await api(story.world.ports).request(linkOf(story, 'alice'))).text();
  expect(page).toContain('<pre>ERROR one\n# &lt;b&gt;two&lt;/b&gt;\nok</pre>');
  expect(Buffer.byteLength(page)).toBeLessThan(15_000);
  expect(await story.reportNow()).toContain('Log: ERROR one # <b>two</b> ok\n    ERROR one\n    # <b>two</b>\n    ok');
});
