import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Operation } from '#app/api/operation';
import type { Option as Given, Verb } from '#app/api/verb';
import type { Connect } from './connection.ts';
import { type Output, output, say, type Write } from './words.ts';

type Values = Record<string, unknown>;
type Options = Connect & Output & Values & { ifVersion?: number };

/** Adds a command for every operation that has a verb: its arguments and options fill path, query and body. */
export function remote(program: Command, operations: readonly Operation[], write: Write): void {
  for (const operation of operations) if (!('none' in operation.cli)) add(program, operation, operation.cli, write);
}

function add(program: Command, operation: Operation, verb: Verb, write: Write): void {
  const command = program.command(verb.verb).description(operation.summary);
  for (const { name, help, default: otherwise } of verb.arguments ?? [])
    command.argument(otherwise === undefined ? `<${name}>` : `[${name}]`, help, otherwise);
  for (const option of verb.options ?? []) command.addOption(optionOf(option));
  if (verb.other !== undefined) command.option(verb.other.flag, verb.other.help);
  if (operation.headers?.includes('If-Match') === true)
    command.option('--if-version <n>', 'only if this is still its version', whole);
  command
    .option('--api-url <url>', 'address of the API')
    .option('--token <token>', 'bearer token')
    .option('--as <role>', 'use the local token of viewer, responder (the default), commander or admin')
    .addOption(output())
    .action(async (...said: unknown[]) => {
      // commander passes the arguments, then the options, then the command
      const options = command.opts<Options>();
      const named = (verb.arguments ?? []).map(({ sets }, n) => [sets, said[n]] as const);
      const optional = (verb.options ?? []).map(({ sets, flag }) => [sets, options[attributeOf(flag)]] as const);
      const values = Object.fromEntries([...named, ...optional]);
      const { result, text } = await run(operation, verb, values, options);
      say(options, result, text, write);
    });
}

/** Asks the API: the result as it came, and as people read it. */
async function run(
  operation: Operation,
  verb: Verb,
  values: Values,
  options: Options,
): Promise<{ result: object; text: () => string }> {
  const { request } = await import('./connection.ts');
  const { method, headers = [] } = operation;
  const wanted = verb.other !== undefined && options[attributeOf(verb.other.flag)] === true ? verb.other : undefined;
  const inJson =
    wanted === undefined &&
    (options.output === 'json' ? operation.answers.json !== undefined : verb.text !== undefined);
  const [first = 'application/json'] = Object.keys(operation.answers.other ?? {});
  const other = wanted?.type ?? first;
  const answer = await request(options, {
    method,
    path: `${pathOf(operation.path, values)}${queryOf(values)}`,
    accept: inJson ? 'application/json' : other,
    keyed: headers.includes('Idempotency-Key'),
    ...(options.ifVersion === undefined ? {} : { ifMatch: `"${options.ifVersion}"` }),
    ...(operation.body === undefined ? {} : { body: partOf('body.', values) }),
  });
  if (typeof answer === 'string') return { result: { text: answer }, text: () => answer.trimEnd() };
  if (verb.until !== undefined) {
    const last = await awaited(answer, verb.until, options);
    return { result: last, text: () => textBy(verb, last) };
  }
  if (verb.also === undefined) return { result: answer, text: () => textBy(verb, answer) };
  const { key, path } = verb.also;
  const more = await request(options, { method: 'get', path: pathOf(path, values), accept: 'application/json' });
  const items = typeof more === 'string' ? undefined : more['items'];
  return { result: { ...answer, [key]: items }, text: () => textBy(verb, answer, items) };
}

/** Reads an answer again until it says that it is done, or half a minute has passed: then it is shown as it stands. */
async function awaited(answer: object, { path, done }: NonNullable<Verb['until']>, options: Options): Promise<object> {
  const { request } = await import('./connection.ts');
  const at = pathOf(path, { 'path.id': own(answer, 'id') });
  let last = answer;
  for (let n = 0; n < 60 && own(last, done) !== true; n += 1) {
    await new Promise((passed) => setTimeout(passed, 500));
    const again = await request(options, { method: 'get', path: at, accept: 'application/json' });
    if (typeof again === 'string') return last;
    last = again;
  }
  return last;
}
const own = (value: object, name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;

/** An answer that this version cannot read is shown as it came. */
const textBy = (verb: Verb, answer: object, also?: unknown): string =>
  verb.text?.(answer, also) ?? JSON.stringify(answer, null, 2);

/** The values of one part of the request, by field. */
const partOf = (part: string, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).flatMap(([sets, value]) =>
      sets.startsWith(part) && value !== undefined ? [[sets.slice(part.length), value]] : [],
    ),
  );

const pathOf = (path: string, values: Values): string =>
  path.replace('{id}', encodeURIComponent(String(values['path.id'])));

function queryOf(values: Values): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(partOf('query.', values))) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query.toString()}`;
}

/** `--if-version` → `ifVersion`, as commander names what it has read. */
const attributeOf = (flag: string): string => new Option(flag).attributeName();

function optionOf({ flag, help, required = false, form = 'text' }: Given): Option {
  const option = new Option(flag, help).makeOptionMandatory(required);
  switch (form) {
    case 'text':
      return option;
    case 'whole':
      return option.argParser(whole);
    case 'pairs':
      return option.argParser(pair);
    case 'list':
      return option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  }
}

function pair(text: string, before: Values | undefined): Values {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected name=value');
  return Object.fromEntries([...Object.entries(before ?? {}), [text.slice(0, at).trim(), text.slice(at + 1).trim()]]);
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}
