import { describe, expect, test } from 'vitest';
import { metricsOf } from '#core/incident/metrics';
import { changed, highErrorRate, Story } from '#test/story';
import { acknowledging } from '../bench/acknowledging.ts';

test('from an accepted page to its acknowledgement by link: three calls that follow each other to see it, and four to press', async () => {
  expect(await acknowledging()).toEqual({ opened: 3, pressed: 4 });
});

test('roles that stand apart are never one person: assigned they are refused, and an acknowledgement brings none', async () => {
  const pack = changed(({ playbook }) => {
    playbook.roles = playbook.roles.map((role) => (role.id === 'CL' ? { ...role, apart: ['IC'] } : role));
  });
  const story = new Story({ pack });
  await story.signal(highErrorRate);
  await story.say({ do: 'assign-role', by: 'ana', role: 'CL', person: 'bob' });
  await story.say({ do: 'acknowledge', by: 'bob' });
  expect((await story.incident()).roles).toEqual({ CL: 'bob' });
  await expect(story.say({ do: 'assign-role', by: 'ana', role: 'IC', person: 'bob' })).rejects.toThrow(
    'bob is CL, and IC is never the same person: give CL to somebody else first',
  );
  await story.say({ do: 'assign-role', by: 'ana', role: 'CL', person: 'tom' });
  await story.say({ do: 'assign-role', by: 'ana', role: 'IC', person: 'bob' });
  expect((await story.incident()).roles).toEqual({ CL: 'tom', IC: 'bob' });
});

describe('an acknowledgement that nothing comes of', () => {
  /** A P1 whose acknowledgements last for half an hour. */
  const drowsy = async (): Promise<Story> => {
    const pack = changed(({ playbook }) => {
      for (const severity of playbook.severities) severity.ackTimeout = '30m';
    });
    const story = new Story({ pack });
    await story.signal(highErrorRate);
    await story.until('14:04');
    await story.say({ do: 'acknowledge', by: 'bob' });
    return story;
  };
  const pagedAfter = (story: Story, time: string): string[] => story.pages().filter((page) => page > time);

  test('lapses: who is on call is paged again, as at the opening, and the role that came with it is free', async () => {
    const story = await drowsy();
    await story.until('14:33');
    expect(pagedAfter(story, '14:04')).toEqual([]);
    await story.until('14:40');
    expect(pagedAfter(story, '14:04')).toEqual([
      '14:34:00 pagerduty pagerduty-alice: page P1-first',
      '14:34:00 pagerduty pagerduty-dana: page P1-first',
      '14:39:00 pagerduty pagerduty-bob: page P1-secondary',
    ]);
    // the response target is missed anew: nobody has answered since
    const said = await story.lines(['acknowledged', 'role', 'deadline-missed']);
    expect(said.filter((line) => !/task|customers/.test(line))).toEqual([
      '14:04:00 acknowledged bob',
      '14:04:00 role IC/bob',
      '14:34:00 role IC',
      '14:39:00 deadline-missed acknowledge within 5m',
    ]);
    await story.say({ do: 'acknowledge', by: 'dana' });
    expect((await story.incident()).roles).toMatchObject({ IC: 'dana' });
  });

  test('is kept alive by progress, and over with the incident', async () => {
    const story = await drowsy();
    await story.until('14:30');
    await story.say({ do: 'note', by: 'bob', text: 'the pool is exhausted' });
    await story.until('14:55');
    expect(pagedAfter(story, '14:04')).toEqual([]);
    await story.say({ do: 'resolve', by: 'bob', as: 'false-alarm', reason: 'a load test' });
    await story.until('16:00');
    expect(pagedAfter(story, '14:04')).toEqual([]);
  });

  test('was an answer all the same: the metrics count from it', async () => {
    const story = await drowsy();
    await story.until('14:40');
    await story.say({ do: 'acknowledge', by: 'dana' });
    await story.say({ do: 'resolve', by: 'dana', as: 'fixed', reason: 'by hand' });
    expect(metricsOf(await story.incident())).toContainEqual({ name: 'response', seconds: 120 });
  });
});
