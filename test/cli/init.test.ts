import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { playbook, tocsinHere } from './support.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tocsin-init-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const textOf = (...path: string[]): string => readFileSync(join(scratch, ...path), 'utf8');
type Given = Parameters<typeof z.fromJSONSchema>[0];
const schemaOf = (...path: string[]) => z.fromJSONSchema(JSON.parse(textOf(...path)) as Given);

test('one command writes a valid playbook, with the name, title and zone that are asked for', async () => {
  const dir = join(scratch, 'checkout');
  const options = ['--name', 'checkout', '--title', 'Checkout: pay', '--zone', 'Europe/Berlin'];
  const { code, out } = await tocsinHere(['init', dir, ...options]);
  expect([code, out.split('\n')[0]]).toEqual([0, `Written: ${dir}/playbook.yaml, ${dir}/people.yaml`]);
  expect(readdirSync(dir).sort()).toEqual(['.schema', 'people.yaml', 'playbook.yaml']);
  expect(parse(textOf('checkout', 'playbook.yaml'))).toMatchObject({
    name: 'checkout',
    title: 'Checkout: pay',
    zone: 'Europe/Berlin',
  });
  expect(textOf('checkout', 'people.yaml')).not.toContain('zone: UTC');
  expect(textOf('checkout', 'playbook.yaml')).toContain('# yaml-language-server: $schema=.schema/playbook.json\n');
  expect(await tocsinHere(['validate', dir])).toMatchObject({ code: 0, err: '' });
});

test('a playbook that is there is not written over, and what cannot be is an error that leaves nothing behind', async () => {
  const dir = join(scratch, 'taken');
  await tocsinHere(['init', dir]);
  writeFileSync(join(dir, 'playbook.yaml'), 'mine');
  const again = await tocsinHere(['init', dir]);
  expect([again.code, again.err]).toEqual([5, `${dir} holds a playbook already; expected a folder without one\n`]);
  expect(textOf('taken', 'playbook.yaml')).toBe('mine');

  const nowhere = await tocsinHere(['init', join(scratch, 'nowhere'), '--zone', 'Mars/Base']);
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('--zone: Mars/Base does not fit')]);
  const odd = await tocsinHere(['init', join(scratch, 'nowhere'), '--name', 'no name']);
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('--name: no name does not fit')]);
  const untitled = await tocsinHere(['init', join(scratch, 'nowhere'), '--title', '']);
  expect([untitled.code, untitled.err]).toEqual([
    2,
    'error: --title: "" does not fit; expected: at least 1 character\n',
  ]);
  expect(readdirSync(scratch)).not.toContain('nowhere');
  const none = await tocsinHere(['init', join(dir, 'playbook.yaml')]);
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/playbook\.yaml cannot be written: ENOTDIR.*\n$/)]);
  const file = await tocsinHere(['init', join(dir, 'playbook.yaml', 'below')]);
  expect([file.code, file.err]).toEqual([2, expect.stringContaining('cannot be written')]);
});

test('the schemas of a playbook know its names: the playbook fits, and a name that it does not have does not', async () => {
  const dir = join(scratch, 'schema');
  await tocsinHere(['init', dir]);
  const said = parse(textOf('schema', 'playbook.yaml'));
  const schema = schemaOf('schema', '.schema', 'playbook.json');
  expect(schema.safeParse(said)).toMatchObject({ success: true });
  const [ladder] = said.escalation;
  expect(schema.safeParse({ ...said, escalation: [{ ...ladder, page: ['on_cal'] }] })).toMatchObject({
    success: false,
  });
  expect(schema.safeParse({ ...said, escalation: [{ ...ladder, if: { severity: 'hihg' } }] })).toMatchObject({
    success: false,
  });
});

test('a new name of the playbook is in its schemas once they are written again', async () => {
  const dir = join(scratch, 'again');
  await tocsinHere(['init', dir]);
  writeFileSync(
    join(dir, 'playbook.yaml'),
    textOf('again', 'playbook.yaml').replace('services:\n', 'services:\n  till: { title: Till }\n'),
  );
  const { code, out } = await tocsinHere(['schema', dir]);
  expect([code, out.split('\n')[0]]).toEqual([0, join(dir, '.schema/playbook.json')]);
  expect(textOf('again', '.schema', 'playbook.json')).toContain('"till"');
  expect(await tocsinHere(['schema', join(scratch, 'nothing')])).toMatchObject({ code: 3, out: '' });
  rmSync(join(dir, '.schema'), { recursive: true });
  writeFileSync(join(dir, '.schema'), '');
  expect(await tocsinHere(['schema', dir])).toEqual({
    code: 2,
    out: '',
    err: expect.stringMatching(/\.schema cannot be written: EEXIST.*\n$/),
  });
});

test.each(readdirSync(join(playbook, '..')))('%s fits the schemas with its own names', async (name) => {
  const dir = join(playbook, '..', name);
  const { namesOf } = await import('#core/playbook/names');
  const { schemasWith } = await import('#core/playbook/json-schema');
  const { loadPlaybook } = await import('#adapters/files/load-playbook');
  const { plugins, vocabularyOf } = await import('#plugins/registry');
  const { pack, people } = loadPlaybook(dir);
  const made = schemasWith(vocabularyOf(plugins), namesOf(pack, people));
  const fits = (file: string, schema: string): void => {
    const said = parse(readFileSync(join(dir, file), 'utf8'));
    const { error } = z.fromJSONSchema(JSON.parse(made[schema] ?? '') as Given).safeParse(said);
    expect([file, error?.issues]).toEqual([file, undefined]);
  };
  for (const file of ['playbook', 'people', 'demo']) fits(`${file}.yaml`, file);
  for (const id of Object.keys(pack.runbooks)) fits(`runbooks/${id}.yaml`, 'runbook');
});

test('names that the playbook has are marked wherever it does not have them, and words that stand beside them are not', async () => {
  const dir = join(scratch, 'names');
  await tocsinHere(['init', dir]);
  const ours = `
moments: { monday: { weekday: mon, time: "09:00" }, soon: { days: 1, of: office } }
digests: { weekly: { at: monday } }
readiness:
  - { id: hand, handover: first, before: 30m, text: Hand over, do: { tell: [incoming, outgoing] } }
closure:
  - { id: late, after: 4h office, do: { tell: on_call } }
  - { id: later, after: 1h, since: late, if: { status: resolved, done: late }, do: { tell: on_call } }
`;
  writeFileSync(join(dir, 'playbook.yaml'), textOf('names', 'playbook.yaml') + ours);
  expect(await tocsinHere(['schema', dir])).toMatchObject({ code: 0, err: '' });
  const schema = schemaOf('names', '.schema', 'playbook.json');
  const text = textOf('names', 'playbook.yaml');
  expect(schema.safeParse(parse(text)).error?.issues).toBeUndefined();
  for (const [right, wrong] of [
    ['incoming', 'incomming'],
    ['4h office', '4h officex'],
    ['of: office', 'of: officex'],
    ['since: late', 'since: lat'],
    ['status: resolved', 'status: resolvd'],
    ['done: late', 'done: lat'],
  ] as const)
    expect([wrong, schema.safeParse(parse(text.replace(right, wrong))).success]).toEqual([wrong, false]);
});
