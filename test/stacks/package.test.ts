import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

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

let packed: { filename: string; size: number };
beforeAll(() => {
  mkdirSync(app);
  mkdirSync(elsewhere);
  [packed] = JSON.parse(npm(['pack', '--json', '--silent', '--pack-destination', scratch], home));
  const { filename } = packed;
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
  // Nothing is fetched: the package needs nothing but the CDK, which the app brings; here ours stands in for it.
  npm(['install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', join(scratch, filename)], app);
  for (const peer of ['aws-cdk-lib', 'constructs', '@types'])
    symlinkSync(join(home, 'node_modules', peer), join(app, 'node_modules', peer));
});

test('holds what runs and no sources', () => {
  const shipped = (path: string) => existsSync(join(app, 'node_modules/tocsin', path));
  const there = [
    'dist/lib/index.js',
    'dist/lib/index.d.ts',
    'dist/lib/index.mjs',
    'dist/lib/index.d.mts',
    'dist/handlers.json.br',
    'dist/cli/main.mjs',
    'dist/statemachines/lifecycle.asl.json',
    'LICENSE',
  ];
  expect(there.filter((path) => !shipped(path))).toEqual([]);
  expect(['lib', 'core', 'test', 'node_modules'].filter(shipped)).toEqual([]);
});

test('the tarball has less than 3.5 MB', () => {
  expect(packed.size).toBeLessThan(3_500_000);
});

test('what it says of itself leads to files that are there, for import and for require', () => {
  const at = join(app, 'node_modules/tocsin');
  const { main, types, exports, bin, keywords } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
  const { import: esm, require: cjs } = exports['.'];
  const named = [main, types, esm.types, esm.default, cjs.types, cjs.default, bin.tocsin];
  expect(named.filter((path) => !existsSync(join(at, path)))).toEqual([]);
  expect([main, types]).toEqual([cjs.default, cjs.types]);
  expect(keywords).toContain('aws-cdk');
});

test('import and require give one and the same class, so that an app may mix them', () => {
  const text = `
import { createRequire } from 'node:module';
import * as esm from 'tocsin';
const cjs = createRequire(import.meta.url)('tocsin');
const names = Object.keys(cjs).sort();
console.log(JSON.stringify({ names, same: names.every((name) => esm[name] === cjs[name]) }));
`;
  writeFileSync(join(app, 'both.mjs'), text);
  const said = JSON.parse(execFileSync(process.execPath, [join(app, 'both.mjs')], { encoding: 'utf8' }));
  expect(said).toEqual({ names: ['DoesNotFit', 'IncidentResponse', 'TocsinAlarmAction'], same: true });
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
  ]).toEqual([30, 8, 1]);
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
  expect(staged).toHaveLength(30);
});

test.each(['mts', 'cts'])('its types hold in an app.%s, and refuse what the construct does not know', (extension) => {
  const text = written
    .replace("import { fileURLToPath } from 'node:url';\n", '')
    .replace(/fileURLToPath\(.*\)\),/, "'playbooks/ours',");
  const props = `
import type { Domain, Endpoints, IncidentResponseProps, MailProps, OwnUsers, PackedPlaybook, SignIn, SmsProps, WatchProps, Watches, WorkQueues } from 'tocsin';
export const mail: MailProps = { from: 'a@example.com' };
export const sms: SmsProps = { originationIdentity: 'pool-1' };
export const watch: WatchProps = { email: ['a@example.com'] };
export type Others = Domain | Endpoints | IncidentResponseProps | OwnUsers | PackedPlaybook | SignIn | Watches | WorkQueues;
`;
  const wrong = `\n// @ts-expect-error an alarm stands for a service and a rule\ntocsin.addAlarm(alarm, { service: 'x' });\n`;
  writeFileSync(join(app, `app.${extension}`), `${text}${props}${wrong}`);
  // library checks too: a declaration that cannot be resolved would make everything `any`
  const compilerOptions = { module: 'NodeNext', target: 'ES2022', strict: true, noEmit: true, types: ['node'] };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [`app.${extension}`] }));
  const tsc = join(home, 'node_modules/typescript/bin/tsc');
  expect(execFileSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8' })).toBe('');
});

describe('the command line of the installed package, in a folder of its own', () => {
  const playbook = join(app, 'node_modules/tocsin/dist/playbooks/tracktion');
  const run = (args: string[]) =>
    spawnSync(process.execPath, [join(app, 'node_modules/.bin/tocsin'), ...args], {
      cwd: elsewhere,
      encoding: 'utf8',
      env: { ...process.env, TOCSIN_API_URL: undefined, TOCSIN_TOKEN: undefined },
    });

  test('it has the commands of a clone', () => {
    const here = spawnSync(process.execPath, [join(home, 'bin/tocsin.mjs'), '--help'], { encoding: 'utf8' });
    expect(run(['--help'])).toMatchObject({ status: 0, stdout: here.stdout });
  });

  test('validate, who and simulate work on a playbook', () => {
    const at = ['--at', '2026-03-11T14:02:00Z', '--output', 'json'];
    const alarm = join(home, 'test/fixtures/high-error-rate.json');
    expect(run(['validate', playbook])).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(run(['who', playbook, ...at]).stdout).items[0]).toMatchObject({ target: 'primary_oncall' });
    const { incident } = JSON.parse(run(['simulate', playbook, '--signal', alarm, ...at, '--until', '1h']).stdout);
    expect(incident).toMatchObject({ severity: 'P1', status: 'investigating' });
  });

  test('a command that speaks to the API says what it lacks', () => {
    const { status, stderr } = run(['list']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('give --api-url and --token')]);
  });
});
