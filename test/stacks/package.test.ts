import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const home = fileURLToPath(new URL('../../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tocsin-package-'));
const app = join(scratch, 'app');
const elsewhere = join(scratch, 'elsewhere');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const npm = (args: string[], cwd: string) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** What a user writes: an app of their own with an alarm of their own. */
const written = `
import { App, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { fileURLToPath } from 'node:url';
import { IncidentResponse } from 'tocsin';

const app = new App();
const stack = new Stack(app, 'shop');
const tocsin = new IncidentResponse(stack, 'Tocsin', {
  playbook: fileURLToPath(new URL('.', import.meta.resolve('tocsin/playbooks/tracktion/playbook.yaml'))),
  catchAll: 'oncall_manager',
});
const metric = new Metric({ namespace: 'Shop', metricName: 'ErrorRate' });
const alarm = new Alarm(stack, 'Errors', { alarmName: 'shop-errors', metric, threshold: 5, evaluationPeriods: 5 });
tocsin.addAlarm(alarm, { service: 'analysis-service', rule: 'high-error-rate' });
app.synth();
`;

beforeAll(() => {
  mkdirSync(app);
  mkdirSync(elsewhere);
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', scratch], home));
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  // Nothing is fetched: the package needs nothing but the CDK, which the app brings; here ours stands in for it.
  npm(['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', join(scratch, filename)], app);
  for (const peer of ['aws-cdk-lib', 'constructs', '@types'])
    symlinkSync(join(home, 'node_modules', peer), join(app, 'node_modules', peer));
});

test('holds what runs and no sources', () => {
  const shipped = (path: string) => existsSync(join(app, 'node_modules/tocsin', path));
  const there = [
    'dist/lib/incident-response.js',
    'dist/lib/incident-response.d.ts',
    'dist/handlers/page/send-page/index.js',
    'dist/statemachines/lifecycle.asl.json',
    'LICENSE',
  ];
  expect(there.filter((path) => !shipped(path))).toEqual([]);
  expect(['lib', 'core', 'test', 'node_modules'].filter(shipped)).toEqual([]);
});

test('an app of somebody else’s synthesizes with it, by plain node, from any working directory', () => {
  writeFileSync(join(app, 'app.mjs'), written);
  execFileSync(process.execPath, [join(app, 'app.mjs')], {
    cwd: elsewhere,
    env: { ...process.env, CDK_OUTDIR: join(scratch, 'cdk.out') },
  });
  const template = JSON.parse(readFileSync(join(scratch, 'cdk.out/shop.template.json'), 'utf8'));
  const resources: { Type: string; Properties: Record<string, never> }[] = Object.values(template.Resources);
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
  expect([
    count('AWS::Lambda::Function'),
    count('AWS::StepFunctions::StateMachine'),
    count('AWS::DynamoDB::Table'),
  ]).toEqual([28, 8, 1]);
  const [topic] = Object.keys(template.Resources).filter(
    (id) => id.startsWith('TocsinIngestTopic') && !id.includes('Policy'),
  );
  const alarm = resources.find(({ Properties }) => Properties['AlarmName'] === 'shop-errors')?.Properties;
  expect(alarm).toMatchObject({
    AlarmActions: [{ Ref: topic }],
    OKActions: [{ Ref: topic }],
    InsufficientDataActions: [{ Ref: topic }],
  });
  const patterns = resources
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => Properties['EventPattern']);
  expect(patterns).toContainEqual({
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
    detail: { alarmName: ['shop-errors'] },
  });
  const codes = resources
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => String(Properties['Code']?.['S3Key']).replace('.zip', ''));
  const staged = codes.filter((key) => existsSync(join(scratch, 'cdk.out', `asset.${key}`, 'index.js')));
  expect(staged).toHaveLength(28);
});

test('its types hold in the app, and refuse what the construct does not know', () => {
  writeFileSync(
    join(app, 'app.ts'),
    `${written}\n// @ts-expect-error an alarm stands for a service and a rule\ntocsin.addAlarm(alarm, { service: 'x' });\n`,
  );
  const compilerOptions = { module: 'NodeNext', target: 'ES2023', strict: true, noEmit: true, types: ['node'] };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }));
  const tsc = join(home, 'node_modules/typescript/bin/tsc');
  expect(execFileSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8' })).toBe('');
});
