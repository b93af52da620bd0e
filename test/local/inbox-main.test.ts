import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';
import * as z from 'zod';

const dir = mkdtempSync(join(tmpdir(), 'inbox-'));
const file = join(dir, 'state.json');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const main = (...options: string[]) => {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../local/inbox/main.ts', import.meta.url)), ...options],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  started.push(child);
  return child;
};
const inbox = async (...options: string[]) => {
  const child = main('--state', file, ...options);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, url: z.object({ url: z.string() }).parse(JSON.parse(line)).url };
  }
  throw new Error('the inbox has ended');
};
const refusal = async (...options: string[]) => {
  const child = main(...options);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return [code, said];
};
const slack = async (url: string, method: string, body: unknown) => {
  const headers = { authorization: 'Bearer xoxb-1', 'content-type': 'application/json' };
  const answer = await fetch(`${url}/slack/api/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return z.record(z.string(), z.unknown()).parse(await answer.json());
};

test('what has arrived and what the fakes know is still there after a restart; another form of file is refused', async () => {
  const first = await inbox('--settings', '{"slack":{"channels":["#incidents"]}}');
  expect(await slack(first.url, 'chat.postMessage', { channel: '#elsewhere', text: 'x' })).toMatchObject({
    error: 'channel_not_found',
  });
  expect(await slack(first.url, 'chat.postMessage', { channel: '#incidents', text: 'x' })).toMatchObject({ ok: true });
  await slack(first.url, 'conversations.create', { name: 'inc-1' });
  first.child.kill('SIGTERM');
  expect(await once(first.child, 'exit')).toEqual([0, null]);

  const second = await inbox();
  expect(await (await fetch(`${second.url}/messages`)).json()).toMatchObject([{ channel: 'slack', to: '#incidents' }]);
  expect(await slack(second.url, 'conversations.create', { name: 'inc-1' })).toMatchObject({ error: 'name_taken' });
  second.child.kill('SIGTERM');
  await once(second.child, 'exit');

  writeFileSync(file, '{"sequence":0,"messages":[],"slack":{}}');
  expect(await refusal('--state', file)).toEqual([2, `inbox: ${file} is not a state file of this version\n`]);
});

test.each([
  ['{"pigeon":{}}', /settings are given for pigeon: known are slack, /],
  ['{"slack":{"chanels":[]}}', /Unrecognized key: "chanels"/],
  ['not JSON', /settings/],
])('settings %s are refused by name', async (settings, words) => {
  expect(await refusal('--settings', settings)).toEqual([2, expect.stringMatching(words)]);
});
