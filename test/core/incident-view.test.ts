import { expect, test } from 'vitest';
import type { Context } from '#core/incident/context';
import type { Incident } from '#core/incident/state';
import { viewOf } from '#core/message/incident-view';
import type { View } from '#core/message/view';
import type { Playbook } from '#core/playbook/schema';
import { publicWord } from '#core/playbook/words-of';
import { changed, highErrorRate, Story } from '#test/story';

const log = { check: 'log', title: 'Log', value: null, because: 'it is long', text: 'ERROR '.repeat(200) };

/** A P1 of which everything stands that a message may leave out. */
async function given(): Promise<{ state: Incident; context: Context }> {
  const story = new Story();
  await story.signal(highErrorRate);
  await story.say({ do: 'acknowledge', by: 'ana' });
  const incident = await story.incident();
  const { deployed } = story.world.ports;
  const at = '2026-03-11T14:10:00Z';
  const state = {
    ...incident,
    facts: { users: 12 },
    snapshot: [...incident.snapshot, log],
    evidence: [log],
    lastMeasured: [log],
    decisions: [{ question: 'triage', option: 'yes', by: 'ana', at }],
    plan: { option: 'workaround', chosenBy: 'ana', attempt: 1, outcome: 'running', steps: [], began: at },
    actions: [{ runbook: 'fix', step: 'x', way: 'do', attempt: 1, state: 'running', startedAt: at, key: 'k' }],
  } as unknown as Incident;
  return { state, context: { ...deployed, now: story.world.ports.now() } };
}
/** The same where nothing can be remembered of it. */
const unseen = ({ state, context }: { state: Incident; context: Context }) => ({
  state: structuredClone(state),
  context: { ...context, pack: structuredClone(context.pack), people: structuredClone(context.people) },
});

test('a message keeps what its template names, also of more templates than are remembered', async () => {
  const turn = await given();
  const whole = viewOf(turn, 'opened');
  const nothing = {
    facts: {},
    triage: [],
    evidence: [],
    decisions: [],
    verification: null,
    mitigation: null,
    actions: [],
  };
  for (const name of Object.keys(nothing)) expect(whole).not.toHaveProperty(name, nothing[name as 'facts']);
  const brief = (all: View['triage']) => all.map((one) => ({ ...one, text: one.text && `${one.text.slice(0, 199)}…` }));
  for (let round = 0; round < 2; round += 1)
    for (let n = 0; n < 300; n += 1) {
      const named = (template: string) => viewOf(turn, 'opened', {}, `${n}: ${template}`);
      expect(named('{{ update.facts }}')).toEqual({ ...whole, ...nothing });
      for (const name of ['facts', 'decisions', 'verification', 'mitigation', 'actions'] as const)
        expect(named(`{{ ${name} }}`)).toEqual({ ...whole, ...nothing, [name]: whole[name] });
      for (const name of ['triage', 'evidence'] as const) {
        expect(named(`{{ ${name} }}`)).toEqual({ ...whole, ...nothing, [name]: brief(whole[name]) });
        expect(named(`{{ ${name}[0] }}`)).toEqual({ ...whole, ...nothing, [name]: whole[name] });
      }
      expect(named('{% render "three" %}')).toEqual(whole);
    }
});

test('what is remembered of one view stands in no other: of another incident, role, name or playbook', async () => {
  const first = await given();
  const { state, context } = first;
  const renamed = structuredClone(context.people);
  for (const person of Object.values(renamed.people)) person.name = `${person.name ?? ''} the second`;
  const others = [
    first,
    { ...first, state: { ...state, id: 'INC-20260312-1' } },
    { ...first, state: { ...state, roles: { ...state.roles, CL: 'bob' }, severity: 'P3', snapshot: [log] } },
    { ...first, context: { ...context, people: renamed } },
    ...['monitoring', 'resolved', 'nothing'].map((status) => ({ ...first, state: { ...state, status } })),
    {
      ...first,
      context: {
        ...context,
        pack: changed(({ playbook }) => {
          playbook.title = 'Another';
          playbook.roles.pop();
          playbook.room = { ...playbook.room, name: 'other-{id}' } as NonNullable<typeof playbook.room>;
        }),
      },
    },
  ];
  const views = [...others, ...others].map((turn) => {
    const view = viewOf(turn, 'opened');
    expect(view).toEqual(viewOf(unseen(turn), 'opened'));
    return JSON.stringify(view);
  });
  expect(new Set(views).size).toBe(others.length);
});

test('of stages with one word the first that the public is told of counts, of each playbook its own', () => {
  const statuses = (...all: ('identified' | 'monitoring' | undefined)[]) => ({
    statuses: Object.fromEntries(
      all.map((said, n) => [n, { word: 'at work', public: said }]),
    ) as unknown as Playbook['statuses'],
  });
  const [one, other] = [statuses(undefined, 'identified', 'monitoring'), statuses('monitoring', 'identified')];
  for (let n = 0; n < 2; n += 1)
    expect([one, other].map((playbook) => publicWord(playbook, 'at work'))).toEqual(['identified', 'monitoring']);
  expect(publicWord(one, 'at rest')).toBeUndefined();
});
