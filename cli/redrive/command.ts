import { createInterface } from 'node:readline/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { Ends, exit } from '../exit.ts';
import { type Output, output, say } from '../words.ts';

/** Dead letters have a name for each queue of work, and `machinery` for what rules, schedules, the topic and the stream could not deliver. */
export const deadLetters = ['effects', 'machinery', 'page', 'send', 'signals'] as const;
export const redriveVerb = 'redrive';

interface Redrive extends Output {
  deployment?: string;
  region?: string;
  profile?: string;
  rate?: number;
  yes?: true;
}

/** Adds the command that brings dead letters back; it loads the SDK only when it runs. */
export function redrive(program: Command): void {
  program
    .command(redriveVerb)
    .description('Bring dead letters back to their queue; without a queue: list how many there are')
    .argument('[queue]', `one of ${deadLetters.join(', ')}`)
    .option('--deployment <name>', 'which deployment, if there are several in the account')
    .option('--region <region>', 'the AWS Region; default: that of the environment')
    .option('--profile <name>', 'a profile of the AWS configuration; default: that of the environment')
    .option('--rate <n>', 'at most so many messages a second, 1 to 500; default: SQS chooses', rateOf)
    .option('--yes', 'do not ask')
    .addOption(output())
    .action(run);
}

function rateOf(text: string): number {
  const rate = Number(text);
  if (!/^\d{1,3}$/.test(text) || rate < 1 || rate > 500)
    throw new InvalidArgumentError('expected a number from 1 to 500');
  return rate;
}

async function run(name: string | undefined, options: Redrive): Promise<void> {
  if (name !== undefined && !deadLetters.some((known) => known === name))
    throw new Ends(exit.usage, `error: no dead letters '${name}': expected one of ${deadLetters.join(', ')}`);
  if (name === 'machinery' && options.rate !== undefined)
    throw new Ends(exit.usage, 'error: --rate: the dead letters of the machinery are moved one by one, at no rate');
  const { asking } = await import('../aws.ts');
  const { account, needed } = await import('./clients.ts');
  await asking(needed, async () => {
    const at = await account(options);
    const { queuesIn } = await import('./queues.ts');
    const deployment = await queuesIn(at, options.deployment);
    await (name === undefined ? list(at, deployment, options) : bringBack(at, deployment, name, options));
  });
}

type At = Awaited<ReturnType<typeof import('./clients.ts').account>>;
type Deployment = import('./queues.ts').Deployment;

async function list(at: At, { name: deployment, dead }: Deployment, options: Redrive): Promise<void> {
  const { lookAt } = await import('./queues.ts');
  const items = await Promise.all(
    dead.map(async (one) => ({ queue: one.name, messages: (await lookAt(at, one)).waiting })),
  );
  say(options, { deployment, items }, () =>
    items.map(({ queue, messages }) => `${queue.padEnd(14)} ${messages}`).join('\n'),
  );
}

async function bringBack(at: At, deployment: Deployment, name: string, options: Redrive): Promise<void> {
  const { lookAt } = await import('./queues.ts');
  const dead = deployment.dead.find((one) => one.name === name);
  if (!dead) throw new Ends(exit.notFound, `${deployment.name} has no dead letters '${name}'`);
  const { url, waiting } = await lookAt(at, dead);
  const done = { moved: 0, settled: 0, left: 0 };
  if (waiting > 0) {
    await confirm(`${counted(waiting)} of ${name} (${deployment.name})`, waiting, options);
    Object.assign(done, await moved(at, deployment, { dead, url, waiting }, options));
  }
  const { moved: back, settled, left } = done;
  say(options, { deployment: deployment.name, queue: name, ...done }, () =>
    [
      `${name}: ${counted(back)} moved back to their queue`,
      ...(settled > 0 ? [`${counted(settled)} settled: the sweeper has done what they asked for`] : []),
    ].join('\n'),
  );
  if (left > 0)
    throw new Ends(
      exit.failure,
      `${counted(left)} ${left === 1 ? 'is' : 'are'} left: of no form that Tocsin knows; read in the console, and delete there`,
    );
}

async function moved(
  at: At,
  deployment: Deployment,
  { dead, url, waiting }: { dead: Deployment['dead'][number]; url: string; waiting: number },
  { rate, output: form }: Redrive,
): Promise<{ moved: number; settled?: number; left?: number }> {
  if (dead.name === 'machinery') {
    const { settle } = await import('./machinery.ts');
    return settle(at, deployment, url, waiting);
  }
  const { moveBack } = await import('./move.ts');
  const tell = (n: number, of: number) => {
    if (form === 'text') process.stderr.write(`moved ${n} of ${of}\n`);
  };
  return { moved: await moveBack(at, dead, { rate, tell }) };
}

/** Asks for the number on a terminal; elsewhere only --yes goes on. */
async function confirm(what: string, count: number, { yes }: Redrive): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY) throw new Ends(exit.usage, `${what} would be moved: confirm with --yes`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const said = await terminal.question(`${what} will be moved. Type ${count} to go on: `);
  terminal.close();
  if (said.trim() !== String(count)) throw new Ends(exit.usage, 'nothing was moved');
}

const counted = (n: number): string => `${n} message${n === 1 ? '' : 's'}`;
