// From `npm pack` to an app that `cdk init` made, by the commands and the stack of docs/deploy.md: it type-checks, synthesizes and passes its
// own jest, on the host's Node and on Node 24, and the packed command line works in an empty folder. What needs an account is not run.
// Plain JavaScript, because it runs on the host's own Node.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commands, stack } from './deploy-doc.mjs';

const home = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tocsin-try-package-'));
const app = join(scratch, 'shop');
const empty = join(scratch, 'empty');
const began = Date.now();

/** The test of the template, made to ask for what the stack has. */
const testOf = (template) =>
  template
    .replace(/^\/\/ ?/gm, '')
    .replace(/^example test.*\n.*\n/m, '')
    .replace(
      /template\.hasResourceProperties\([^]*?\}\);/,
      "template.resourceCountIs('AWS::StepFunctions::StateMachine', 8);\n  template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email' });",
    );

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

const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
const node24 = join(home, 'node_modules/node/bin/node');
/** How a command of the page runs here; undefined where it takes an account, or is done above. */
function here(line, tarball) {
  const words = line.match(/"[^"]*"|'[^']*'|\S+/g).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
  if (/^npx aws-cdk@\S+ init /.test(line))
    return [process.execPath, join(home, 'node_modules/aws-cdk/bin/cdk'), ...words.slice(2), '--generate-only'];
  if (line.startsWith('npm install ')) return ['npm', ...install, tarball];
  if (/^(cp|perl|npx tocsin (validate|who|simulate)(?= |$)|npx cdk synth|npx jest) ?/.test(line)) return words;
  return undefined;
}

try {
  mkdirSync(app);
  mkdirSync(empty);
  const [{ filename, size }] = JSON.parse(
    step('npm pack', 'npm', ['pack', '--json', '--silent', '--pack-destination', scratch], { cwd: home }),
  );
  const tarball = join(scratch, filename);
  let done = 0;
  for (const line of commands()) {
    const [command, ...args] = here(line, tarball) ?? [];
    if (command === undefined) continue;
    // the page has its stack written before it is synthesized
    if (line.startsWith('npx cdk synth')) {
      change(join(app, 'lib/shop-stack.ts'), stack);
      change(join(app, 'test/shop.test.ts'), testOf);
    }
    step(line, command, args);
    done += 1;
  }
  if (done < 8) throw new Error(`docs/deploy.md has only ${done} commands that can run here`);
  step('Node 24: npx cdk synth', 'npx', ['cdk', 'synth', '--quiet'], { node: node24 });
  step('Node 24: npx jest', 'npx', ['jest'], { node: node24 });
  const { Resources } = JSON.parse(readFileSync(join(app, 'cdk.out/ShopStack.template.json'), 'utf8'));
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function').length;
  if (functions !== 30) throw new Error(`${functions} functions in the template, and not 30`);

  step('the tarball in an empty folder', 'npm', [...install, '--legacy-peer-deps', tarball], { cwd: empty });
  const playbook = join(home, 'playbooks/tracktion');
  const alarm = join(home, 'test/fixtures/high-error-rate.json');
  const at = ['--at', '2026-03-11T14:02:00Z'];
  const verbs = [
    ['--help'],
    ['validate', playbook],
    ['who', playbook, ...at],
    ['simulate', playbook, ...at, '--signal', alarm, '--until', '1h'],
  ];
  for (const [node, tried] of [
    [process.execPath, verbs],
    [node24, verbs.slice(-1)],
  ])
    for (const [verb, ...args] of tried)
      step(`npx tocsin ${verb}`, 'npx', ['--no-install', 'tocsin', verb, ...args], { cwd: empty, node });
  const files = readdirSync(join(empty, 'node_modules/tocsin'), { recursive: true }).length;
  console.log(
    `the tarball has ${(size / 1e6).toFixed(2)} MB, ${files} files; ${Math.round((Date.now() - began) / 1000)} s in all`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
