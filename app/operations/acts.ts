import { type Act, acts, bodiesOf } from '#app/api/bodies';
import { bodyOf, commandsOf, type Deed } from '#app/api/commands';
import type { Role } from '#app/api/roles';
import { Shown, show } from '#app/api/show';
import type { Fault } from '#app/api/wrong-fields';
import type { Write } from '#app/ports';
import { declare } from '#app/store/declare';
import { load, packOf, turn } from '#app/store/incidents';
import type { Stored } from '#app/store/stored';
import { Conflict } from '#core/errors';
import { type Incident, IncidentId } from '#core/incident/state';
import { jsonOf } from '../api/body.ts';
import { answer, type Kept, type Once, onceOf } from '../api/idempotency.ts';
import { incidentOf } from '../api/incident-of.ts';
import { mustMatch } from '../api/match.ts';
import type { ApiPorts, Call, Operation } from '../api/operation.ts';
import { placesOf } from '../api/places.ts';
import { wrong } from '../api/problem.ts';

/** Who may do what, at least; and what it is. */
const said: Record<Act, { who: Role; summary: string }> = {
  declare: { who: 'responder', summary: 'Declares an incident; it is always one of its own' },
  acknowledge: { who: 'responder', summary: 'Acknowledges: what runs while unacknowledged is silenced' },
  escalate: { who: 'responder', summary: 'Pages a level of the ladder, or any person, role or rotation' },
  responders: { who: 'responder', summary: 'Pages somebody to help' },
  notes: { who: 'responder', summary: 'Adds a note or facts, or ticks an item of a checklist' },
  updates: { who: 'responder', summary: 'Sends an update to an audience of the playbook' },
  severity: { who: 'commander', summary: 'Changes the severity' },
  roles: { who: 'commander', summary: 'Gives a role to a person' },
  decisions: { who: 'commander', summary: 'Answers the open question' },
  resolve: { who: 'commander', summary: 'Says that it is fixed (verification starts), or ends it' },
  reopen: { who: 'commander', summary: 'Opens it again' },
  merge: { who: 'commander', summary: 'Ends it as a duplicate of another' },
};
const bodies = bodiesOf();

/** All that people do, one POST each. */
export const doing: Operation[] = acts.map((act) => ({
  method: 'post',
  path: act === 'declare' ? '/v1/incidents' : `/v1/incidents/{id}/${act}`,
  ...said[act],
  body: bodies[act],
  headers: act === 'declare' ? ['Idempotency-Key'] : ['Idempotency-Key', 'If-Match'],
  gives: {
    status: act === 'declare' ? 201 : 200,
    description: 'The incident as this left it',
    content: { 'application/json': Shown },
  },
  run: (ports, call) => (act === 'declare' ? declared(ports, call) : done(ports, call, act)),
}));

async function declared(ports: ApiPorts, call: Call): Promise<Response> {
  const body = await jsonOf(call.request);
  const once = await onceOf(ports, call, body);
  return answered(once, async (keep) => {
    const { pack, people } = ports.deployed;
    const read = bodyOf('declare', body, { playbook: pack.playbook, people });
    if ('faults' in read) throw wrong([...once.faults, ...read.faults]);
    if (once.faults.length > 0) throw wrong(once.faults);
    await declare(ports, once.commandId, call.caller.name, read.data, (next) =>
      keep({ status: 201, version: 1, body: show(next, 1, placesOf(ports)) }),
    );
  });
}

async function done<D extends Deed>(ports: ApiPorts, call: Call, act: D): Promise<Response> {
  const body = await jsonOf(call.request);
  const once = await onceOf(ports, call, body);
  return answered(once, async (keep) => {
    const { incident, version } = await incidentOf(ports, call);
    mustMatch(call.request, version);
    const { playbook } = await packOf(ports, incident.playbook);
    const read = bodyOf(act, body, { playbook, people: ports.deployed.people });
    const faults = [...once.faults, ...('faults' in read ? read.faults : [])];
    faults.push(...(await other(ports, call.id, act, body)));
    if (faults.length > 0 || 'faults' in read) throw wrong(faults);
    makesSense(incident, act, body);
    const commands = commandsOf(act, read.data, call.caller.name);
    for (const [n, command] of commands.entries()) {
      const last = n === commands.length - 1;
      await turn(ports, call.id, last ? once.commandId : `${once.commandId}/${n}`, command, (stored, next) => {
        if (n === 0) mustMatch(call.request, stored?.version ?? 0);
        return last ? kept(ports, once, keep, stored, next) : [];
      });
    }
  });
}

/** What changed nothing and is kept for nobody writes nothing, and leaves the version as it is. */
function kept(
  ports: ApiPorts,
  once: Once,
  keep: (k: Kept) => Write[],
  stored: Stored | undefined,
  next: Incident,
): Write[] {
  const version = stored?.version ?? 0;
  const grown = next !== stored?.incident || once.keeps ? version + 1 : version;
  return keep({ status: 200, version: grown, body: show(next, grown, placesOf(ports)) });
}

/** Answers what was answered before, also where the same request was carried out beside this one; else carries it out. */
async function answered(once: Once, carryOut: (keep: (answer: Kept) => Write[]) => Promise<void>): Promise<Response> {
  const before = await once.before();
  if (before !== undefined) return before;
  let mine: Kept | undefined;
  try {
    await carryOut((answer_) => {
      mine = answer_;
      return once.keep(answer_);
    });
  } catch (error) {
    const beside = await once.before();
    if (beside !== undefined) return beside;
    throw error;
  }
  const first = await once.before();
  if (first !== undefined) return first;
  if (mine === undefined) throw new Error(`${once.commandId} left no answer`);
  return answer(mine);
}

/** A duplicate names another incident that exists. */
async function other(ports: ApiPorts, id: string, act: Deed, body: unknown): Promise<Fault[]> {
  if (act !== 'resolve' && act !== 'merge') return [];
  const of = typeof body === 'object' && body !== null && 'of' in body ? body.of : undefined;
  if (typeof of !== 'string') return [];
  if (of === id) return [{ path: 'of', message: 'an incident is no duplicate of itself' }];
  const there = IncidentId.safeParse(of).success && (await load(ports, of)) !== undefined;
  return there ? [] : [{ path: 'of', message: `there is no incident ${of.slice(0, 40)}` }];
}

/** What customers are told of the end is not said before it. */
function makesSense(incident: Incident, act: Deed, body: unknown): void {
  if (act !== 'updates' || incident.life !== 'open') return;
  const what = typeof body === 'object' && body !== null && 'what' in body ? body.what : undefined;
  if (what === 'final' || what === 'summary')
    throw new Conflict(`${incident.id} is open: its ${what} is written once it is resolved`);
}
