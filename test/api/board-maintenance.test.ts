import { expect, test } from 'vitest';
import { browserOf } from '#test/board-browser';
import { changed, Story } from '#test/story';

const asText = (page: string): string => page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const berlin = changed(({ playbook }) => {
  playbook.zone = 'Europe/Berlin';
}, 'berlin');

async function desk(token = 'commander ana', story?: Story) {
  const on = story ?? new Story({ pack: berlin });
  const { ask, csrf } = await browserOf(on, token);
  const send = async (form: Record<string, string>) => ask('/console/maintenance', { csrf: await csrf(), ...form });
  return { story: on, ask, send };
}
const work = {
  act: 'plan',
  title: 'New database',
  'service.database': 'on',
  from: '2026-03-11T17:00',
  until: '2026-03-11T18:00',
  severity: 'P4',
  lead: 'ana',
};

test('work is planned, moved and taken back by forms, in the times of the playbook’s zone', async () => {
  const { ask, send } = await desk();
  expect(asText((await ask('/console/maintenance')).text)).toContain('No work is planned.');
  const planned = await send(work);
  expect([planned.status, planned.headers.get('location')]).toEqual([303, '?done=planned']);
  const page = (await ask('/console/maintenance?done=planned')).text;
  expect(page).toContain('<time datetime="2026-03-11T16:00:00Z">17:00');
  expect(asText(page)).toContain('Led by Ana Alvarez, planned by Ana Alvarez.');
  const id = /name="id" value="([^"]+)"/.exec(page)?.[1] ?? '';
  expect(page).toContain('name="until" required value="2026-03-11T18:00"');

  const moved = await send({ act: 'move', id, from: '2026-03-12T17:00', until: '2026-03-12T19:00' });
  expect(moved.headers.get('location')).toBe('?done=moved');
  expect((await ask('/console/maintenance')).text).toContain('<time datetime="2026-03-12T18:00:00Z">');
  expect((await send({ act: 'cancel', id })).headers.get('location')).toBe('?done=cancelled');
  const after = (await ask('/console/maintenance')).text;
  expect(asText(after)).toContain('cancelled');
  expect(after).not.toContain('name="id"');
});

test('what is wrong is said by the field, what was typed stands in the form again, and only commanders plan', async () => {
  const { send, story } = await desk();
  const wrong = await send({ ...work, until: '2026-03-11T16:00', 'service.database': '' });
  expect(wrong.status).toBe(409);
  expect(asText(wrong.text)).toContain('End : must be later than from');
  expect(wrong.text).toContain('value="New database"');
  expect((await send({ ...work, from: '2026-02-31T10:00' })).text).toContain('must be an instant');
  const { ask, send: alsoSend } = await desk('responder carol', story);
  expect(asText((await ask('/console/maintenance')).text)).toContain('A commander plans work');
  expect((await alsoSend(work)).status).toBe(409);
  expect(asText((await ask('/console/maintenance')).text)).toContain('No work is planned.');
});

test('the page of its incident says until when its alarms wake nobody', async () => {
  const { send, ask, story } = await desk();
  await send({ ...work, from: '' });
  await story.until('14:10');
  const page = (await ask('/console/maintenance')).text;
  const incident = /incidents\/(INC-[\w-]+)/.exec(page)?.[1] ?? '';
  expect(asText((await ask(`/console/incidents/${incident}`)).text)).toContain(
    'Planned work until 18:00 . Alarms of Database are noted and wake nobody',
  );
  await story.until('17:01');
  expect(asText((await ask(`/console/incidents/${incident}`)).text)).not.toContain('are noted and wake nobody');
});
