import { layersOf } from '#core/on-call/layers';
import { own } from '#core/own';
import { formOfFact } from '#core/playbook/facts';
import { momentInWords, weekdays } from '../board/playbook/rule-words.ts';
import { type Known, nameOf, spanOf, titleOf } from '../board/talk.ts';
import { bullets, type Chapter, item, table, text, under } from './blocks.ts';
import { all, whole } from './names.ts';

const hoursOf = ({ from, to }: { from: string; to: string }): string => `from ${from} to ${to}`;

/** Whom a rotation means, layer by layer. */
function rotationInWords(known: Known, id: string): string {
  const rotation = own(known.people.rotations, id);
  if (rotation === undefined) return `nobody: there is no rotation ${id}`;
  return layersOf(rotation)
    .map((layer) => {
      const members = layer.members.map((member) => {
        if (typeof member === 'string') return nameOf(known, member);
        const { person, from, until } = member;
        return `${nameOf(known, person)}${from === undefined ? '' : ` from ${from}`}${until === undefined ? '' : ` until ${until}`}`;
      });
      const { shift, handover, hours, zone } = layer;
      const when = [
        ...(layer.days === undefined ? [] : [`on ${all(layer.days.map((day) => weekdays[day]))}`]),
        ...(hours === undefined ? [] : [hoursOf(hours)]),
      ].join(' ');
      const on = handover.day === undefined ? '' : `${weekdays[handover.day]} at `;
      const turns =
        members.length === 1
          ? `${members[0]}`
          : `${all(members)} in turn, ${spanOf(shift)} each, handed over ${on === '' ? 'at ' : `on ${on}`}${handover.time} (${zone ?? rotation.zone ?? 'UTC'})`;
      return `${turns}${when === '' ? '' : `, ${when}`}`;
    })
    .join('; over that, while it is open: ');
}

/** Whom a target means: a person, several, or those who take turns. Never how they are reached. */
export function targetInWords(known: Known, id: string): string {
  const target = own(known.people.targets, id);
  if (target?.rotation !== undefined) return rotationInWords(known, target.rotation);
  if (target?.person !== undefined) return nameOf(known, target.person);
  const names = all((target?.people ?? []).map((person) => nameOf(known, person)));
  return target?.acknowledge === 'each' ? `${names}; each of them must acknowledge` : names;
}

/** The words of the playbook for people, calendars and times; addresses and numbers stay in people.yaml. */
export function people(known: Known): Chapter {
  const { playbook } = known.pack;
  const { targets, external } = known.people;
  const calendars = Object.entries(playbook.calendars).map(([id, c]) => [whole(id), calendarInWords(c)]);
  const moments = Object.keys(playbook.moments).map((id) => [whole(id), momentInWords(id, known, 'later')]);
  const facts = Object.entries(playbook.facts).map(([id, fact]) => [
    whole(id),
    whole(fact.title),
    whole(formOfFact(fact)),
  ]);
  const teams = Object.entries(playbook.teams).map(([id, { title, oncall }]) => [
    whole(title),
    oncall === undefined ? 'nobody' : titleOf(known, oncall),
    all(Object.values(playbook.services).flatMap(({ team, title: name }) => (team === id ? [whole(name)] : []))),
  ]);
  return {
    id: 'people',
    title: 'People and words',
    blocks: [
      text(
        'Addresses and telephone numbers stand in people.yaml alone, so that this may be printed and passed on. Who is on call now, the board shows.',
      ),
      ...table(
        ['Word', 'Whom it means', 'What is expected'],
        Object.entries(targets).map(([id, { title, duties }]) => [
          [{ strong: whole(title) }, ' ', { code: id }],
          targetInWords(known, id),
          duties.map(whole).join('; '),
        ]),
      ),
      ...under('Teams', table(['Team', 'On call', 'Services'], teams)),
      ...under(
        'Roles in an incident',
        bullets(
          playbook.roles.map((r) =>
            item(
              [
                { strong: whole(r.title) },
                r.takenBy === 'acknowledger' ? ': taken by who acknowledges first' : ': assigned by hand',
                ...apartFrom(playbook.roles, r.id),
                ...(r.skills.length === 0 ? [] : [`. Skills: ${r.skills.map(whole).join('; ')}`]),
              ],
              r.duties.map(whole),
            ),
          ),
        ),
      ),
      ...under('Outside, for people to call', bullets(Object.values(external).map(({ title }) => whole(title)))),
      ...under('Principles', bullets(playbook.principles.map(whole))),
      ...under('Facts that people state', table(['Name', 'What it is', 'What it may be'], facts)),
      ...under('Times by name', table(['Name', 'When'], moments)),
      ...under('Calendars', table(['Name', 'Open'], calendars)),
      text(`Times of day without another zone are those of ${playbook.zone}.`),
    ],
  };
}

type Role = Known['pack']['playbook']['roles'][number];
/** Roles that one person never has together with this one, whichever of the two says so. */
function apartFrom(roles: readonly Role[], id: string): string[] {
  const others = roles.filter((one) => one.id !== id && (one.apart.includes(id) || isApart(roles, id, one.id)));
  return others.length === 0 ? [] : [`. Never the same person as ${all(others.map(({ title }) => whole(title)))}`];
}
const isApart = (roles: readonly Role[], id: string, other: string): boolean =>
  roles.some((one) => one.id === id && one.apart.includes(other));

type Calendar = Known['pack']['playbook']['calendars'][string];
/** `on Monday and Friday from 09:00 to 17:00 (UTC), but not on 2026-12-25`. */
function calendarInWords({ days, from, to, holidays, zone }: Calendar): string {
  const closed = holidays.length === 0 ? '' : `, but not on ${all(holidays)}`;
  return `on ${all(days.map((day) => weekdays[day]))} ${hoursOf({ from, to })}${zone === undefined ? '' : ` (${zone})`}${closed}`;
}
