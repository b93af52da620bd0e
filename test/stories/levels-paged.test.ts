import { expect, test } from 'vitest';
import type { People } from '#core/playbook/pack';
import type { Entry } from '#core/rules/rule';
import { changed, highErrorRate, Story, tracktion } from '#test/story';

/** Tracktion with these rules alone: its level 2 is the manager on call and the CTO, level 9 of nobody. */
const saying = (...escalation: Entry[]) =>
  changed(
    ({ playbook }) => {
      playbook.escalation = escalation;
      playbook.communication = [];
      const [first] = playbook.levels;
      if (first === undefined) throw new Error('no levels');
      playbook.levels = [
        { ...first, level: 2, title: 'Management', contacts: ['oncall_manager', 'cto'] },
        { ...first, level: 9, title: 'Nobody', contacts: ['nobody'] },
      ];
    },
    `levels-${JSON.stringify(escalation).length}`,
  );
const people: People = {
  ...tracktion.people,
  targets: { ...tracktion.people.targets, nobody: { title: 'Nobody', people: [], duties: [] } },
};
async function under(...escalation: Entry[]): Promise<Story> {
  const story = new Story({ pack: saying(...escalation), people });
  await story.signal(highErrorRate);
  return story;
}
const who = async (story: Story): Promise<string[]> =>
  (await story.lines(['page'])).map((line) => line.replace(' page ', ' '));
const cto = tracktion.people.targets['cto']?.person ?? '';

test('a level is paged as its contacts: each by their own target, in one page', async () => {
  const story = await under(
    { id: 'first', unless: 'acknowledged', do: { page: 'cto' } },
    { id: 'second', unless: 'acknowledged', do: { page: 'level.2' } },
  );
  expect(await who(story)).toEqual([`14:02:00 cto/${cto}`, '14:02:00 oncall_manager/dana']);
  const orders = story.world.sent.filter(({ message }) => message.kind === 'page');
  expect(orders.length).toBe(2);
  expect(await story.lines(['escalation'])).toContain('14:02:00 escalation level.2');
});

test('a level whose contacts are nobody pages the catch-all', async () => {
  const story = await under({ id: 'first', unless: 'acknowledged', do: { page: 'level.9' } });
  expect(await who(story)).toEqual(['14:02:00 oncall_manager/dana']);
  expect((await story.why(['escalation'])).some((line) => line.includes('nobody is on call for nobody'))).toBe(true);
});

test('acknowledged by a level: by any of its contacts, and it stays so', async () => {
  const rule: Entry = {
    id: 'later',
    after: '10m',
    unless: { acknowledged: 'level.2' },
    do: { page: 'primary_oncall' },
  };
  const one = await under(rule);
  await one.say({ do: 'acknowledge', by: 'bob' });
  await one.until('14:20');
  expect(await who(one)).toEqual(['14:12:00 primary_oncall/alice']);
  const other = await under(rule);
  await other.say({ do: 'acknowledge', by: 'bob' });
  await other.say({ do: 'acknowledge', by: cto });
  await other.until('14:20');
  expect(await who(other)).toEqual([]);
});

test('a level is told, is given tasks, and each of a list among its contacts is asked', async () => {
  const them = structuredClone(people);
  them.targets = {
    ...them.targets,
    cto: { title: 'CTO', people: [cto, 'bob'], acknowledge: 'each', duties: [] },
  };
  const pack = saying(
    { id: 'tell', do: [{ tell: 'level.2' }, { task: 'level.2', text: 'Look at the shelf' }] },
    { id: 'first', every: '10m', unless: 'acknowledged', do: { page: 'level.2' } },
  );
  const story = new Story({ pack, people: them });
  await story.signal(highErrorRate);
  const told = (await story.lines(['message'])).filter((line) => line.includes('level.2/'));
  expect(new Set(told.map((line) => line.replace(/.*level.2\//, '')))).toEqual(new Set(['dana', cto, 'bob']));
  await story.say({ do: 'tick', item: 'tell', by: cto });
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.until('14:15');
  expect((await who(story)).slice(3)).toEqual([`14:12:00 cto/${cto}`]);
});
