import { createHash } from 'node:crypto';
import { peopleWithCovers } from '#app/covers/cover';
import type { Ports } from '#app/ports';
import { packOf, turn } from '#app/store/incidents';
import { lineOf, once } from '#app/store/note';
import type { Stored, StorePorts } from '#app/store/stored';
import { Conflict, InvalidInput } from '#core/errors';
import { lacks } from '#core/incident/each';
import { approvalsFor, mayDecide, mayDo } from '#core/incident/may';
import { iso } from '#core/incident/time';
import { byWhom, type Way } from '#core/incident/way';
import type { Playbook } from '#core/playbook/schema';
import { workOf } from '#core/rules/expand';
import { type Act, actIn, commandsOf, isPushed } from './acts.ts';
import type { Link } from './open.ts';

type Needs = StorePorts & Pick<Ports, 'newId'>;
/** What became of a form: done, too late or not allowed as things stand, or nothing because it named no act. */
export type Response = { is: 'done' | 'late'; act: string } | { is: 'nothing' };

/** Does once what a form asks for in the name of the link's person. What comes too late leaves one line on the timeline. */
export async function respond(
  ports: Needs,
  link: Link,
  stored: Stored,
  form: Readonly<Record<string, string>>,
): Promise<Response> {
  const read = actIn(form, isPushed(ports.deployed.vocabulary, form));
  if (read === undefined) return { is: 'nothing' };
  if (read === 'incomplete') return { is: 'late', act: form['act'] ?? '' };
  const { act, way } = read;
  const refused = await whyNot(ports, link, stored, act);
  if (refused !== undefined) return late(ports, link, act, refused, way);
  const { incidentId: id, person, hash } = link;
  const press = pressOf(ports, hash, act, form['v']);
  try {
    for (const [n, command] of commandsOf(act, person, way).entries()) await turn(ports, id, `${press}/${n}`, command);
    return { is: 'done', act: act.act };
  } catch (error) {
    if (error instanceof Conflict || error instanceof InvalidInput) return late(ports, link, act, error.message, way);
    throw error;
  }
}

/** The same button of the same page is one press, however often it arrives; without the page's version each is another. */
function pressOf({ newId }: Needs, hash: string, act: Act, version: string | undefined): string {
  const what = version === undefined ? newId() : JSON.stringify([version, act]);
  return `link/${hash}/${createHash('sha256').update(what).digest('base64url')}`;
}

/** Why an act cannot be carried out, where the command itself would not say so. */
async function whyNot(ports: Needs, { person }: Link, { incident }: Stored, act: Act): Promise<string | undefined> {
  const { acknowledged } = incident;
  if (act.act === 'acknowledge' && acknowledged !== undefined && acknowledged.by !== person && !lacks(incident, person))
    return `${acknowledged.by} acknowledged it at ${iso(Date.parse(acknowledged.at))}`;
  if (act.act !== 'answer' && act.act !== 'tick') return undefined;
  const pack = await packOf(ports, incident.playbook);
  const now = ports.now();
  const known = { pack, people: await peopleWithCovers(ports.table, ports.deployed.people, now), now };
  const may =
    act.act === 'answer'
      ? mayDecide(incident, known, person) ||
        approvalsFor(incident, known, person).some(({ id }) => id === act.question)
      : mayDo(incident, known, person, whoDoes(pack.playbook, act.item));
  return may ? undefined : `${person} does not hold the role that this asks for`;
}

async function late(ports: Needs, link: Link, act: Act, because: string, way: Way): Promise<Response> {
  await noteLate(ports, link, act.act, because, way);
  return { is: 'late', act: act.act };
}

/** Whom a task is given to; nobody where the playbook has no such task, which the command itself says. */
const whoDoes = (playbook: Playbook, item: string): string | readonly string[] => {
  const act = workOf(playbook).find((work) => 'task' in work.act && work.act.item === item)?.act;
  return act !== undefined && 'task' in act ? act.task : [];
};

/** One line for each link and act, however often it is pressed. */
export async function noteLate(
  ports: Pick<Ports, 'table' | 'now'>,
  { hash, incidentId, person }: Link,
  act: string,
  because: string,
  way: Way,
): Promise<void> {
  await once(
    ports,
    lineOf(ports, incidentId, `late-${hash.slice(0, 16)}-${act}`, {
      type: 'LinkTooLate',
      by: person,
      act,
      way,
      because: `${act} by ${byWhom({ by: person, way })}, did nothing: ${because}`,
    }),
  );
}
