import { expect, test } from 'vitest';
import { machines } from '#core/machines';
import { arnOf } from '#simulator/machines';
import { World } from '#simulator/world';
import { highErrorRate, tracktion } from '#test/story';

/** Everything that a world has made of one incident that is read, acknowledged, mended and left alone afterwards. */
async function lived(workWaits: boolean): Promise<unknown> {
  const world = new World({ ...tracktion, start: '2026-03-11T14:02:00Z', catchAll: 'oncall_manager', workWaits });
  const { clock, executions } = world;
  world.measuring = true;
  world.demoService.setState({ components: { 'analysis-service': 'down' }, errorRate: 23 });
  let id = '';
  clock.run(async () => {
    id = (await world.signal(highErrorRate)).incidentId ?? '';
  });
  await clock.wind(4 * 60_000);
  clock.run(() => world.say(id, { do: 'acknowledge', by: 'alice' }));
  await clock.wind(20 * 60_000);
  clock.run(() => world.signal({ ...highErrorRate, state: 'recovered', at: clock.now().toISOString() }));
  await clock.wind(6 * 3_600_000);
  const runs = await Promise.all(machines.map((machine) => executions.list(arnOf(machine))));
  return {
    rows: world.table.dump(),
    sent: world.sent,
    dead: world.dead,
    histories: runs.flat().map(({ executionArn }) => executions.history(executionArn)),
  };
}

test('a world whose work does not wait for its clock does what one does whose work may', async () => {
  const [waits, waitsNot] = [await lived(true), await lived(false)];
  expect(waitsNot).toEqual(waits);
});
