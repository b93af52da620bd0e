import { describe, expect, test } from 'vitest';
import type { Rule } from '#core/rules/rule';
import { changed, highErrorRate, Story } from '#test/story';

/** An alarm of Tracktion with one rule that somebody must approve; the words of what it tells are short. */
async function approving(rule: Partial<Rule> & { id: string }, words = 'We work on it ({{ incident.status }}).') {
  const pack = changed(
    ({ playbook, templates }) => {
      playbook.communication = [{ approve: 'CL', do: { tell: 'status-page', template: 'public' }, ...rule }];
      templates['public'] = words;
    },
    `approving-${JSON.stringify(rule).length}-${words.length}`,
  );
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.until('14:03');
  await story.say({ do: 'acknowledge', by: 'bob' });
  await story.say({ do: 'assign-role', by: 'bob', role: 'CL', person: 'tom' });
  return story;
}
const approvals = async (story: Story) => Object.entries((await story.incident()).approvals ?? {});
const idOf = async (story: Story, rule: string): Promise<string> =>
  `approve-${rule}-${(await story.incident()).approvals?.[rule]?.seq}`;
const answer = async (story: Story, by: string, option: 'approve' | 'refuse', rule = 'public') =>
  story.say({ do: 'answer', by, question: await idOf(story, rule), option });
const told = (story: Story): string[] =>
  story.world.sent.flatMap(({ at, channel, message: m }) =>
    channel === 'statuspage' ? [`${at.slice(11, 19)} ${m.text}`] : [],
  );
const asked = (story: Story): string[] =>
  story.world.sent.flatMap(({ at, to, message: m }) =>
    m.key.includes('.approval-asked.')
      ? [`${at.slice(11, 16)} ${to.join()}: ${m.text.split('\n').slice(0, 3).join(' | ')}`]
      : [],
  );

describe('a rule that somebody must approve', () => {
  test('is asked about when it is due, with the text as it will be sent, and acts when it is approved', async () => {
    const story = await approving({ id: 'public', after: '10m' });
    await story.until('14:12');
    expect([told(story), asked(story)]).toEqual([
      [],
      [
        '14:12 U0TOM: INC-20260311-7720: CL is asked to approve rule public | To status-page: | We work on it (investigating).',
      ],
    ]);
    await story.until('14:15');
    await answer(story, 'tom', 'approve');
    await story.until('14:16');
    expect(told(story)).toEqual(['14:15:00 We work on it (investigating).']);
    const lines = await story.run(() => story.world.timeline(story.id));
    expect(
      lines.flatMap((l) =>
        l.question === 'approval' ? [`${l.at.slice(11, 16)} ${l.option ?? 'asked'} ${l.by ?? ''}`] : [],
      ),
    ).toEqual(['14:12 asked ', '14:15 approve tom']);
    expect(await approvals(story)).toEqual([]);
  });

  test('says why in the words in which a rule says it that needs no approval', async () => {
    const reason = '{{ escalation.reason }}';
    const story = await approving({ id: 'public', after: '10m', do: { tell: 'team', template: 'public' } }, reason);
    await story.until('14:15');
    await answer(story, 'tom', 'approve');
    await story.until('14:16');
    const said = story.world.sent.flatMap(({ message: m }) => (m.key.includes('.escalated.public.') ? [m.text] : []));
    expect([asked(story)[0]?.split(' | ').at(-1), said]).toEqual([
      'rule public, 10 min open',
      ['rule public, 10 min open'],
    ]);
  });

  test('is asked for again until somebody answers, and never acts by silence', async () => {
    const story = await approving({ id: 'public', after: '10m' });
    // after an hour, as Tracktion puts a question again
    await story.until('16:13');
    expect([told(story), asked(story).map((line) => line.slice(0, 5))]).toEqual([[], ['14:12', '15:12', '16:12']]);
    expect((await approvals(story))[0]?.[1].times).toBe(3);
  });

  test('is only theirs to approve; anybody may refuse, and then it does not act for this start of its clock', async () => {
    const story = await approving({ id: 'public', after: '10m' });
    await story.until('14:13');
    await expect(answer(story, 'bob', 'approve')).rejects.toThrow('CL must approve, which is tom, not bob');
    await answer(story, 'bob', 'refuse');
    await story.until('18:00');
    expect([told(story), asked(story).length, await approvals(story)]).toEqual([[], 1, []]);
  });

  test('is told to who takes the role, and to the fallback while nobody has it', async () => {
    const story = await approving({ id: 'public', approve: 'TL', after: '10m' });
    await story.until('14:13');
    expect(asked(story).map((line) => line.slice(0, 79))).toEqual([
      '14:12 #incidents: INC-20260311-7720: TL, which nobody is yet, is asked to appro',
    ]);
    await story.say({ do: 'assign-role', by: 'bob', role: 'TL', person: 'ana' });
    await story.until('14:14');
    expect(
      asked(story)
        .slice(1)
        .map((line) => line.slice(0, 60)),
    ).toEqual(['14:13 U0ANA: INC-20260311-7720: TL is asked to approve rule ']);
    await expect(answer(story, 'tom', 'approve')).rejects.toThrow('TL must approve');
    await answer(story, 'ana', 'approve');
    await story.until('14:15');
    expect(told(story).length).toBe(1);
  });
});

describe('an approval', () => {
  test('whose text is another by now is asked for anew, and nothing is sent that nobody has read', async () => {
    const story = await approving({ id: 'public', after: '10m' }, 'It is {{ incident.severity }}.');
    await story.until('14:13');
    await story.say({ do: 'set-severity', by: 'bob', severity: 'P2', reason: 'half of it works' });
    await answer(story, 'tom', 'approve');
    await story.until('14:14');
    expect([told(story), asked(story).map((line) => line.slice(-10))]).toEqual([
      [],
      ['It is P1.', 'It is P2.'].map((t) => ` ${t}`),
    ]);
    await answer(story, 'tom', 'approve');
    await story.until('14:15');
    expect(told(story)).toEqual(['14:14:00 It is P2.']);
  });

  test('says what time it was asked, however late it is given', async () => {
    const story = await approving({ id: 'public', after: '10m' }, 'For {{ incident.duration | span }}.');
    await story.until('14:25');
    await answer(story, 'tom', 'approve');
    await story.until('14:26');
    expect(told(story)).toEqual(['14:25:00 For 10 min.']);
  });

  test('is withdrawn when the condition fails, and asked for again when it holds again', async () => {
    const story = await approving({ id: 'public', if: { severity: 'P1' }, after: '10m' });
    await story.until('14:13');
    await story.say({ do: 'set-severity', by: 'bob', severity: 'P2', reason: 'half of it works' });
    expect(await approvals(story)).toEqual([]);
    await story.say({ do: 'set-severity', by: 'bob', severity: 'P1', reason: 'all of it is down' });
    await story.until('14:20');
    expect((await approvals(story)).map(([rule]) => rule)).toEqual(['public']);
  });

  test('is withdrawn with the end of the incident, but one of a rule on: resolved stays', async () => {
    const story = await approving({ id: 'public', on: 'resolved' });
    await story.say({ do: 'resolve', by: 'bob', as: 'false-alarm', reason: 'a test' });
    expect(await approvals(story)).toEqual([]);
    const other = await approving({ id: 'public', after: '1m' });
    await other.until('14:05');
    expect((await approvals(other)).length).toBe(1);
    await other.say({ do: 'resolve', by: 'bob', as: 'false-alarm', reason: 'a test' });
    expect(await approvals(other)).toEqual([]);
  });

  test('of an event is replaced by the next such event: what is approved is the newest', async () => {
    const story = await approving({ id: 'public', on: 'severity-changed' }, 'It is {{ incident.severity }}.');
    await story.say({ do: 'set-severity', by: 'bob', severity: 'P2', reason: 'half of it works' });
    const first = await idOf(story, 'public');
    await story.say({ do: 'set-severity', by: 'bob', severity: 'P3', reason: 'most of it works' });
    await expect(story.say({ do: 'answer', by: 'tom', question: first, option: 'approve' })).rejects.toThrow();
    await answer(story, 'tom', 'approve');
    await story.until('14:05');
    expect(told(story)).toEqual(['14:03:00 It is P3.']);
  });

  test('of a page pages when it is given', async () => {
    const story = await approving({ id: 'public', after: '10m', unless: 'resolved', do: { page: 'cto' } });
    await story.until('14:13');
    const before = story.pages().length;
    expect(asked(story)).toEqual([expect.stringContaining('CL is asked to approve rule public | Page cto.')]);
    await answer(story, 'tom', 'approve');
    await story.until('14:14');
    expect(story.pages().slice(before)).toEqual(['14:13:00 pagerduty pagerduty-colin: page public']);
  });

  test('of a page is no way to hand an incident on: who cannot take it is followed by somebody who is paged', async () => {
    const pack = changed(({ playbook }) => {
      playbook.escalation = [
        { id: 'first', unless: 'acknowledged', do: { page: 'primary_oncall' } },
        { id: 'next', after: '10m', unless: 'acknowledged', approve: 'CL', do: { page: 'secondary_oncall' } },
      ];
    }, 'handed-on');
    const story = new Story({ pack });
    await story.signal(highErrorRate);
    await story.until('14:03');
    await story.say({ do: 'cannot', by: 'alice' });
    await story.until('14:04');
    expect(story.pages()).toEqual([
      '14:02:00 pagerduty pagerduty-alice: page first',
      '14:03:00 pagerduty pagerduty-dana: page handed-on-alice',
    ]);
  });
});
