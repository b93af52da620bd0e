import { own } from '#core/own';
import { END, titleOf as titleOfStep } from '#core/playbook/runbook';
import { rulesOf, workOf } from '#core/rules/expand';
import { isAtOnce } from '#core/time/when';
import { conditionInWords, rangeInWords } from '../board/playbook/rule-words.ts';
import { stepInWords } from '../board/playbook/runbook.ts';
import { type Known, spanOf, titleOf } from '../board/talk.ts';
import { type Block, bullets, type Chapter, heading, item, type Line, numbered, table, text, under } from './blocks.ts';
import { all, allOf, placeOf, ruleItem, ruleName, whole } from './names.ts';

type Criterion = Known['pack']['playbook']['verification']['pass'][number];
const checkTitle = ({ pack }: Known, id: string): string => whole(own(pack.playbook.checks, id)?.title ?? id);
const criterion = (known: Known, c: Criterion): Line => [
  c.check === undefined
    ? `${rangeInWords(c)} of these are healthy: ${all((c.of ?? []).map((id) => checkTitle(known, id)))}`
    : `${checkTitle(known, c.check)} is ${rangeInWords(c)}${unitOf(known, c.check)}`,
  ' (',
  { code: c.id },
  ')',
];
const unitOf = ({ pack }: Known, id: string): string => {
  const unit = own(pack.playbook.checks, id)?.unit;
  return unit === undefined ? '' : ` ${unit}`;
};

/** Where a run goes on: at a step, or nowhere. */
const goesTo = (step: string): string => (step === END ? 'the run ends as done' : `it goes on at ${step}`);

function runbook(known: Known, id: string, book: Known['pack']['runbooks'][string]): Block[] {
  return [
    heading(`Runbook: ${whole(book.title)}`),
    text(
      { code: `runbooks/${id}.yaml` },
      ...(book.when.length === 0 ? [] : [` When: ${book.when.map(whole).join('; ')}.`]),
    ),
    ...numbered(
      book.steps.map((step) =>
        item(
          [{ strong: whole(titleOfStep(step)) }, ...(step.title === undefined ? [] : [' (', { code: step.id }, ')'])],
          [
            ...(step.if === undefined ? [] : [`Only if ${conditionInWords(step.if, known)}.`]),
            // a choice says of each of its options where it leads
            'options' in step
              ? `${titleOf(known, step.choice)} chooses: ${whole(step.text)}`
              : stepInWords(known, step),
            ...('goto' in step && step.goto !== undefined ? [`Then ${goesTo(step.goto)}.`] : []),
            ...('options' in step
              ? Object.entries(step.options).map(
                  ([name, { title, goto: to }]) =>
                    `“${whole(title ?? name)}”: ${to === undefined ? 'the run fails, and what was done is undone' : goesTo(to)}.`,
                )
              : []),
          ],
        ),
      ),
    ),
    ...(book.pass === undefined
      ? []
      : [text('It has worked when:'), ...bullets(book.pass.map((c) => criterion(known, c)))]),
    ...(book.escalateWhen.length === 0 ? [] : [text('Escalate when:'), ...bullets(book.escalateWhen.map(whole))]),
  ];
}

/** How it is mended: who chooses, of what, and each runbook step by step. */
export function mended(known: Known): Chapter {
  const { pack } = known;
  const { evidence, choice } = pack.playbook;
  const rules = rulesOf(pack.playbook).filter(({ path }) => path.startsWith('mitigation.'));
  return {
    id: 'mended',
    title: 'How it is mended',
    blocks: [
      ...(evidence.length === 0
        ? []
        : [
            text(
              `Before anything is changed, these are read and kept: ${all(evidence.map((id) => checkTitle(known, id)))}.`,
            ),
          ]),
      text(
        `${titleOf(known, choice.ask)} is asked: “${whole(choice.text)}”${choice.again === undefined ? '' : ` The question is put again every ${spanOf(choice.again)} without an answer.`} Silence never chooses.`,
      ),
      ...table(
        ['Option', 'What it runs', 'Offered for', 'Place'],
        choice.options.map((o, n) => [
          whole(o.title),
          o.runbook === undefined
            ? 'nothing: whoever chooses it has mended it'
            : whole(own(pack.runbooks, o.runbook)?.title ?? o.runbook),
          o.rules === undefined ? 'every incident' : `incidents of ${all(o.rules)}, and those of no rule`,
          placeOf(known, `choice.options.${n}`),
        ]),
      ),
      ...under('What rules do meanwhile', bullets(rules.map((rule) => ruleItem(known, rule)))),
      ...Object.entries(pack.runbooks).flatMap(([id, book]) => runbook(known, id, book)),
    ],
  };
}

/** When it counts as mended, how long it is watched, and what must be done before it ends. */
export function verified(known: Known): Chapter {
  const { playbook } = known.pack;
  const { verification: v, watch } = playbook;
  const held = workOf(playbook).flatMap(({ rule, act }) =>
    'task' in act && act.blocks !== undefined ? [{ rule, act, before: act.blocks }] : [],
  );
  const blocking = new Set(held.map(({ rule }) => rule.id));
  const rules = rulesOf(playbook).filter(({ id, path }) => path.startsWith('closure.') && !blocking.has(id));
  return {
    id: 'verified',
    title: 'When it counts as mended',
    blocks: [
      ...(v.pass.length === 0
        ? [text('It is resolved when a person says that it is mended, or all its alarms have recovered.')]
        : [
            text(
              `A fix counts when${isAtOnce(v.settle) ? '' : `, ${spanOf(v.settle)} after it,`} all of this holds. A reading that is missing never passes.`,
            ),
            ...bullets(v.pass.map((c) => criterion(known, c))),
          ]),
      ...(v.stability === undefined
        ? []
        : [
            text(
              `Then it must hold ${v.stability.passes} times in a row, measured every ${spanOf(v.stability.interval)} within ${spanOf(v.stability.total)}${v.stability.restarts === 0 ? '' : `, begun again by itself ${v.stability.restarts === 1 ? 'once' : `${v.stability.restarts} times`}`}. Where it does not, ${titleOf(known, v.exhausted.ask)} is asked.`,
            ),
          ]),
      ...under(
        'Watched after it is resolved',
        table(
          ['Severity', 'For'],
          Object.entries(watch).map(([severity, time]) => [severity, spanOf(time)]),
        ),
      ),
      ...under(
        'What must be done before it ends',
        table(
          ['What', 'Who', 'Not before it is done', 'If', 'Rule'],
          held.map(({ rule, act, before }) => [
            whole(act.text),
            allOf(known, act.task),
            `is it ${before}`,
            rule.if === undefined ? 'always' : conditionInWords(rule.if, known),
            ruleName(known, rule),
          ]),
        ),
      ),
      ...under('What else happens at the end', bullets(rules.map((rule) => ruleItem(known, rule)))),
    ],
  };
}
