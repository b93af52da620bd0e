import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { sampleApp } from './synthesized.ts';

test('AwsSolutions finds nothing that is not mended or acknowledged', () => {
  const { tocsin } = sampleApp();
  expect(new AwsSolutionsChecks().validateScope(tocsin)).toEqual({ success: true, violations: [] });
});

test('what is acknowledged would be found: without its reason a wildcard is a violation', () => {
  const { tocsin } = sampleApp();
  const unforgiving = Object.defineProperty(new AwsSolutionsChecks(), 'isAcknowledged', { value: () => false });
  const { violations } = unforgiving.validateScope(tocsin);
  const rules = violations.map(({ ruleName }) => ruleName.replace(/\[.*/, ''));
  expect([...new Set(rules)].sort()).toEqual([
    'AwsSolutions-APIG4',
    'AwsSolutions-COG8',
    'AwsSolutions-IAM5',
    'AwsSolutions-S1',
    'AwsSolutions-SQS3',
  ]);
});
