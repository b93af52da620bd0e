import { expect, test } from 'vitest';
import { putIn } from '#app/digests/put-in';
import { declare } from '#app/store/declare';
import { keys } from '#app/store/keys';
import { textOf } from '#core/json';
import type { Entry } from '#core/rules/rule';
import { changed, Story } from '#test/story';

/** Incidents are declared by hand; the team lead has a weekly digest, each Monday at 09:00. The 11th is a Wednesday. */
function weekly(escalation: readonly Entry[], sets: { template?: string } = {}) {
  const pack = changed(
    ({ playbook, templates }) => {
      playbook.moments['monday'] = { weekday: 'mon', time: '09:00' };
      playbook.digests = { weekly: { at: 'monday', ...sets } };
      playbook.escalation = [...escalation];
      playbook.assessment = [];
      playbook.communication = [];
      playbook.updates = [];
      playbook.severities = playbook.severities.map((severity) => ({ ...severity, pagesNobody: undefined }));
      templates['mine'] = '{% for line in digest.lines %}{{ line.id }} {% endfor %}';
    },
    `digests-${JSON.stringify(escalation).length}`,
  );
  const story = new Story({ pack });
  const opens = (severity: string, title: string) =>
    story.run(async () => {
      const { id } = await declare(story.world.ports, `declare-${title}`, 'piet', { title, severity });
      return textOf(id);
    });
  return { story, opens };
}
const sent = (story: Story): string[] =>
  story.sent((s) => s.message.kind === 'notice' && s.message.key.includes('.digest.')).map((line) => line.slice(0, 31));
const texts = (story: Story): string[] =>
  story.world.sent.flatMap(({ message: m }) => (m.key.includes('.digest.') ? [m.text] : []));
const p4: Entry[] = [{ id: 'p4', if: { severity: 'P4' }, do: { digest: 'weekly', to: 'team_lead' } }];

test('a digest has one line for each incident, as it stands when it is sent: resolved ones too, false alarms not', async () => {
  const { story, opens } = weekly(p4);
  const first = await opens('P4', 'A wish');
  await story.until('2026-03-12T10:00:00Z');
  const second = await opens('P4', 'A typo');
  const third = await opens('P4', 'A test');
  const fourth = await opens('P1', 'A fire');
  const end = (id: string, as: 'false-alarm' | 'recovered') => {
    story.id = id;
    return story.say({ do: 'resolve', by: 'ana', as, reason: 'it was that' });
  };
  await end(second, 'recovered');
  await end(third, 'false-alarm');
  await story.until('2026-03-17T00:00:00Z');
  expect(sent(story)).toEqual(['03-16 09:00:00 slack U0TOM: dig']);
  expect(texts(story)[0]?.split('\n').slice(0, -1)).toEqual([
    'Tracktion, digest weekly: 2 incidents',
    `- P4 ${first} A wish: investigating, opened 2026-03-11 14:02:00 UTC`,
    `- P4 ${second} A typo: resolved, opened 2026-03-12 10:00:00 UTC`,
  ]);
  const subjects = story.world.sent.flatMap(({ message: m }) => (m.key.includes('.digest.') ? [m.subject] : []));
  expect(subjects).toEqual(['Tracktion: digest weekly']);
  const lines = async (id: string) => {
    story.id = id;
    return story.lines(['digest']);
  };
  expect(await lines(first)).toEqual(['03-16 09:00:00 digest team_lead/tom']);
  expect(await lines(second)).toEqual(['03-16 09:00:00 digest team_lead/tom']);
  expect([await lines(third), await lines(fourth)]).toEqual([[], []]);
});

test('an empty digest is not sent, and the next one begins with what comes after', async () => {
  const { story, opens } = weekly(p4);
  story.id = await opens('P4', 'A test');
  await story.say({ do: 'resolve', by: 'ana', as: 'false-alarm', reason: 'it was that' });
  await story.until('2026-03-17T10:00:00Z');
  expect(sent(story)).toEqual([]);
  const next = await opens('P4', 'A wish');
  await story.until('2026-03-24T00:00:00Z');
  expect(sent(story)).toEqual(['03-23 09:00:00 slack U0TOM: dig']);
  expect(texts(story)[0]).toContain(next);
});

test('what was sent once is not sent again, and an incident that gets worse is no second line', async () => {
  const { story, opens } = weekly([
    { id: 'least', if: { severity: ['P3', 'P4'] }, do: { digest: 'weekly', to: ['team_lead', 'engineering_manager'] } },
    { id: 'again', on: 'severity-changed', do: { digest: 'weekly', to: 'team_lead' } },
  ]);
  story.id = await opens('P4', 'A wish');
  await story.say({ do: 'set-severity', by: 'ana', severity: 'P3', reason: 'it hurts' });
  await story.until('2026-03-31T00:00:00Z');
  expect(sent(story).toSorted()).toEqual(['03-16 09:00:00 slack U0ANA: dig', '03-16 09:00:00 slack U0TOM: dig']);
  expect(texts(story).every((text) => text.split('\n')[0] === 'Tracktion, digest weekly: 1 incident')).toBe(true);
});

test('a cell of a matrix may be a digest, and a digest has words of its own', async () => {
  const { story, opens } = weekly(
    [
      {
        matrix: 'involve',
        unless: 'resolved',
        columns: ['P1', 'P4'],
        page: { cto: ['0m', 'weekly'] },
      },
    ],
    { template: 'mine' },
  );
  const wish = await opens('P4', 'A wish');
  const fire = await opens('P1', 'A fire');
  await story.until('2026-03-17T00:00:00Z');
  expect(texts(story)).toEqual([wish]);
  story.id = fire;
  expect((await story.lines(['page'])).map((line) => line.slice(0, 15))).toEqual(['14:02:00 page c']);
});

test('a severity that wakes nobody asks nobody twice', async () => {
  const story = new Story();
  story.id = await story.run(async () =>
    textOf((await declare(story.world.ports, 'declare-wish', 'piet', { title: 'A wish', severity: 'P4' }))['id']),
  );
  await story.until('2026-03-18T14:02:00Z');
  const asked = story.sent((s) => s.message.key.includes('question-asked'));
  expect(asked).toHaveLength(1);
});

test('an order that is carried out twice, before and after the digest has gone, puts the incident in once', async () => {
  const { story, opens } = weekly([]);
  const id = await opens('P4', 'A wish');
  const order = { name: 'weekly', person: 'tom', target: 'team_lead', once: `${id}/first` };
  await story.run(() => putIn(story.world.ports, id, order));
  await story.until('2026-03-17T00:00:00Z');
  expect(sent(story)).toHaveLength(1);
  await story.run(() => putIn(story.world.ports, id, order));
  await story.until('2026-03-24T00:00:00Z');
  expect(sent(story)).toHaveLength(1);
});

test('an incident whose row cannot be read keeps no digest back: the others are named, and it is counted', async () => {
  const { story, opens } = weekly(p4);
  const [broken, whole] = [await opens('P4', 'A wish'), await opens('P4', 'A typo')];
  await story.until('14:05');
  await story.run(async () => {
    const row = await story.world.table.get(keys.state(broken));
    await story.world.table.write([{ put: { ...keys.state(broken), ...row, incident: { v: 2, life: 'torn' } } }]);
  });
  await story.until('2026-03-17T00:00:00Z');
  const [text = ''] = texts(story);
  expect(text.split('\n').filter((line) => line.startsWith('- '))).toEqual([expect.stringContaining(whole)]);
  expect(text).toContain('digest weekly: 2 incidents');
  expect(text).toContain('and 1 more');
});
