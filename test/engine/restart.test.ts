import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bringUp } from '#local/bring-up';
import { startEngine } from '#local/engine/engine';
import { story, takeToItsEnd, until } from './support/story.ts';

const playbook = fileURLToPath(new URL('../../playbooks/tracktion', import.meta.url));

test('the engine is stopped in mid-incident with its state kept, so every execution ends as FAILED; started again, the incident goes on to its end', async () => {
  const stateDir = mkdtempSync(join(tmpdir(), 'tocsin-state-'));
  const running = await bringUp({ playbook, speed: 60, stateDir, say: () => {} });
  const here = story(running);
  let again: Awaited<ReturnType<typeof startEngine>> | undefined;
  try {
    running.demoService.setState({
      components: { 'analysis-service': 'down', 'tracklist-service': 'down', database: 'down' },
      errorRate: 23,
      p95Ms: 900,
    });
    running.demoService.setAction('restart', {
      components: { 'analysis-service': 'ok', 'tracklist-service': 'ok', database: 'ok' },
      errorRate: 0.5,
      p95Ms: 500,
    });
    await here.alarm(running.outputs.alarmNames[0] ?? '', 'OK', 'well');
    await here.alarm(running.outputs.alarmNames[0] ?? '', 'ALARM', 'Threshold Crossed: [23.0]');
    const id = await here.first();
    await until('it asks how to mend', async () => (await here.incident(id)).question?.kind === 'resolution-type');
    await until('two are paged', async () => here.pages(id).length >= 2);
    const { port } = running.engine;
    await running.engine.stop('SIGTERM');
    again = await startEngine({ stateDir, port });
    await until(
      'the engine answers',
      async () => (await fetch(`${running.outputs.apiUrl}/health`).catch(() => undefined))?.ok === true,
    );
    expect((await here.executions('lifecycle', id))[0]?.status).toBe('FAILED');
    // the sweeper's minutes, as they would come; what is younger than half a minute is left alone
    await until(
      'the next run has begun',
      async () => {
        await here.sweep();
        return (await here.executions('lifecycle', id)).length > 1;
      },
      90,
    );
    const over = await takeToItsEnd(running, id, () => here.alarm(running.outputs.alarmNames[0] ?? '', 'OK', 'well'));
    expect(over.state).toBe('reviewed');
    expect((await here.executions('lifecycle', id)).length).toBeGreaterThanOrEqual(2);
    expect(running.demoService.actions().map((a) => a.name)).toEqual(['restart']);
    const keys = here
      .pages(id)
      .filter((m) => !m.text.includes('may be a repeat'))
      .map((m) => (m.raw as { dedup_key: string }).dedup_key);
    expect(new Set(keys).size).toBe(keys.length);
  } finally {
    here.close();
    await again?.stop();
    await running.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
});
