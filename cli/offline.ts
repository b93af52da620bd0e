import { type Command, Option } from 'commander';
import type { Playbook } from '#core/playbook/schema';
import type { Duration } from '#core/playbook/words';
import type { Simulated } from '#simulator/simulate';
import { doctor } from './doctor.ts';
import { Ends, exit } from './exit.ts';
import { explain } from './explain.ts';
import { handbook } from './handbook.ts';
import { init } from './init.ts';
import { problemLines } from './problem-lines.ts';
import { schema } from './schema.ts';
import { type Output, output, say } from './words.ts';

/** The verbs of the commands that need no API. */
export const offlineVerbs = [
  'init',
  'schema',
  'validate',
  'explain',
  'who',
  'simulate',
  'rules',
  'handbook',
  'doctor',
] as const;
const dir = ['<dir>', "a playbook's directory"] as const;

/** The commands that need a playbook and nothing else; each loads what it uses only when it runs. */
export function offline(program: Command): void {
  init(program);
  schema(program);
  program
    .command('validate')
    .description('Check a playbook: each problem with file, line, column and the correction')
    .argument(...dir)
    .option('--against <dir>', 'the playbook as it is deployed: says whose turn a change of people.yaml would move')
    .option('--at <time>', 'the instant at which it is judged who is on call; default: now')
    .addOption(output())
    .action(validate);
  program
    .command('explain')
    .description('Print the rules of a playbook as the engine runs them: shorthand written out, defaults filled in')
    .argument(...dir)
    .addOption(output())
    .action(explain);
  program
    .command('who')
    .description('Show which people each target of people.yaml means, now or at an instant')
    .argument(...dir)
    .option('--at <time>', 'an instant such as 2026-03-11T14:02:00Z; default: now')
    .addOption(output())
    .action(who);
  program
    .command('doctor')
    .description('Show for each channel what is missing, and how long it usually takes')
    .argument('[dir]', "a playbook's directory; left out, the deployment is asked")
    .option('--api-url <url>', 'address of the API')
    .option('--token <token>', 'bearer token')
    .option('--as <role>', 'use the local token of viewer, responder (the default), commander or admin')
    .addOption(output())
    .action(doctor);
  program
    .command('rules')
    .description('Write what a monitoring tool watches the detection rules of a playbook by')
    .argument(...dir)
    .addOption(new Option('--for <tool>', 'prometheus: a rule file').choices(['prometheus']).makeOptionMandatory())
    .addOption(output())
    .action(rules);
  program
    .command('handbook')
    .description('Print a playbook as people read it: a quick reference, then everything that its file says')
    .argument(...dir)
    .option('--html <file>', 'write it as one page as well, to read or to print; a name that ends in .html')
    .addOption(output())
    .action(handbook);
  program
    .command('simulate')
    .description('Run an incident on a virtual clock: who is paged, told and reminded, when, and by which rule')
    .argument(...dir)
    .requiredOption('--signal <file>', 'the payload of a signal source, or a manual declaration')
    .option('--source <name>', 'the source or mapping of the playbook that reads it, if its form does not say it')
    .requiredOption('--at <time>', 'when the signal arrives')
    .option('--script <file>', 'what people and the monitored systems do; left out, nobody answers')
    .option('--texts', 'show the text of all that was sent')
    .option('--picture <file>', 'write a page that shows it, for a browser; a name that ends in .html')
    .option('--until <duration>', 'how long to run', '14d')
    .option('--service <name>', 'the service of the alarm, if its name does not say it')
    .option('--rule <id>', 'the detection rule of the alarm, if its name does not say it')
    .option(
      '--catch-all <target>',
      'the target that is paged when nobody else can be; default: one that means somebody',
    )
    .addOption(output())
    .action(simulated);
}

async function validate(path: string, options: Output & { against?: string; at?: string }): Promise<void> {
  const { InvalidPlaybook, loadPlaybook } = await import('#adapters/files/load-playbook');
  const { instant, playbookAt } = await import('./playbook.ts');
  const { movedTurns } = await import('#core/on-call/moved');
  const at = options.at === undefined ? new Date() : instant(options.at);
  try {
    const { pack, people, notes: found } = loadPlaybook(path, { at });
    const moved =
      options.against === undefined ? [] : movedTurns(playbookAt(options.against, { beside: true }).people, people, at);
    const notes = [
      ...found,
      ...moved.map(({ rotation, from, to = 'nobody' }) => ({
        file: 'people.yaml',
        line: 1,
        column: 1,
        message: `the turn that runs on ${rotation} moves from ${from} to ${to}: give whoever joins or leaves a day (from, until)`,
      })),
    ];
    const { title, severities } = pack.playbook;
    const runbooks = Object.keys(pack.runbooks).length;
    say(options, { valid: true, hash: pack.hash, problems: [], notes }, () =>
      [
        `${title}: valid, ${severities.length} severities, ${runbooks} runbooks (${pack.hash})`,
        ...notes.map((n) => `  note ${n.file}:${n.line}:${n.column}: ${n.message}`),
      ].join('\n'),
    );
  } catch (error) {
    if (!(error instanceof InvalidPlaybook)) throw error;
    if (options.output === 'json') say(options, { valid: false, problems: error.problems, notes: [] }, () => '');
    throw new Ends(exit.invalid, problemLines(error));
  }
}

async function who(path: string, options: Output & { at?: string }): Promise<void> {
  const { instant, playbookAt } = await import('./playbook.ts');
  const { dutiesAt, dutyText } = await import('#app/api/duty');
  const at = options.at === undefined ? new Date() : instant(options.at);
  const items = dutiesAt(playbookAt(path).people, at);
  say(options, { at: at.toISOString(), items }, () => items.map(dutyText).join('\n'));
}

async function rules(path: string, options: Output): Promise<void> {
  const { playbookAt } = await import('./playbook.ts');
  const { ruleFile, unwatched } = await import('#plugins/sources/alertmanager/rule-file');
  const { stringify } = await import('yaml');
  const { playbook } = playbookAt(path).pack;
  const file = ruleFile(playbook);
  const left = unwatched(playbook).join(', ');
  if (file.groups.every(({ rules: alerts }) => alerts.length === 0))
    throw new Ends(exit.invalid, `no rule of detection.rules says by its prometheus how it is measured: ${left}`);
  say(options, file, () =>
    [
      `# Written by tocsin rules --for prometheus from the playbook ${playbook.name}: change that, and write this again.`,
      ...(left === '' ? [] : [`# Without prometheus in the playbook, and so not watched by this: ${left}`]),
      stringify(file, { lineWidth: 0 }).trimEnd(),
    ].join('\n'),
  );
}

interface Simulate extends Output {
  signal: string;
  at: string;
  script?: string;
  texts?: boolean;
  picture?: string;
  until: string;
  source?: string;
  service?: string;
  rule?: string;
  catchAll?: string;
}

async function simulated(path: string, options: Simulate): Promise<void> {
  const { duration, instant, playbookAt } = await import('./playbook.ts');
  const at = instant(options.at);
  const until = duration(options.until);
  // what is no picture is not written over
  if (options.picture !== undefined && !options.picture.endsWith('.html'))
    throw new Ends(exit.usage, `--picture ${options.picture}: expected the name of a file that ends in .html`);
  const { InvalidFile } = await import('#simulator/invalid-file');
  const { simulate } = await import('#simulator/simulate');
  const { reportText } = await import('#simulator/report/text');
  const { signal: signalFile, script: scriptFile, texts = false, source, service, rule, catchAll } = options;
  try {
    const playbook = playbookAt(path);
    const result = await simulate({ ...playbook, at, until, signalFile, scriptFile, source, service, rule, catchAll });
    if (options.picture !== undefined) await draw(options.picture, result, playbook.pack.playbook, until);
    say(options, texts ? result : { ...result, sent: undefined }, () => reportText(result, { texts }));
  } catch (error) {
    if (error instanceof InvalidFile) throw new Ends(exit.invalid, error.message);
    throw error;
  }
}

/** Writes the picture of a simulation; a folder that is not there, or not ours to write into, is the user's to mend. */
async function draw(file: string, result: Simulated, { title, statuses }: Playbook, until: Duration): Promise<void> {
  const { seconds } = await import('#core/playbook/words');
  const { pictureOf } = await import('#simulator/picture/picture');
  const { writeFile } = await import('node:fs/promises');
  const picture = await pictureOf(result, { title, opened: statuses.opened.word, seconds: seconds(until) });
  try {
    await writeFile(file, picture);
  } catch (error) {
    throw new Ends(exit.usage, `--picture: ${error instanceof Error ? error.message : String(error)}`);
  }
}
