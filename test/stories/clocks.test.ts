import { expect, test } from 'vitest';
import { isRecord } from '#core/json';
import { changed, highErrorRate, Story, tracktion } from '#test/story';

/** Three rules that are due five minutes after the opening, each of which pages thirty people of its own: more than one turn does. */
function threeRules() {
  const people = structuredClone(tracktion.people);
  const teams = ['red', 'green', 'blue'];
  for (const team of teams) {
    const ids = Array.from({ length: 30 }, (_, n) => `${team}-${n}`);
    for (const id of ids)
      people.people[id] = {
        name: id,
        email: `${id}@tracktion.example`,
        pagerduty: `key-${id}`,
        channels: ['pagerduty'],
      };
    people.targets[team] = { title: team, people: ids, duties: [] };
  }
  const pack = changed(({ playbook }) => {
    playbook.escalation = teams.map((team) => ({ id: team, after: '5m', unless: 'acknowledged', do: { page: team } }));
  }, 'three-rules');
  return { pack, people };
}

/** Of whom each team's pages are, with the second in which they left. */
const paged = (story: Story) =>
  ['red', 'green', 'blue'].map((team) => {
    const pages = story.pages().filter((line) => line.includes(`page ${team}`));
    return `${pages.length} ${team} ${[...new Set(pages.map((line) => line.slice(0, 8)))].join()}`;
  });

test('what is due at one second and more than a turn does goes on in the seconds after it', async () => {
  const story = new Story(threeRules());
  await story.signal(highErrorRate);
  await story.until('14:10');
  expect(paged(story)).toEqual(['30 red 14:07:00', '30 green 14:07:01', '30 blue 14:07:02']);
});

test('a clock that nobody cancelled rings among them, and the next one is lost: the sweeper goes on behind what was done', async () => {
  const story = new Story(threeRules());
  const { executions } = story.world.ports;
  const start = executions.start.bind(executions);
  executions.start = async (machine, name, input) =>
    machine === 'deadline' && isRecord(input) && input['due'] === '2026-03-11T14:07:01Z'
      ? { started: true }
      : start(machine, name, input);
  story.world.everyMinuteSweep(new Date('2026-03-11T14:10:00Z'));
  await story.signal(highErrorRate);
  await story.until('14:07');
  expect(paged(story)).toEqual(['30 red 14:07:00', '0 green ', '0 blue ']);
  // of a time that is long over, and that nobody has told before
  await story.saying(`${story.id}/time/1`, { do: 'time-passed', due: '2026-03-11T14:05:00Z' });
  await story.until('14:10');
  expect(paged(story)).toEqual(['30 red 14:07:00', '30 green 14:07:00', '30 blue 14:08:00']);
});

test('an alarm that comes within a second: nobody is paged before the whole time of a rule is over', async () => {
  const story = new Story();
  await story.until('14:02:00.400');
  await story.signal({ ...highErrorRate, at: '2026-03-11T14:02:00.400Z' });
  await story.until('14:08');
  expect(story.pages().at(-1)).toBe('14:07:01 pagerduty pagerduty-bob: page P1-secondary');
});

test('a hundred and ten incidents whose dispatch was lost: all their pages leave with the next sweep', async () => {
  const story = new Story();
  const { queues } = story.world.ports;
  const put = queues.put.bind(queues);
  queues.put = async () => {};
  for (let n = 0; n < 110; n += 1) await story.signal({ ...highErrorRate, key: `alarm ${n}`, service: `service-${n}` });
  queues.put = put;
  expect(story.pages()).toEqual([]);
  story.world.everyMinuteSweep(new Date('2026-03-11T14:03:30Z'));
  await story.until('14:03:05');
  expect(story.pages().length).toBe(220);
});
