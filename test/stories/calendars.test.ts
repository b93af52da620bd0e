import { expect, test } from 'vitest';
import { changed, highErrorRate, Story, tracktion } from '#test/story';

/** Tracktion, of whose first rule the calendar is the business days, where the clock is Tokyo's. */
const inTokyo = changed((pack) => {
  pack.playbook.zone = 'Asia/Tokyo';
  pack.playbook.assessment = [];
  pack.playbook.escalation = pack.playbook.escalation.map((entry) =>
    'id' in entry && entry.id === 'P1-secondary' ? { ...entry, during: 'business' } : entry,
  );
}, 'tokyo');

test('a rule with a calendar waits for its opening in the playbook’s zone; the others wake whom they name', async () => {
  // Friday 13 March, 23:02 in Tokyo
  const story = new Story({ day: '2026-03-13', pack: inTokyo });
  await story.signal({ ...highErrorRate, at: '2026-03-13T14:02:00.000Z' });
  await story.until('2026-03-16T08:00:00Z');
  const second = story.pages().filter((line) => line.endsWith('page P1-secondary'));
  // Monday, 09:00 in Tokyo
  expect(second).toEqual(['03-16 00:00:00 pagerduty pagerduty-bob: page P1-secondary']);
  expect(story.pages()[0]).toBe('03-13 14:02:00 pagerduty pagerduty-alice: page P1-first');
});

test('the next business day is one of the playbook’s zone', async () => {
  const story = new Story({ day: '2026-03-13', pack: inTokyo });
  // Saturday in Tokyo, Friday in UTC
  await story.until('2026-03-13T20:00:00Z');
  const declared = await story.run(() =>
    story.world.signal({ ...highErrorRate, rule: 'none', value: 0, at: '2026-03-13T20:00:00.000Z' }),
  );
  story.id = declared.incidentId ?? '';
  await story.say({ do: 'set-severity', by: 'dana', severity: 'P4', reason: 'nobody is harmed' });
  await story.until('2026-03-16T12:00:00Z');
  expect(await story.lines(['deadline-missed'])).toEqual([
    '03-16 00:00:00 deadline-missed acknowledge within next-business-day',
  ]);
});

test('a target that means nobody at the moment falls through to the catch-all at once', async () => {
  const people = structuredClone(tracktion.people);
  people.targets['primary_oncall'] = { title: 'Primary on-call', rotation: 'later', duties: [] };
  people.rotations['later'] = {
    ...Object.values(people.rotations)[0],
    starts: '2026-06-01',
    members: ['alice'],
    shift: '1w',
    handover: { day: 'mon', time: '09:00' },
  };
  const story = new Story({ people, catchAll: 'engineering_manager' });
  await story.signal(highErrorRate);
  expect(story.pages()).toEqual([
    '14:02:00 pagerduty pagerduty-ana: page P1-first',
    '14:02:00 pagerduty pagerduty-dana: page P1-first',
  ]);
  expect((await story.why(['escalation'])).filter((line) => line.includes('nobody is on call'))).toEqual([
    expect.stringMatching(
      /^14:02:00 \| primary_oncall \| nobody is on call for primary_oncall; rule P1-first: at once/,
    ),
  ]);
});
