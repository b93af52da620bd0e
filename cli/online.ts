import { type Command, InvalidArgumentError } from 'commander';
import { oneLine } from '#core/message/plain-text';
import type { Connect } from './connection.ts';
import { lineOf, type Output, output, say } from './words.ts';

type Remote = Connect & Output;
interface Listed {
  id: string;
  severity: string;
  state: string;
  status: string;
  title: string;
  openedAt: string;
}
type Given = Record<string, unknown>;

const remote = (command: Command): Command =>
  command
    .option('--api-url <url>', 'address of the API')
    .option('--token <token>', 'bearer token')
    .option('--as <role>', 'whose local token: viewer, responder (without this option), commander, admin')
    .addOption(output());

/** The commands that speak to the API. */
export function online(program: Command): void {
  remote(program.command('list').description('incidents, the newest first'))
    .option('--state <state>', 'open, resolved, closed, reviewed or ended')
    .action(list);
  remote(program.command('show').description('one incident with its timeline').argument('<id>')).action(show);
  remote(program.command('declare').description('opens an incident by hand').argument('<title>'))
    .option('--severity <id>', 'by the playbook; without it the playbook says')
    .option('--service <name>', 'what is broken')
    .option('--reporter <who>', 'who noticed it, where that is not you')
    .option('--fact <name=value>', 'something known; may be given again', pair, {})
    .action(async (title: string, given: Remote & Given) => {
      const { severity, service, reporter, fact } = given;
      const facts = Object.keys(fact as object).length === 0 ? undefined : fact;
      await post(given, '/v1/incidents', { source: 'manual', title, severity, service, reporter, facts });
    });
  for (const act of acts) register(program, act);
}

interface Act {
  name: string;
  path: string;
  description: string;
  options: (command: Command) => Command;
  body: (given: Given) => Given;
}
const reason = (command: Command): Command => command.requiredOption('--reason <text>', 'why, for the timeline');
const acts: Act[] = [
  {
    name: 'acknowledge',
    path: 'acknowledge',
    description: 'says that you are on it',
    options: (c) => c.option('--reason <text>', 'why, for the timeline'),
    body: (g) => ({ reason: g['reason'] }),
  },
  {
    name: 'escalate',
    path: 'escalate',
    description: 'pages a level of the ladder, or any person, role or rotation',
    options: (c) => reason(c.option('--level <n>', 'level of the ladder', whole).option('--to <who>', 'whom')),
    body: (g) => ({ level: g['level'], to: g['to'], reason: g['reason'] }),
  },
  {
    name: 'update',
    path: 'updates',
    description: 'sends an update to an audience',
    options: (c) =>
      c
        .requiredOption('--audience <id>', 'who is told')
        .option('--what <kind>', 'update, final or summary')
        .option('--field <name=text>', 'a field of the template; may be given again', pair, {})
        .option('--text <text>', 'free words instead of fields'),
    body: (g) => ({ audience: g['audience'], what: g['what'], fields: g['field'], text: g['text'] }),
  },
  {
    name: 'decide',
    path: 'decisions',
    description: 'answers the open question',
    options: (c) =>
      c
        .requiredOption('--question <id>', 'which, as show says it')
        .requiredOption('--option <id>', 'the answer')
        .option('--reason <text>', 'why, for the timeline'),
    body: (g) => ({ question: g['question'], option: g['option'], reason: g['reason'] }),
  },
  {
    name: 'note',
    path: 'notes',
    description: 'adds words or facts to the timeline, or ticks an item of a checklist',
    options: (c) =>
      c
        .option('--text <text>', 'the words')
        .option('--fact <name=value>', 'something known; may be given again', pair, {})
        .option('--tick <item>', 'an item of a checklist'),
    body: (g) => ({
      text: g['text'],
      facts: Object.keys(g['fact'] as object).length === 0 ? undefined : g['fact'],
      tick: g['tick'],
    }),
  },
  {
    name: 'resolve',
    path: 'resolve',
    description: 'says that it is fixed (verification starts), or ends it as recovered, false-alarm or duplicate',
    options: (c) =>
      reason(
        c.argument('[how]', 'fixed, recovered, false-alarm or duplicate', 'fixed').option('--of <id>', 'of which'),
      ),
    body: (g) => ({ as: g['how'], of: g['of'], reason: g['reason'] }),
  },
];

function register(program: Command, { name, path, description, options, body }: Act): void {
  options(remote(program.command(name).description(description).argument('<id>'))).action(
    async (...said: unknown[]) => {
      const [id, how] = said as [string, unknown];
      // commander hands over the arguments, then the options, then the command
      const given = said.at(-2) as Remote & Given;
      await post(given, `/v1/incidents/${encodeURIComponent(id)}/${path}`, body({ ...given, how }));
    },
  );
}

async function post(given: Remote, path: string, body: Given): Promise<void> {
  const { request } = await import('./connection.ts');
  const incident = await request(given, 'POST', path, body);
  say(given, incident, () => row(incident as unknown as Listed));
}

async function list(options: Remote & { state?: string }): Promise<void> {
  const { request } = await import('./connection.ts');
  const query = options.state === undefined ? '' : `?state=${encodeURIComponent(options.state)}`;
  const answer = await request(options, 'GET', `/v1/incidents${query}`);
  const items = answer['items'] as Listed[];
  say(options, answer, () =>
    items.length > 0
      ? items.map(row).join('\n')
      : `No incidents${options.state === undefined ? '' : ` are ${options.state}`}. Declare one with: tocsin declare "what is wrong"`,
  );
}

async function show(id: string, options: Remote): Promise<void> {
  const { request } = await import('./connection.ts');
  const path = `/v1/incidents/${encodeURIComponent(id)}`;
  const incident = await request(options, 'GET', path);
  const { items } = (await request(options, 'GET', `${path}/timeline`)) as { items: Parameters<typeof lineOf>[0][] };
  const question = incident['question'] as { text: string; kind: string; options: { id: string }[] } | undefined;
  const choices = question?.options.map((o) => o.id).join('|') ?? '';
  say(options, { ...incident, timeline: items }, () =>
    [
      row(incident as unknown as Listed),
      ...(question === undefined
        ? []
        : [`asked: ${oneLine(question.text)}  tocsin decide ${id} --question ${question.kind} --option ${choices}`]),
      ...items.map(lineOf),
    ].join('\n'),
  );
}

const row = (i: Listed): string =>
  `${i.id.padEnd(20)} ${i.severity.padEnd(6)} ${i.state.padEnd(9)} ${i.status.padEnd(17)} ${i.openedAt}  ${oneLine(i.title)}`;

function pair(text: string, before: unknown): Given {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('right would be name=value');
  return { ...(before as Given), [text.slice(0, at).trim()]: text.slice(at + 1).trim() };
}

function whole(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new InvalidArgumentError('right would be a whole number');
  return Number(text);
}
