import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { show } from '#app/api/show';
import { liveView } from '#local/live-view';
import { highErrorRate, Story } from '#test/story';
import { tocsin } from './support.ts';

// What strangers may get into a title, a reason or an answer: escapes, a line of its own, a bell, reversed reading.
const hostile = 'db\u001b[2J down\r\nINC-9 P4 closed\u0007 \u202egnp\u2066 \u009b31m!';
const clean = 'db down INC-9 P4 closed gnp !';
const places = { apiUrl: 'https://tocsin.test', publicUrl: 'https://tocsin.test', link: () => 'https://console.test' };
let listed: object;
const line = { at: '2026-03-11T14:02:00.000Z', seconds: 0, kind: 'note', to: hostile, because: hostile };

let server: Server;
let url = '';
beforeAll(async () => {
  const story = new Story();
  await story.signal(highErrorRate);
  const { question: _, ...shown } = show(await story.incident(), 1, places);
  listed = { ...shown, id: 'INC-1', severity: 'P1', title: hostile };
  server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/v1/incidents': { items: [listed], next: null },
      '/v1/incidents/INC-1': listed,
      '/v1/incidents/INC-1/timeline': { items: [line], next: null },
    };
    const path = (request.url ?? '').replace(/\?.*/, '');
    const found = answers[path];
    response
      .writeHead(found === undefined ? 404 : 200, {
        'content-type': found === undefined ? 'application/problem+json' : 'application/json',
      })
      .end(JSON.stringify(found ?? { detail: hostile, errors: [{ path: hostile, message: hostile }] }));
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((down) => server.close(down)));

const run = (...args: string[]) => tocsin(args, { TOCSIN_API_URL: url, TOCSIN_TOKEN: 'x' });

test('a hostile title, reason or refusal is one clean line in the terminal', async () => {
  const row = `INC-1                P1     open      investigating     2026-03-11T14:02:00.000Z  ${clean}\n`;
  expect((await run('list')).out).toBe(row);
  expect((await run('show', 'INC-1')).out).toBe(`${row}     00:00:00  note            ${clean.padEnd(44)} ${clean}\n`);
  expect(await run('show', 'INC-2')).toEqual({ code: 4, out: '', err: `${clean}\n  ${clean}: ${clean}\n` });
});

test('JSON is for machines and says what is there, escaped', async () => {
  const { out } = await run('list', '--output', 'json');
  expect(JSON.parse(out)).toEqual({ items: [listed], next: null });
  expect(out).not.toMatch(/(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
});

test('so is a line of the live view', () => {
  let shown = '';
  const out = { write: (text: string) => (shown += text) } as unknown as NodeJS.WriteStream;
  liveView(out).line({ ...line, kind: 'note' });
  const uncoloured = stripVTControlCharacters(shown);
  expect(uncoloured).toBe(`  0:00  note            ${clean.padEnd(42)} ${clean}\n`);
});
