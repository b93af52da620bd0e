import { expect, test } from 'vitest';
import type { Entry } from '#core/rules/rule';
import type { Moment } from '#core/time/moment';
import { changed, highErrorRate, Story } from '#test/story';

const moments: Record<string, Moment> = {
  'next-day': { days: 1, time: '09:00' },
  'next-business-day': { days: 1, of: 'business' },
  monday: { weekday: 'mon', time: '09:00' },
};

/** An incident of Friday, 13 March 2026, 14:02 UTC under these rules alone; business hours are Monday to Friday, 09:00 to 17:00. */
async function onFriday(rules: readonly Entry[], value = 23): Promise<Story> {
  const pack = changed(
    (p) => {
      p.playbook.escalation = [...rules];
      p.playbook.moments = moments;
    },
    `times-${JSON.stringify(rules).length}`,
  );
  const story = new Story({ pack, day: '2026-03-13' });
  await story.signal({ ...highErrorRate, value, at: '2026-03-13T14:02:00.000Z', began: '2026-03-13T13:57:00.000Z' });
  return story;
}
const pages = async (story: Story): Promise<string[]> =>
  (await story.lines(['page'])).map((line) => line.replace('03-', '').replace(' page ', ' ').replace(/\/.*/, ''));
const set = (story: Story, severity: string) =>
  story.say({ do: 'set-severity', by: 'dana', severity, reason: 'as it looks' });

test('four hours of business time from Friday 14:02 are over on Monday at 10:02, and four hours on Friday', async () => {
  const story = await onFriday([
    { id: 'open', after: '4h business', unless: 'resolved', do: { page: 'team_lead' } },
    { id: 'elapsed', after: '4h', unless: 'resolved', do: { page: 'cto' } },
  ]);
  await story.until('2026-03-16T12:00:00Z');
  expect(await pages(story)).toEqual(['13 18:02:00 cto', '16 10:02:00 team_lead']);
});

test('what ends at the close is due at the next opening, and a repeat counts open time too', async () => {
  const story = await onFriday([
    {
      id: 'close',
      after: { P1: '10680s business' },
      every: '4h business',
      unless: 'resolved',
      do: { page: 'team_lead' },
    },
  ]);
  await story.until('2026-03-16T18:00:00Z');
  // 14:02 and 2 h 58 min is 17:00, the close
  expect(await pages(story)).toEqual(['16 09:00:00 team_lead', '16 13:00:00 team_lead']);
});

test('a rule acts at the first such moment after its clock started, by severity as everything else', async () => {
  const story = await onFriday([
    { id: 'day', at: 'next-day', unless: 'resolved', do: { page: 'cto' } },
    { id: 'business', at: { P1: 'next-business-day', P2: 'monday' }, unless: 'resolved', do: { page: 'ceo' } },
  ]);
  await story.until('2026-03-16T12:00:00Z');
  expect(await pages(story)).toEqual(['14 09:00:00 cto', '16 09:00:00 ceo']);
  expect((await story.why(['escalation'])).at(0)).toContain('rule day: at next-day');
});

test('a matrix pages each row at its cell, and after a raise what is past at once', async () => {
  const story = await onFriday(
    [
      {
        matrix: 'involve',
        unless: 'resolved',
        columns: ['P1', 'P2'],
        page: {
          secondary_oncall: ['0m', '30m'],
          team_lead: ['15m', '1h'],
          cto: ['1h', 'next-day'],
          ceo: ['2h', 'never'],
        },
      },
      { id: 'then', after: '5m', since: 'involve.team_lead', do: { tell: 'management' } },
    ],
    7,
  );
  await story.until('16:32');
  await set(story, 'P1');
  await story.until('2026-03-14T12:00:00Z');
  expect(await pages(story)).toEqual([
    '13 14:32:00 secondary_oncall',
    '13 15:02:00 team_lead',
    // as a P1 the hour is long past, and so are the two
    '13 16:32:00 cto',
    '13 16:32:00 ceo',
  ]);
  expect(story.sent((s) => s.to[0] === '#management')).toEqual([
    '03-13 15:07:00 slack #management: escalated/escalated',
  ]);
});
