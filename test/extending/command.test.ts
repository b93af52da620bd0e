import { expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod';
import { type Command, commands } from '#core/incident/command';
import type { CommandRecord } from '#core/incident/command-of';
import type { Context } from '#core/incident/context';
import { decide } from '#core/incident/decide';
import { Turn } from '#core/incident/turn';
import { plugins, vocabularyOf } from '#plugins/registry';
import { handOver } from './command/hand-over.ts';
import { playbookOf, textsWith } from './playbook.ts';

/** The record of commands as its file would be with one line more. */
const mine = { ...commands, 'hand-over': handOver };
type Mine = z.output<(typeof mine)[keyof typeof mine]['schema']>;

const context: Context = {
  ...playbookOf(plugins, textsWith([])),
  vocabulary: vocabularyOf(plugins),
  now: new Date('2026-03-11T14:02:00Z'),
  publicUrl: 'https://tocsin.test',
  dashboardUrl: 'https://tocsin.test',
  catchAll: 'lead',
};
const said: Command[] = [
  { do: 'declare', id: 'INC-1', by: 'alice', title: 'The shop is slow', service: 'shop', severity: 'SEV1', speed: 1 },
  { do: 'assign-role', by: 'alice', role: 'IC', person: 'alice' },
];

/** What the command brings about on an incident whose IC is alice. */
function outcome(command: z.output<typeof handOver.schema>): object[] {
  const state = said.reduce<Turn | undefined>((turn, one) => decide(turn?.state, one, context).turn, undefined)?.state;
  const turn = new Turn(state, context);
  mine[command.do].decide(turn, handOver.schema.parse(command));
  return turn.events.map((event) => ({ ...event, seq: undefined, at: undefined }));
}
const command = { do: 'hand-over', by: 'alice', role: 'IC', to: 'bob', reason: 'my shift ends' } as const;

test('with its line in the record it is a command: its words are checked by its own schema', () => {
  expectTypeOf<Extract<Mine, { do: 'hand-over' }>>().toEqualTypeOf<z.output<typeof handOver.schema>>();
  const whole: { [K in Mine['do']]: CommandRecord<z.ZodType<Extract<Mine, { do: K }>>> } = mine;
  expect(Object.keys(whole).filter((word) => !Object.keys(commands).includes(word))).toEqual(['hand-over']);
  // @ts-expect-error a hand-over without a reason
  const unsaid: Mine = { do: 'hand-over', by: 'alice', role: 'IC', to: 'bob' };
  expect(handOver.schema.safeParse(unsaid).error?.issues).toMatchObject([{ path: ['reason'] }]);
});

test.each([
  [
    'its holder is another afterwards',
    {},
    [{ type: 'RoleAssigned', role: 'IC', person: 'bob', because: 'handed over from alice by alice: my shift ends' }],
  ],
  ['who has it already keeps it', { to: 'alice' }, []],
])('hand-over: %s', (_, change, events) => {
  expect(outcome({ ...command, ...change })).toEqual(events);
});

test.each([
  ['a role that nobody has', { role: 'CL' }, 'nobody has the role CL yet'],
  ['a role that the playbook does not know', { role: 'dancer' }, 'role: dancer is not one of IC, CL'],
])('hand-over of %s is refused', (_, change, message) => {
  expect(() => outcome({ ...command, ...change })).toThrow(message);
});
