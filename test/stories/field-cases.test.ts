import { expect, test } from 'vitest';
import { Unreachable } from '#core/errors';
import { fieldCase, signalOf } from '#test/field-case';
import { changed, Story } from '#test/story';

const day = '2026-03-25';
const signal = (file: string) => signalOf(fieldCase(file));

test.each([
  ['cw-m-of-n-eventbridge', 'cw-m-of-n-sns'],
  ['cw-m-of-n-sns', 'cw-m-of-n-eventbridge'],
])('%s, then %s: one incident of the same severity', async (first, second) => {
  const story = new Story({ day });
  expect((await story.signal(signal(first))).did).toBe('opened');
  expect((await story.signal(signal(second))).did).toBe('noted');
  const { severity, severityBecause } = await story.incident();
  expect([severity, severityBecause]).toEqual(['P1', 'High error rate: 41 % > 20 % (playbook.yaml:135)']);
});

test.each(['cw-muted-eventbridge', 'cw-composite-suppressed-eventbridge'])(
  '%s opens and pages nothing',
  async (file) => {
    const story = new Story({ day });
    const taken = await story.signal(signal(file));
    expect([taken.incidentId, story.world.sent]).toEqual([undefined, []]);
  },
);

test('a muted alarm of an open incident stands on its timeline and pages nobody', async () => {
  const story = new Story({ day });
  await story.signal(signal('cw-m-of-n-eventbridge'));
  const pages = story.pages();
  expect((await story.signal({ ...signal('cw-muted-eventbridge'), at: '2026-03-25T03:12:04.000Z' })).did).toBe('noted');
  expect((await story.why(['signal'])).at(-1)).toBe(
    '03-25 14:02:00 | analysis-service--high-error-rate | suppressed at 2026-03-25T03:12:04.000Z: Muted by patching until 2026-03-25T04:00:00.000Z: Threshold Crossed: 1 datapoint [23.0 (25/03/26 03:09:00)] was greater than the threshold (5.0).',
  );
  expect(story.pages()).toEqual(pages);
});

const series = (id: string, value: string, at: string, reason: string) =>
  signalOf({
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm Contributor State Change',
    resources: ['arn:aws:cloudwatch:eu-central-1:111122223333:alarm:analysis-service--high-error-rate'],
    detail: {
      alarmName: 'analysis-service--high-error-rate',
      alarmContributor: { id, attributes: { TableName: id } },
      state: { value, reason, timestamp: `2026-03-11T${at}.000+0000` },
    },
  });

test.each([
  'No data was returned for this contributor',
  'Threshold Crossed: 1 datapoint [1.0 (11/03/26 14:03:00)] was not greater than the threshold (5.0).',
])('one of two series is OK (%s): the other fires, escalations go on', async (reason) => {
  const resolves = changed((pack) => {
    pack.playbook.detection.recovery.does = 'resolve';
  });
  const story = new Story({ pack: resolves });
  const high =
    'Threshold Crossed: 1 datapoint was greater than the threshold (5.0). The most recent datapoint which crossed the threshold: [23.0 (11/03/26 14:01:00)].';
  await story.signal(series('orders', 'ALARM', '14:02:00', high));
  await story.until('14:03');
  await story.signal(series('payments', 'ALARM', '14:03:00', high));
  await story.until('14:04');
  await story.signal(series('orders', 'OK', '14:04:00', reason));
  await story.until('14:17');
  expect((await story.incident()).life).toBe('open');
  expect(await story.lines(['escalation'])).toEqual([
    '14:02:00 escalation primary_oncall, oncall_manager',
    '14:07:00 escalation secondary_oncall',
    '14:17:00 escalation engineering_manager, management, paging',
  ]);
});

test.each(['cw-name-korean-sns', 'cw-name-255-sns'])(
  '%s is named as it is called in PagerDuty, chat and mail',
  async (file) => {
    const named = signal(file);
    const namedIn = async (story: Story) => {
      await story.signal(named);
      const first = story.world.sent.filter(
        ({ message }) => message.kind === 'page' || message.key.includes('.opened.'),
      );
      return first.map(({ channel, message }) => [channel, message.text.includes(named.title)]);
    };
    expect(await namedIn(new Story({ day }))).toEqual([
      ['pagerduty', true],
      ['slack', true],
    ]);
    // a page goes by mail where nothing else takes it
    const fault = (tool: string) => (tool === 'email' ? undefined : new Unreachable('connection refused'));
    expect(await namedIn(new Story({ day, fault }))).toEqual([['email', true]]);
  },
);
