import type { Ports, Write } from '#app/ports';
import { mustLoad, packOf, turn } from '#app/store/incidents';
import { due, keys } from '#app/store/keys';
import type { StorePorts } from '#app/store/stored';
import { targetOf } from '#core/action/target';
import { Contended, Refused } from '#core/errors';
import { holderOf } from '#core/incident/holder-of';
import type { Answer } from '#core/incident/outbox';
import { actOf, type CurrentStep, current } from '#core/incident/plan';
import type { Incident, Measured } from '#core/incident/state';
import { after } from '#core/incident/time';
import type { Where } from '#core/incident/where';
import { asJson } from '#core/json';
import type { Pack } from '#core/playbook/pack';
import { type Held, holdersOf } from './holders.ts';
import { nextLook, Watched } from './watched.ts';

type Needs = StorePorts & Pick<Ports, 'newId'>;
const TRIES = 10;

/** What was read for a step that depends on it. */
interface Seen {
  index: number;
  readings: Measured[];
}

/**
 * Claims the plan's next step. `seen` is what was read for it. An action takes its target in the same transaction that claims it in the incident: of two incidents that act on
 * one target at the same time, one is refused and sees, at its next try, who holds it.
 */
export async function claimNextStep(
  ports: Needs,
  incidentId: string,
  where: Where,
  commandId: string,
  seen?: Seen,
): Promise<Answer> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { incident } = await mustLoad(ports, incidentId);
    const pack = await packOf(ports, incident.playbook);
    const at = current({ state: incident, context: { ...ports.deployed, pack, now: ports.now() } });
    if (at?.step.status === 'claimed') {
      // a worker died between keeping the handle and saying so: the action is known, and no person need be asked
      const handle = await handleOf(ports, at.key);
      if (handle !== undefined)
        await turn(ports, incidentId, `${commandId}/started`, {
          do: 'step-started',
          index: at.index,
          handle,
          ...where,
        });
    }
    const target = at === undefined ? undefined : targetOfStep(ports, at);
    const held = target === undefined ? undefined : await holdersOf(ports, target);
    try {
      return await turn(
        ports,
        incidentId,
        commandId,
        { do: 'claim-step', busy: held?.holders ?? [], ...(seen === undefined ? {} : { seen }), ...where },
        (stored, next) => takes(ports, pack, stored?.incident, next, held),
      );
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  throw new Contended(`${incidentId}: its target was taken ${TRIES} times under ${commandId}`);
}

function targetOfStep(ports: Needs, at: CurrentStep): string | undefined {
  const act = actOf(at);
  return act === undefined ? undefined : targetOf(ports.deployed.vocabulary, act);
}

async function handleOf({ table }: Pick<Ports, 'table'>, key: string): Promise<string | undefined> {
  const row = await table.get(keys.action(key));
  return row === undefined ? undefined : Watched.parse(row).handle;
}

/** The action's own row and its hold on the target, where this turn claims one. */
function takes(
  ports: Needs,
  pack: Pack,
  before: Incident | undefined,
  next: Incident,
  held: Held | undefined,
): Write[] {
  const at = current({ state: next, context: { ...ports.deployed, pack, now: ports.now() } });
  const action = next.actions?.find((a) => a.key === at?.key && a.state === 'claimed');
  const act = at === undefined ? undefined : actOf(at);
  if (at === undefined || act === undefined || action === undefined || !('act' in at.said)) return [];
  if (before?.actions?.some((a) => a.key === action.key) === true) return [];
  // the plan has moved on between our reading and the turn's: read anew
  if (held?.target !== action.target) throw new Refused(['condition']);
  const { key, target, startedAt } = action;
  const { timeout } = at.said;
  // its approver was told that they may still be running: from now on the new one holds the target
  const given = held.holders.filter((h) => h.state === 'unknown').map((h) => h.key);
  return [
    {
      put: {
        ...keys.action(key),
        v: 1,
        incident: next.id,
        target,
        state: 'claimed',
        act: asJson(act),
        startedAt,
        until: after(startedAt, timeout, next.speed),
        timeout,
        duePk: due.action,
        dueAt: nextLook({ startedAt: ports.wallClock().toISOString() }, ports.wallClock()),
      },
      when: { pk: { absent: true } },
    },
    {
      update: keys.target(target),
      set: { [key]: asJson(holderOf(next, pack, action)) },
      add: { n: 1 },
      ...(given.length === 0 ? {} : { remove: given }),
      when: held.n === 0 ? { n: { absent: true } } : { n: { eq: held.n } },
    },
  ];
}
