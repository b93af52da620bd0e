import { join } from 'node:path';
import type { Command } from 'commander';
import { Ends, exit } from './exit.ts';
import { inFolder } from './folder.ts';
import { type Output, output, say } from './words.ts';

interface Init extends Output {
  name: string;
  title: string;
  zone: string;
}

/** The command that writes a first playbook. */
export function init(program: Command): void {
  program
    .command('init')
    .description('Write a first playbook into a folder: two severities, one rotation, mail, SMS and Slack')
    .argument('<dir>', 'the folder; it is made where it is not there')
    .option('--name <id>', 'the name of the playbook', 'starter')
    .option('--title <text>', 'what people read as its name', 'My service')
    .option('--zone <zone>', 'the time zone of its wall-clock times', Intl.DateTimeFormat().resolvedOptions().timeZone)
    .addOption(output())
    .action(written);
}

async function written(dir: string, options: Init): Promise<void> {
  const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  const { stringify } = await import('yaml');
  const there = inFolder(dir, () => (existsSync(dir) ? readdirSync(dir) : []));
  if (there.some((file) => /^(playbook|people)\.ya?ml$/.test(file)))
    throw new Ends(exit.conflict, `${dir} holds a playbook already; expected a folder without one`);
  const { Id, Text, Zone } = await import('#core/playbook/words');
  for (const [option, schema, form] of [
    ['name', Id, undefined],
    ['title', Text, 'at least 1 character'],
    ['zone', Zone, undefined],
  ] as const) {
    const { error } = schema.safeParse(options[option]);
    if (error !== undefined)
      throw new Ends(
        exit.usage,
        `error: --${option}: ${options[option] || '""'} does not fit; expected: ${form ?? error.issues[0]?.message}`,
      );
  }
  const starter = fileURLToPath(new URL('../playbooks/starter', import.meta.url));
  const files = ['playbook.yaml', 'people.yaml'];
  const { name, title, zone } = options;
  const said = (file: string): string =>
    readFileSync(join(starter, file), 'utf8')
      .replaceAll('../../schemas/', '.schema/')
      .replace('\nname: starter\n', `\nname: ${name}\n`)
      .replace('\ntitle: My service\n', `\n${stringify({ title })}`)
      .replaceAll('zone: UTC', `zone: ${zone}`);
  inFolder(dir, () => {
    mkdirSync(dir, { recursive: true });
    for (const file of files) writeFileSync(join(dir, file), said(file), { flag: 'wx' });
  });
  const { writeSchemas } = await import('./schema.ts');
  await writeSchemas(dir);
  say(options, { written: files.map((one) => join(dir, one)) }, () =>
    [
      `Written: ${files.map((one) => join(dir, one)).join(', ')}`,
      'Next:',
      `  1. put your people into ${join(dir, 'people.yaml')}, and your service and severities into ${join(dir, 'playbook.yaml')}`,
      `  2. npx tocsin validate ${dir}   what is wrong, and what the playbook says nothing about`,
      `  3. npx tocsin who ${dir}        who is on call now`,
      `  4. npx tocsin explain ${dir}    its rules as the engine runs them`,
      'docs/deploy.md goes on from there to the first page.',
    ].join('\n'),
  );
}
