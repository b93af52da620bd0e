// From `npm pack` to an app that `cdk init` made: it type-checks, synthesizes and passes its own jest with Tocsin in it, on the host's
// Node and on Node 24, and the packed command line works in an empty folder. Plain JavaScript, because it runs on the host's own Node.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tocsin-try-package-'));
const app = join(scratch, 'shop');
const empty = join(scratch, 'empty');
const began = Date.now();

/** What the reader of the package's README would write into the app that `cdk init` made. */
const stackOf = (template) =>
  template
    .replace(
      "import { Construct } from 'constructs';",
      `import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { IncidentResponse, TocsinAlarmAction } from 'tocsin';`,
    )
    .replace(
      '// The code that defines your stack goes here',
      `const tocsin = new IncidentResponse(this, 'Tocsin', {
      playbook: 'playbook',
      catchAll: 'oncall_manager',
      watch: { email: 'platform@example.com' },
      mail: { from: 'incidents@example.com' },
    });
    const metric = new Metric({ namespace: 'Shop', metricName: 'ErrorRate' });
    const alarm = new Alarm(this, 'Errors', { metric, threshold: 5, evaluationPeriods: 5 });
    alarm.addAlarmAction(new TocsinAlarmAction(tocsin, { service: 'analysis-service', rule: 'high-error-rate' }));`,
    );
const testOf = (template) =>
  template
    .replace(/^\/\/ ?/gm, '')
    .replace(
      /template\.hasResourceProperties\([^]*?\}\);/,
      `template.resourceCountIs('AWS::StepFunctions::StateMachine', 8);
  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'platform@example.com' });`,
    )
    .replace(/^example test.*\n.*\n/m, '');

function change(file, to) {
  const before = readFileSync(file, 'utf8');
  const after = to(before);
  if (after === before) throw new Error(`${file} is not what cdk init used to write`);
  writeFileSync(file, after);
}

/** One step: shown with its seconds, its output only when it fails. */
function step(title, command, args, { cwd = app, node } = {}) {
  const from = Date.now();
  const path = node === undefined ? process.env.PATH : `${dirname(node)}${delimiter}${process.env.PATH}`;
  // what npm tells its scripts would make the npm in the app install elsewhere
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  try {
    const out = execFileSync(command, args, {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...env, PATH: path, CI: 'true' },
    });
    console.log(`${((Date.now() - from) / 1000).toFixed(1).padStart(6)} s  ${title}`);
    return out;
  } catch (error) {
    console.error(`failed: ${title}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
    throw new Error(title, { cause: error });
  }
}

try {
  mkdirSync(app);
  mkdirSync(empty);
  const [{ filename, size }] = JSON.parse(
    step('npm pack', 'npm', ['pack', '--json', '--silent', '--pack-destination', scratch], { cwd: home }),
  );
  const tarball = join(scratch, filename);
  const cdk = join(home, 'node_modules/aws-cdk/bin/cdk');
  step('cdk init app --language typescript', process.execPath, [
    cdk,
    'init',
    'app',
    '--language',
    'typescript',
    '--generate-only',
  ]);
  change(join(app, 'lib/shop-stack.ts'), stackOf);
  change(join(app, 'test/shop.test.ts'), testOf);
  cpSync(join(home, 'playbooks/tracktion'), join(app, 'playbook'), { recursive: true });
  // the lockfile of this repository says which CDK is meant; the rest is what the template asks for
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  step('npm install, with the tarball', 'npm', [...install, tarball]);

  const node24 = join(home, 'node_modules/node/bin/node');
  for (const node of [process.execPath, node24]) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    step(`${version}: npx cdk synth, which type-checks first`, 'npx', ['cdk', 'synth', '--quiet'], { node });
    step(`${version}: npx jest`, 'npx', ['jest'], { node });
    const template = JSON.parse(readFileSync(join(app, 'cdk.out/ShopStack.template.json'), 'utf8'));
    const machines = Object.values(template.Resources).filter(
      ({ Type }) => Type === 'AWS::StepFunctions::StateMachine',
    );
    if (machines.length !== 8) throw new Error(`${machines.length} state machines in the template`);
  }

  step('the tarball in an empty folder', 'npm', [...install, '--legacy-peer-deps', tarball], { cwd: empty });
  const playbook = join(home, 'playbooks/tracktion');
  const alarm = join(home, 'test/fixtures/high-error-rate.json');
  const at = ['--at', '2026-03-11T14:02:00Z'];
  for (const node of [process.execPath, node24])
    for (const [verb, ...args] of [
      ['--help'],
      ['validate', playbook],
      ['who', playbook, ...at],
      ['simulate', playbook, ...at, '--signal', alarm, '--until', '1h'],
    ])
      step(`npx tocsin ${verb}`, 'npx', ['--no-install', 'tocsin', verb, ...args], { cwd: empty, node });
  const files = readdirSync(join(empty, 'node_modules/tocsin'), { recursive: true }).length;
  console.log(
    `the tarball has ${(size / 1e6).toFixed(2)} MB, ${files} files; ${Math.round((Date.now() - began) / 1000)} s in all`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
