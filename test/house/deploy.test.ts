import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { registry } from '#app/operations/registry';
import { programOf } from '#cli/program';
import { commands, stack } from '../../scripts/deploy-doc.mjs';
import { textOf } from './files.ts';

const home = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(import.meta.url);
const { devDependencies } = JSON.parse(textOf('package.json'));
const all = commands();
const words = (line: string) => line.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
const flagsOf = (line: string) => words(line).flatMap((word) => /^--([a-z-]+)/.exec(word)?.[1] ?? []);
const starting = (start: string) => all.filter((line) => line.startsWith(start));

test('the page has commands, and each is of a program that the checks below know', () => {
  expect(all.length).toBeGreaterThan(15);
  const known = /^(npx (aws-cdk@|cdk |tocsin |jest)|npm (ci|pack|install)|aws |cd |mkdir |cp |perl |node )/;
  expect(all.filter((line) => !known.test(line))).toEqual([]);
});

describe('cdk', () => {
  const cdk = (...args: string[]) =>
    execFileSync(process.execPath, [join(home, 'node_modules/aws-cdk/bin/cdk'), ...args], { encoding: 'utf8' });
  const verbs = [...cdk('--help').matchAll(/^ {2}cdk (\w+)/gm)].map(([, verb]) => verb);

  test('before the app has one of its own it is named with the version of this repository', () => {
    const versions = starting('npx aws-cdk@').map((line) => /@([\d.]+)/.exec(line)?.[1]);
    expect(new Set(versions)).toEqual(new Set([devDependencies['aws-cdk']]));
  });

  test.each([...starting('npx cdk '), ...starting('npx aws-cdk@')])('%s: the command and its options exist', (line) => {
    const verb = words(line)[2] ?? '';
    expect(verbs).toContain(verb);
    const help = cdk(verb, '--help');
    expect(flagsOf(line).filter((flag) => !help.includes(`--${flag}`))).toEqual([]);
  });
});

test.each(starting('npx tocsin '))('%s: the command and its options exist', (line) => {
  const [, , verb] = words(line);
  const command = programOf(registry).commands.find((one) => one.name() === verb);
  expect(command?.name()).toBe(verb);
  const options = command?.options.map(({ long }) => long?.slice(2));
  expect(flagsOf(line).filter((flag) => !options?.includes(flag))).toEqual([]);
});

describe('aws', () => {
  /** Where the SDK's client is called otherwise than the command. */
  const clients: Record<string, string> = {
    'cognito-idp': 'cognito-identity-provider',
    secretsmanager: 'secrets-manager',
  };
  const pascal = (name: string) => name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  /** Commands that are in no client of ours. */
  const elsewhere = ['aws sts get-caller-identity', 'aws configure get region'];

  test.each(starting('aws ').filter((line) => !elsewhere.includes(line)))(
    '%s: the call and its options exist',
    (line) => {
      const [, service = '', operation = ''] = words(line);
      const name = `@aws-sdk/client-${clients[service] ?? service}`;
      expect(Object.keys(require(name))).toContain(`${pascal(operation)}Command`);
      const models = join(dirname(require.resolve(name)), '../dist-types/models');
      const types = readdirSync(models).flatMap((file) =>
        file.endsWith('.d.ts') ? readFileSync(join(models, file), 'utf8') : [],
      );
      const general = ['region', 'profile', 'output', 'query'];
      const unknown = flagsOf(line).filter(
        (flag) =>
          !general.includes(flag) && !types.some((text) => new RegExp(`\\b${pascal(flag)}\\??:`, 'i').test(text)),
      );
      expect(unknown).toEqual([]);
    },
  );
});

test('the stack uses what the package exports, and says who watches', () => {
  expect(stack()).toContain("from 'tocsin'");
  expect(stack()).toContain('watch: {');
  expect(stack()).toContain('export class ShopStack');
});

test.each([
  ['permissions', /## Permissions/],
  ['cost, as the figures have it', /\$1\.69.*\$4\.69.*\$6\.19/s],
  ['what to do when a step fails', /## When a step fails/],
  ['what was never seen on AWS', /## Never seen on real AWS/],
])('the page states %s', (_, stated) => {
  expect(textOf('docs/deploy.md')).toMatch(stated);
});

test('the months that it states are those of the figures', () => {
  const figures = textOf('docs/figures.md');
  const months = [
    ...figures.matchAll(/^\| (?:an empty account|an account whose free[^|]*|list price, nothing free) \| (\$[\d.]+)/gm),
  ];
  const said = months.map(([, month]) => month ?? '');
  expect(said).toHaveLength(3);
  expect(said.filter((month) => !textOf('docs/deploy.md').includes(month))).toEqual([]);
});
