import type { Rule } from '#core/playbook/schema';
import { targetsOf } from '#core/playbook/who';
import { list, rulesOf, valueFor } from '#core/rules/expand';
import { pagedAtOnce } from '../board/at-once.ts';
import { conditionInWords } from '../board/playbook/rule-words.ts';
import { type Known, spanOf, titleOf } from '../board/talk.ts';
import { type Block, bullets, type Chapter, item, table, text, under } from './blocks.ts';
import { all, allOf, placeOf, ruleItem, whole, withinInWords } from './names.ts';
import { targetInWords } from './people.ts';
import { chainInWords } from './unanswered.ts';

type Severity = Known['pack']['playbook']['severities'][number];
/** `Critical`: the last of its names says what it means. */
const meaning = ({ names }: Severity): string => whole(names.at(-1) ?? '');
const pages = (known: Known, { id, pagesNobody }: Severity): string => {
  if (pagesNobody !== undefined) return `nobody; ${titleOf(known, pagesNobody.owner)} is told`;
  const paged = pagedAtOnce(known.pack.playbook, id);
  return paged.length === 0 ? 'nobody' : allOf(known, paged);
};
const roleTaken = (takenBy: 'acknowledger' | 'nobody'): string =>
  takenBy === 'acknowledger' ? 'who acknowledges first' : 'assigned by hand';

/** What fits on a page beside a telephone. */
export function quick(known: Known): Chapter {
  const { playbook } = known.pack;
  const paging = new Set(
    rulesOf(playbook).flatMap(({ do: acts }) =>
      acts.flatMap((act) => ('page' in act ? list(act.page).flatMap((word) => targetsOf(playbook, {}, word)) : [])),
    ),
  );
  const onCall = Object.entries(known.people.targets).filter(
    ([id, { rotation }]) => paging.has(id) && rotation !== undefined,
  );
  return {
    id: 'quick',
    title: 'Quick reference',
    blocks: [
      ...table(
        ['Severity', 'Paged at once', 'Acknowledge within', 'Pages while nobody acknowledges'],
        playbook.severities.map((s) => [
          [{ strong: s.id }, ...(meaning(s) === '' ? [] : [` ${meaning(s)}`])],
          pages(known, s),
          s.targets.respond === undefined ? 'no target' : spanOf(s.targets.respond),
          chainInWords(known, s.id) || 'none',
        ]),
      ),
      ...under(
        'Who is on call',
        bullets(onCall.map(([id, { title }]) => [{ strong: whole(title) }, `: ${targetInWords(known, id)}`])),
      ),
      ...under('Where to declare an incident', [
        text(
          'On the board, with Declare incident, or with ',
          { code: 'tocsin declare' },
          '. It pages the same people as an alarm does. The board also shows who is on call now.',
        ),
        ...(playbook.room === undefined
          ? []
          : [
              text(
                `${playbook.room.if === undefined ? 'Every incident has a room of its own' : `An incident has a room of its own if ${conditionInWords(playbook.room.if, known)}`}, called `,
                { code: playbook.room.name },
                ', where {id} is the id of the incident.',
              ),
            ]),
      ]),
      ...under('Roles', bullets(playbook.roles.map((r) => [{ strong: whole(r.title) }, `: ${roleTaken(r.takenBy)}`]))),
    ],
  };
}

export function severities(known: Known): Chapter {
  const { playbook } = known.pack;
  const { impactMatrix, count, confirm, snapshot } = playbook.triage;
  const check = (id: string): string => whole(playbook.checks[id]?.title ?? id);
  const rated = [
    ...(snapshot.length === 0 ? [] : [`Read at the start and kept with the incident: ${all(snapshot.map(check))}.`]),
    ...(count === undefined
      ? []
      : [
          `Counted as failing, of ${all(count.of.map(check))}: ${count.bands.map((b) => `at least ${b.atLeast}, ${b.severity}`).join('; ')}.`,
        ]),
    ...(confirm === undefined
      ? []
      : [
          `${titleOf(known, confirm.ask)} confirms the severity${confirm.severities === undefined ? '' : ` (${all(confirm.severities)})`}${confirm.again === undefined ? '' : `, and is asked again every ${spanOf(confirm.again)} without an answer`}.`,
        ]),
  ];
  const rules = rulesOf(playbook).filter(({ path }) => path.startsWith('assessment.'));
  return {
    id: 'severities',
    title: 'Severities',
    blocks: [
      text('From the worst to the least.'),
      ...playbook.severities.flatMap((s, n) => severity(known, s, n)),
      ...under('How a severity is found', bullets([...rated, ...rules.map((rule) => ruleItem(known, rule))])),
      ...under(
        'Impact matrix',
        table(
          ['Level', 'Users', 'Functions', 'Revenue', 'Example', 'Severity'],
          impactMatrix.map((m) => [
            ...[m.level, m.users, m.functions, m.revenue, m.example].map(whole),
            m.severity ?? 'not said',
          ]),
        ),
      ),
    ],
  };
}

function severity(known: Known, s: Severity, n: number): Block[] {
  const { respond, resolve } = s.targets;
  const targets = [
    ...(respond === undefined ? [] : [`acknowledge ${withinInWords(respond)}`]),
    ...(resolve === undefined ? [] : [`resolve ${withinInWords(resolve)}`]),
  ];
  const watched = valueFor(known.pack.playbook.watch, s.id);
  return [
    ...under([s.id, ...s.names.map(whole)].join(', '), [
      text(
        `Pages at once: ${pages(known, s)}. Targets: ${targets.length === 0 ? 'none' : targets.join(', ')}.`,
        ...(watched === undefined ? [] : [` Watched for ${spanOf(watched)} after it is resolved.`]),
        ` Customers see it as impact “${s.impact}”. `,
        { code: placeOf(known, `severities.${n}`) || 'playbook.yaml' },
      ),
    ]),
    ...bullets([
      ...(s.criteria.length === 0 ? [] : [item('Criteria', s.criteria.map(whole))]),
      ...(s.examples.length === 0 ? [] : [item('Examples', s.examples.map(whole))]),
    ]),
  ];
}

/** What opens an incident by itself. */
export function watched(known: Known): Chapter {
  const { detection: d, services, bases } = known.pack.playbook;
  const critical = Object.entries(services).filter(([, s]) => s.critical);
  const limit = ({ threshold }: Rule): string => {
    const { above, below, unit = '' } = threshold ?? {};
    return [
      ...(above === undefined ? [] : [`above ${above}${unit}`]),
      ...(below === undefined ? [] : [`below ${below}${unit}`]),
    ].join(', ');
  };
  const rated = (r: Rule): string =>
    [
      r.severity,
      ...r.higher.map(
        (h) =>
          `${h.severity} above ${h.above}${h.fact === undefined ? (r.threshold?.unit ?? '') : ` of ${known.pack.playbook.facts[h.fact]?.title ?? h.fact}`}`,
      ),
      ...(r.severityIfCritical === undefined ? [] : [`${r.severityIfCritical} for a critical service`]),
    ].join('; ');
  const recovery = {
    note: 'When all alarms have recovered, that is noted and nothing else.',
    verify: 'When all alarms have recovered, verification begins.',
    resolve: 'When all alarms have recovered and nobody has acknowledged, it is resolved; else verification begins.',
  }[d.recovery.does];
  return {
    id: 'watched',
    title: 'What is watched',
    blocks: [
      ...table(
        ['What', 'Measured as', 'Threshold', 'For', 'Severity', 'Rule'],
        d.rules.map((r, n) => [
          whole(r.title),
          whole(r.measures ?? ''),
          limit(r),
          r.for === undefined ? '' : spanOf(r.for),
          rated(r),
          [{ code: r.id }, ` ${placeOf(known, `detection.rules.${n}`)}`],
        ]),
      ),
      ...bullets([
        `An alarm that no rule names opens ${d.otherwise.severity}.`,
        d.group === 'service'
          ? 'Alarms of one service join its open incident.'
          : 'Each alarm opens an incident of its own.',
        recovery,
        ...(d.sources.length === 0 ? [] : [`Incidents come from: ${all(d.sources.map(whole))}.`]),
        ...(critical.length === 0 ? [] : [`Critical services: ${all(critical.map(([, s]) => whole(s.title)))}.`]),
      ]),
      ...under(
        'What checks and actions speak to besides the services',
        bullets(Object.entries(bases).map(([id, { title }]) => [whole(title), ' (', { code: id }, ')'])),
      ),
    ],
  };
}
