import { Command, CommanderError, Option } from 'commander';
import type { Connect } from './connection.ts';
import { Ends, exit } from './exit.ts';

type Output = { output: 'text' | 'json' };
type Remote = Connect & Output;
const print = (text: string): void => void process.stdout.write(`${text}\n`);
/** Data goes to stdout: as JSON where machines read, in words where people do. */
const data = ({ output }: Output, value: unknown, words: () => string): void =>
  print(output === 'json' ? JSON.stringify(value) : words());

const program = new Command('tocsin')
  .description('Incident response that a team owns in its own AWS account')
  .exitOverride()
  .showHelpAfterError();
const output = () => new Option('--output <form>', 'text or json').choices(['text', 'json']).default('text');
const remote = (command: Command): Command =>
  command
    .option('--api-url <url>', 'address of the API')
    .option('--token <token>', 'bearer token')
    .option('--as <role>', 'whose local token: viewer, responder, commander, admin')
    .addOption(output());

program
  .command('validate')
  .argument('<dir>', "a playbook's directory")
  .description('checks a playbook; each problem with file, line, column and what would be right')
  .addOption(output())
  .action(async (dir: string, options: Output) => {
    const { InvalidPlaybook, loadPlaybook } = await import('#adapters/files/load-playbook');
    try {
      const { pack, notes } = loadPlaybook(dir);
      data(options, { valid: true, hash: pack.hash, problems: [], notes }, () =>
        [
          `${pack.playbook.title}: valid, ${pack.playbook.severities.length} severities, ${Object.keys(pack.runbooks).length} runbooks (${pack.hash})`,
          ...notes.map((n) => `  note ${n.file}:${n.line}:${n.column}: ${n.message}`),
        ].join('\n'),
      );
    } catch (error) {
      if (!(error instanceof InvalidPlaybook)) throw error;
      if (options.output === 'json') print(JSON.stringify({ valid: false, problems: error.problems, notes: [] }));
      throw new Ends(exit.invalid, error.message);
    }
  });

program
  .command('who')
  .argument('<dir>', "a playbook's directory")
  .option('--at <time>', 'the instant, now without it')
  .description('who is on call for each word of people.yaml')
  .addOption(output())
  .action(async (dir: string, options: Output & { at?: string }) => {
    const { instant, playbookAt } = await import('./playbook.ts');
    const { onCall } = await import('#core/on-call');
    const at = options.at === undefined ? new Date() : instant(options.at);
    const { people } = playbookAt(dir);
    const items = Object.entries(people.targets).map(([target, { title }]) => ({
      target,
      title,
      people: onCall(people, target, at),
    }));
    data(options, { at: at.toISOString(), items }, () =>
      items
        .map(
          (i) => `${i.target.padEnd(22)} ${i.people.map((p) => `${p.person} (${p.because})`).join(', ') || 'nobody'}`,
        )
        .join('\n'),
    );
  });

program
  .command('simulate')
  .argument('<dir>', "a playbook's directory")
  .requiredOption('--signal <file>', 'a real payload of a source, or a manual declaration')
  .requiredOption('--at <time>', 'when it comes in')
  .option('--script <file>', 'what people and the world do; without it nobody answers')
  .option('--until <duration>', 'how long to look', '14d')
  .option('--service <name>', 'what the alarm watches, where its name does not say it')
  .option('--rule <id>', 'the detection rule, where its name does not say it')
  .description('plays an incident on a virtual clock: who is paged, told and reminded, when, and by which rule')
  .addOption(output())
  .action(
    async (
      dir: string,
      options: Output & { signal: string; at: string; script?: string; until: string; service?: string; rule?: string },
    ) => {
      const { instant, playbookAt } = await import('./playbook.ts');
      const { InvalidFile, simulate } = await import('#simulator/simulate');
      try {
        const result = await simulate({
          ...playbookAt(dir),
          at: instant(options.at),
          until: options.until,
          signalFile: options.signal,
          scriptFile: options.script,
          service: options.service,
          rule: options.rule,
        });
        data(options, result, () =>
          [
            `${result.incident.id} ${result.incident.severity}, ${result.incident.status}`,
            ...result.timeline.map(
              (l) =>
                `${clock(l.seconds)}  ${l.kind.padEnd(15)} ${[l.to, l.channel]
                  .filter((w) => w !== undefined && w !== '')
                  .join(' by ')
                  .padEnd(44)} ${l.because}`,
            ),
          ].join('\n'),
        );
      } catch (error) {
        if (error instanceof InvalidFile) throw new Ends(exit.invalid, error.message);
        throw error;
      }
    },
  );

const clock = (seconds: number): string => {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds % 86_400;
  const hms = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60]
    .map((n) => String(n).padStart(2, '0'))
    .join(':');
  return days > 0 ? `${days}d ${hms}` : `   ${hms}`;
};

interface Listed {
  id: string;
  severity: string;
  state: string;
  status: string;
  title: string;
  openedAt: string;
}
const line = (i: Listed): string =>
  `${i.id.padEnd(20)} ${i.severity.padEnd(6)} ${i.state.padEnd(9)} ${i.status.padEnd(17)} ${i.openedAt}  ${i.title}`;
const said = (options: Remote, incident: Record<string, unknown>): void =>
  data(options, incident, () => line(incident as unknown as Listed));

remote(program.command('list').description('incidents, the newest first')).action(async (options: Remote) => {
  const { request } = await import('./connection.ts');
  const answer = await request(options, 'GET', '/v1/incidents');
  const items = answer['items'] as Listed[];
  data(options, answer, () =>
    items.length === 0
      ? 'No incidents. Declare one with: tocsin declare "what is wrong" --severity P3'
      : items.map(line).join('\n'),
  );
});

remote(program.command('show').argument('<id>').description('one incident with its timeline')).action(
  async (id: string, options: Remote) => {
    const { request } = await import('./connection.ts');
    const path = `/v1/incidents/${encodeURIComponent(id)}`;
    const incident = await request(options, 'GET', path);
    const { items } = (await request(options, 'GET', `${path}/timeline`)) as {
      items: { seconds: number; kind: string; to?: string; channel?: string; because: string }[];
    };
    const question = incident['question'] as { text: string; kind: string; options: { id: string }[] } | undefined;
    data(options, { ...incident, timeline: items }, () =>
      [
        line(incident as unknown as Listed),
        ...(question === undefined
          ? []
          : [`open question ${question.kind}: ${question.text} (${question.options.map((o) => o.id).join(', ')})`]),
        ...items.map(
          (l) =>
            `${clock(l.seconds)}  ${l.kind.padEnd(15)} ${[l.to, l.channel]
              .filter((w) => w !== undefined && w !== '')
              .join(' by ')
              .padEnd(44)} ${l.because}`,
        ),
      ].join('\n'),
    );
  },
);

remote(
  program
    .command('declare')
    .argument('<title>')
    .option('--severity <id>')
    .option('--service <name>')
    .description('opens an incident by hand'),
).action(async (title: string, options: Remote & { severity?: string; service?: string }) => {
  const { request } = await import('./connection.ts');
  const { severity, service } = options;
  said(
    options,
    await request(options, 'POST', '/v1/incidents', {
      source: 'manual',
      title,
      ...(severity === undefined ? {} : { severity }),
      ...(service === undefined ? {} : { service }),
    }),
  );
});

/** A command that posts to one incident. */
const act = (
  name: string,
  path: string,
  description: string,
  options: [string, string][],
  bodyOf: (given: Record<string, string | undefined>) => object,
): void => {
  const command = remote(program.command(name).argument('<id>').description(description));
  for (const [flag, what] of options) command.option(flag, what);
  command.action(async (id: string, given: Remote & Record<string, string | undefined>) => {
    const { request } = await import('./connection.ts');
    said(given, await request(given, 'POST', `/v1/incidents/${encodeURIComponent(id)}/${path}`, bodyOf(given)));
  });
};
const some = (given: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
const fields = (pairs: string | undefined): object =>
  Object.fromEntries(
    (pairs ?? '').split(';').flatMap((pair) => {
      const at = pair.indexOf('=');
      return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]];
    }),
  );

act('acknowledge', 'acknowledge', 'says that you are on it', [['--reason <text>', 'why']], (g) =>
  some({ reason: g['reason'] }),
);
act(
  'escalate',
  'escalate',
  'pages a level, or any person, role or rotation',
  [
    ['--level <n>', 'level of the ladder'],
    ['--to <who>', 'person, role or rotation'],
    ['--reason <text>', 'why'],
  ],
  (g) => some({ level: g['level'] === undefined ? undefined : Number(g['level']), to: g['to'], reason: g['reason'] }),
);
act(
  'update',
  'updates',
  'sends an update to an audience',
  [
    ['--audience <id>', 'who is told'],
    ['--what <kind>', 'update, final or summary'],
    ['--fields <a=b;c=d>', "the template's fields"],
    ['--text <text>', 'free words'],
  ],
  (g) => some({ audience: g['audience'], what: g['what'], fields: fields(g['fields']), text: g['text'] }),
);
act(
  'decide',
  'decisions',
  'answers the open question',
  [
    ['--question <id>', 'which question'],
    ['--option <id>', 'the answer'],
    ['--reason <text>', 'why'],
  ],
  (g) => some({ question: g['question'], option: g['option'], reason: g['reason'] }),
);
act('note', 'notes', 'adds a line to the timeline', [['--text <text>', 'the words']], (g) => some({ text: g['text'] }));
act(
  'resolve',
  'resolve',
  'says that it is fixed, or ends it as recovered, false-alarm or duplicate',
  [
    ['--resolve-as <how>', 'fixed, recovered, false-alarm, duplicate'],
    ['--of <id>', 'the incident it is a duplicate of'],
    ['--reason <text>', 'why'],
  ],
  (g) => some({ as: g['resolveAs'] ?? 'fixed', of: g['of'], reason: g['reason'] }),
);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (error instanceof Ends) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.code;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exit.ok : exit.usage;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exit.failure;
  }
}
