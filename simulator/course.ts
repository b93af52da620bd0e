import { declare } from '#app/store/declare';
import { InvalidInput } from '#core/errors';
import type { Signal } from '#core/incident/signal';
import { textOf } from '#core/json';
import type { Probed, Step } from './script-file.ts';
import type { Opening } from './signal-file.ts';
import type { World } from './world.ts';

/** The incidents that signals opened or belong to, each once, and the signals that belong to none. */
export interface Reached {
  ids: string[];
  unheeded: Signal[];
}

/** Opens what is simulated: an incident for what a person declares, one or more for what alarms say. */
export async function open(world: World, opening: Opening): Promise<Reached> {
  if ('signals' in opening) return take(world, opening.signals);
  const { declaration } = opening;
  const answer = await declare(world.ports, 'simulate', declaration.reporter ?? 'simulate', declaration);
  return { ids: [textOf(answer['id'])], unheeded: [] };
}

/** Does what a step of the script says; throws what the API would refuse. */
export async function happens(world: World, id: string, { does }: Step): Promise<Reached> {
  // its own time is when the script says it
  if ('signals' in does)
    return take(
      world,
      does.signals.map((signal) => ({ ...signal, at: world.clock.now().toISOString() })),
    );
  if ('probe' in does) measure(world, does.probe);
  else {
    const refusals = await does.refusals(world.ports, await world.incident(id));
    if (refusals.length > 0) throw new InvalidInput(refusals.join('; '));
    for (const command of does.commands) await world.say(id, command);
  }
  return { ids: [], unheeded: [] };
}

/** What checks read from now on. */
export function measure(world: World, { actions, ...change }: Probed): void {
  world.measuring = true;
  world.demoService.setState(change);
  for (const [name, effect] of Object.entries(actions)) world.demoService.setAction(name, effect);
}

async function take(world: World, signals: readonly Signal[]): Promise<Reached> {
  const ids = new Set<string>();
  const unheeded: Signal[] = [];
  for (const signal of signals) {
    const { incidentId } = await world.signal(signal);
    if (incidentId === undefined) unheeded.push(signal);
    else ids.add(incidentId);
  }
  return { ids: [...ids], unheeded };
}
