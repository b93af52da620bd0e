import { expect, test } from 'vitest';
import type { Entry } from '#core/rules/rule';
import { changed, highErrorRate, Story } from '#test/story';

/** Tracktion whose services belong to two teams: bob is on call for the one, alice for the other; a third has nobody. */
const saying = (...escalation: Entry[]) =>
  changed(
    ({ playbook }) => {
      playbook.escalation = escalation;
      playbook.communication = [];
      playbook.teams = {
        audio: { title: 'Audio', oncall: 'secondary_oncall' },
        files: { title: 'Files', oncall: 'primary_oncall' },
        none: { title: 'None' },
      };
      for (const [id, service] of Object.entries(playbook.services))
        service.team = { 'analysis-service': 'audio', 'file-watcher': 'files' }[id] ?? 'none';
    },
    `teams-${JSON.stringify(escalation).length}`,
  );
const page: Entry = { id: 'first', unless: 'acknowledged', do: { page: 'team.oncall' } };
async function under(service: string | undefined, ...escalation: Entry[]): Promise<Story> {
  const story = new Story({ pack: saying(...escalation) });
  const { service: _, ...signal } = highErrorRate;
  await story.signal(service === undefined ? signal : { ...signal, service });
  return story;
}
const who = async (story: Story): Promise<string[]> =>
  (await story.lines(['page'])).map((line) => line.replace(' page ', ' '));

test('the on-call of the team that answers for the service is paged, by the duty of that target', async () => {
  expect(await who(await under('analysis-service', page))).toEqual(['14:02:00 secondary_oncall/bob']);
  expect(await who(await under('file-watcher', page))).toEqual(['14:02:00 primary_oncall/alice']);
});

test('an incident without a service is no team’s: the catch-all looks, and no team is woken for another', async () => {
  expect(await who(await under(undefined, page))).toEqual(['14:02:00 oncall_manager/dana']);
});

test('where no on-call is known the catch-all is paged, and the timeline says why', async () => {
  for (const service of ['database', 'tracklist-service', 'a-service-of-no-playbook']) {
    const story = await under(service, page);
    expect(await who(story)).toEqual(['14:02:00 oncall_manager/dana']);
    const said = (await story.why(['escalation'])).filter((line) => line.includes('nobody is on call'));
    expect(said.map((line) => line.replace(/ \(playbook.yaml:\d+\)/, ''))).toEqual([
      '14:02:00 | team.oncall | nobody is on call for team.oncall; rule first: at once',
    ]);
  }
});

test('the word stands in a condition and with other actions too', async () => {
  const later: Entry = {
    id: 'later',
    after: '10m',
    unless: { acknowledged: 'team.oncall' },
    do: [{ page: 'cto' }, { task: 'team.oncall', text: 'Say what you see' }],
  };
  const mine = await under('analysis-service', later);
  await mine.say({ do: 'acknowledge', by: 'bob' });
  await mine.until('14:20');
  expect(await who(mine)).toEqual([]);
  const others = await under('analysis-service', later);
  await others.say({ do: 'acknowledge', by: 'alice' });
  await others.until('14:20');
  expect((await who(others)).length).toBe(1);
  await others.say({ do: 'tick', item: 'later', by: 'bob' });
});
