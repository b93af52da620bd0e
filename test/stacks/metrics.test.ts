import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { expect, onTestFinished, test, vi } from 'vitest';
import { emfMetrics } from '#adapters/aws/metrics';
import { due, keys } from '#app/store/keys';
import { SweepFailed } from '#core/errors';
import { sweepOrFail } from '#lambdas/sweep/sweep';
import { DoesNotFit } from '#lib/does-not-fit';
import { Story } from '../support/story.ts';
import { sampleApp } from './synthesized.ts';

/** What the log's lines in CloudWatch's embedded metric format say: every metric with what identifies it, and its value. */
function published(lines: string[]) {
  return lines
    .filter((text) => text.startsWith('{"_aws"'))
    .flatMap((text) => {
      const line = JSON.parse(text);
      return line._aws.CloudWatchMetrics.flatMap(
        (set: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }) =>
          set.Metrics.map(({ Name, Unit }) => ({
            namespace: set.Namespace,
            name: Name,
            unit: Unit,
            dimensions: Object.fromEntries(set.Dimensions.flat().map((name) => [name, line[name]])),
            value: line[Name],
          })),
      );
    });
}

const asked = (metric: Metric, value: number) => ({
  namespace: metric.namespace,
  name: metric.metricName,
  unit: metric.unit,
  dimensions: metric.dimensions,
  value,
});

test('the metrics that the construct names are those that the functions write, by namespace, name, unit and dimensions', async () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0);
  onTestFinished(() => spy.mockRestore());
  const story = new Story();
  story.world.ports.metrics = emfMetrics();
  await story.run(() =>
    story.world.table.write([
      {
        put: {
          ...keys.outbox('INC-000042', 'effects', 'metrics.1'),
          effect: {
            do: 'metrics',
            severity: 'P1',
            values: [
              { name: 'detection', seconds: 300 },
              { name: 'response', seconds: 960 },
              { name: 'resolution', seconds: 2940 },
              { name: 'duration', seconds: 3900 },
            ],
          },
        },
      },
      // a state that nobody can read, and whose deadline is over
      { put: { ...keys.state('INC-000043'), incident: 'poison', duePk: due.aggregate, dueAt: '2026-03-11T13:00:00Z' } },
    ]),
  );
  await story.run(() => expect(sweepOrFail(story.world.ports)).rejects.toThrow(SweepFailed));

  spy.mockRestore();
  const { tocsin } = sampleApp();
  expect(published(written)).toEqual([
    asked(tocsin.metricTimeToAcknowledge('P1'), 960),
    asked(tocsin.metricTimeToResolve('P1'), 3900),
    // once as overdue, once as planned by an earlier release
    asked(tocsin.metricSweepFailed(), 2),
  ]);
});

test('a metric of a severity that the playbook does not have fails the synthesis', () => {
  const { tocsin } = sampleApp();
  expect(() => tocsin.metricTimeToResolve('SEV1')).toThrow(DoesNotFit);
});
