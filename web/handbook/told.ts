import { list, rulesOf } from '#core/rules/expand';
import { conditionInWords } from '../board/playbook/rule-words.ts';
import { type Known, spanOf } from '../board/talk.ts';
import { bullets, type Chapter, item, type Line, table, text, under } from './blocks.ts';
import { all, allOf, placeInWords, placeOf, ruleItem, spansInWords, whole } from './names.ts';

type Update = Known['pack']['playbook']['updates'][number];

/** By when an update is owed: the first, each next one and the last. */
function owed({ first, every, during, final }: Update): string {
  const within =
    during === undefined
      ? ''
      : `, within ${typeof during === 'string' ? during : all([...new Set(Object.values(during))])} hours`;
  return [
    ...(first === undefined ? [] : [`the first within ${spanOf(first.within)} of the opening`]),
    ...(every === undefined ? [] : [`again every ${everyInWords(every)}${within}`]),
    ...(final === undefined ? [] : [`a final one within ${spanOf(final.within)} of the resolution`]),
  ].join('; ');
}
const everyInWords = (every: NonNullable<Update['every']>): string =>
  typeof every === 'string'
    ? spanOf(every)
    : Object.entries(every)
        .map(([of, by]) => (typeof by === 'string' ? `${spanOf(by)} (${of})` : `${spansInWords(by)} while ${of}`))
        .join(', ');

/** Who is told what: places, the updates that people write, and what goes out by itself. */
export function told(known: Known): Chapter {
  const { playbook } = known.pack;
  const { room } = playbook;
  const places = Object.keys(playbook.places).map((id): Line => [placeInWords(known, id)]);
  const rules = rulesOf(playbook).filter(({ path }) => path.startsWith('communication.'));
  return {
    id: 'told',
    title: 'Who is told what',
    blocks: [
      ...under('Places where messages go', bullets(places)),
      ...(playbook.fallback === undefined
        ? []
        : [
            text(
              `What is for a role that nobody holds, or for a target that means nobody, goes to ${playbook.fallback}.`,
            ),
          ]),
      ...(room === undefined
        ? []
        : under('The room of an incident', [
            text(
              `It is opened at ${placeInWords(known, room.place)}${room.if === undefined ? '' : `, if ${conditionInWords(room.if, known)}`}${room.invite.length === 0 ? '' : `; ${allOf(known, room.invite)} are invited`}. ${whole(room.purpose)}.`,
            ),
          ])),
      ...under('Updates that people write', [
        ...table(
          ['For', 'Where', 'Who writes', 'When it is owed', 'While', 'Place'],
          playbook.updates.map((u, n) => [
            whole(u.title),
            all(list(u.to)),
            list(u.writer).length === 0
              ? 'nobody in particular: see where it goes for a role that nobody holds'
              : `the first that is held of ${allOf(known, u.writer)}`,
            owed(u),
            u.if === undefined ? 'always' : conditionInWords(u.if, known),
            placeOf(known, `updates.${n}`),
          ]),
        ),
        ...bullets(
          playbook.updates.flatMap((u) => [
            ...(u.fields.length === 0
              ? []
              : [item(`An update for ${whole(u.title)} says`, u.fields.map(fieldInWords))]),
            ...(u.final === undefined || u.final.fields.length === 0
              ? []
              : [item(`The final one for ${whole(u.title)} says`, u.final.fields.map(fieldInWords))]),
          ]),
        ),
      ]),
      ...under('What is told by itself', bullets(rules.map((rule) => ruleItem(known, rule)))),
    ],
  };
}

const fieldInWords = ({ title, optional }: Update['fields'][number]): string =>
  `${whole(title)}${optional ? ' (may be left out)' : ''}`;
