import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAll } from '#app/read-checks';
import { onCall } from '#core/on-call';
import { own } from '#core/own';
import { sources } from '#plugins/sources/registry';
import { signalsOf } from '#plugins/sources/signals';
import { apiOn, tracktion, wrongIn } from './support.ts';

const alarm = JSON.parse(
  readFileSync(new URL('../fixtures/alarm-named-constructor-sns.json', import.meta.url), 'utf8'),
);
const { ask, declared, world } = apiOn();

test.each(['constructor', 'toString', '__proto__'])('%s means nothing that nobody has named so', async (word) => {
  expect(own({ a: 1 }, word)).toBeUndefined();
  expect(own<unknown>(JSON.parse(`{"${word}":1}`), word)).toBe(1);
  expect(onCall(tracktion.people, word, new Date('2026-03-11T14:02:00Z'))).toEqual([]);
  expect(await readAll(world.ports, tracktion.pack, [word])).toEqual([
    { check: word, title: word, value: null, because: `the playbook has no check ${word}` },
  ]);
});

test('an alarm that is called like a property of every object opens nothing', () => {
  const { services, detection } = tracktion.pack.playbook;
  const rules = detection.rules.map((r) => r.id);
  expect(signalsOf(sources, alarm, { alarms: {}, services: Object.keys(services), rules })).toEqual([]);
});

test.each(['constructor', 'toString', '__proto__'])('%s in a request is a wrong field like any other', async (word) => {
  const id = await declared();
  const post = async (path: string, body: string) => {
    const { status, json } = await ask(`POST ${path}`, { text: body.replaceAll('WORD', word) });
    return [status, wrongIn(json)];
  };
  const on = (act: string, body: string) => post(`/v1/incidents/${id}/${act}`, body);
  expect(await post('/v1/incidents', '{"title":"x","service":"WORD","severity":"WORD","WORD":1}')).toEqual([
    400,
    [word, 'service', 'severity'].sort(),
  ]);
  expect(await on('severity', '{"severity":"WORD","reason":"x"}')).toEqual([400, ['severity']]);
  expect(await on('roles', '{"role":"WORD","person":"WORD"}')).toEqual([400, ['person', 'role']]);
  expect(await on('responders', '{"to":"WORD","reason":"x"}')).toEqual([400, ['to']]);
  expect(await on('escalate', '{"to":"WORD","reason":"x"}')).toEqual([400, ['to']]);
  expect(await on('updates', '{"audience":"WORD","text":"x"}')).toEqual([400, ['audience']]);
  expect(await on('updates', '{"audience":"internal","what":"WORD","text":"x"}')).toEqual([400, ['what']]);
  expect(await on('updates', '{"audience":"internal","fields":{"WORD":"x"},"text":"x"}')).toEqual([
    400,
    [`fields.${word}`],
  ]);
  expect(await on('notes', '{"tick":"WORD"}')).toEqual([400, ['tick']]);
  expect(await on('merge', '{"of":"WORD","reason":"x"}')).toEqual([400, ['of']]);
});

test('a fact may be called constructor, but __proto__ is no name of a fact', async () => {
  const pack = structuredClone(tracktion.pack);
  pack.playbook.facts['constructor'] = { title: 'Who built it', type: 'text' };
  const { ask } = apiOn({ pack });
  const kept = await ask('POST /v1/incidents', { text: '{"title":"x","facts":{"constructor":"a team"}}' });
  expect([kept.status, kept.json.facts]).toEqual([201, { constructor: 'a team' }]);
  const refused = await ask('POST /v1/incidents', { text: '{"title":"x","facts":{"__proto__":"a team"}}' });
  expect([refused.status, wrongIn(refused.json)]).toEqual([400, ['facts.__proto__']]);
});

test('a playbook may call a role, an item and an audience like a property of every object', async () => {
  const pack = structuredClone(tracktion.pack);
  const { roles, updates } = pack.playbook;
  const taken = roles.find((r) => r.takenBy === 'acknowledger');
  pack.playbook.assessment = [{ id: 'toString', do: { task: 'IC', text: 'Look' } }];
  const [audience] = updates;
  if (taken === undefined || audience === undefined) throw new Error('the playbook has changed');
  taken.id = 'constructor';
  audience.id = 'valueOf';
  const other = apiOn({ pack });
  const id = await other.declared();
  const post = async (act: string, body: object) => (await other.ask(`POST /v1/incidents/${id}/${act}`, { body })).json;
  expect((await post('acknowledge', {})).roles).toEqual({ constructor: 'alice' });
  expect((await post('notes', { tick: 'toString' })).checklist).toEqual({ toString: 'alice' });
  expect((await post('updates', { audience: 'valueOf', text: 'We look into it' })).updates.valueOf.n).toBe(1);
});
