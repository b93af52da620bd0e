import * as z from 'zod';
import { Runbook } from '#core/playbook/runbook';
import { changed, type Story } from './story.ts';
import { acknowledged } from './worked.ts';

type Written = z.input<typeof Runbook>['steps'][number];
/** An action of the gateway, as a step holds it. */
export const act = (name: string) => ({ kind: 'http', base: 'operations', path: `/actions/${name}` });

/** Tracktion with one more option, `go`, and the steps of its runbook as they would be written. */
export const going = (steps: readonly object[]) =>
  changed(
    (p) => {
      p.runbooks['go'] = Runbook.parse({ id: 'go', title: 'Go', steps: steps as Written[] });
      p.playbook.choice.options.push({ id: 'go', title: 'Go', runbook: 'go' });
    },
    `go-${JSON.stringify(steps).length}`,
  );

/** Ana has acknowledged and chooses that option at 14:18; each of `actions` takes ten seconds, those of `effects` do as told. `before`: what happens first. */
export async function gone(
  steps: readonly object[],
  actions: readonly string[] = [],
  effects: Record<string, { seconds: number; errorRate?: number }> = {},
  before: (story: Story) => Promise<void> = async () => undefined,
): Promise<Story> {
  const story = await acknowledged({ pack: going(steps) });
  for (const [name, effect] of Object.entries(effects)) story.world.demoService.setAction(name, effect);
  for (const name of actions) story.world.demoService.setAction(name, { seconds: 10 });
  await before(story);
  await story.say({ do: 'answer', by: 'ana', question: 'resolution-type', option: 'go' });
  return story;
}

/** The plan, one word a step. */
export async function planOf(story: Story): Promise<string[]> {
  const { plan } = await story.incident();
  return (plan?.steps ?? []).map((s) => `${s.way === 'undo' ? 'undo ' : ''}${s.id} ${s.status}`);
}

/** Actions that the gateway has heard, each with its time and its key within the incident. */
export const started = (story: Story): string[] =>
  story.world.demoService
    .actions()
    .map((a) => `${a.at.slice(11, 19)} ${a.name} ${a.key?.split('.').slice(1).join('.')}`);
