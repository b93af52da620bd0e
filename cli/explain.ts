import { isMoment } from '#core/time/when';
import { type Output, say } from './words.ts';

/** Prints the rules of a playbook as the engine runs them, each with the place at which it is written. */
export async function explain(path: string, options: Output): Promise<void> {
  const { playbookAt } = await import('./playbook.ts');
  const { CHAPTERS, rulesOf } = await import('#core/rules/expand');
  const { own } = await import('#core/own');
  const { stringify } = await import('yaml');
  const { playbook, places } = playbookAt(path).pack;
  const rules = rulesOf(playbook).map(({ path: at, id, if: condition, on, since, after, before, late, ...rest }) => ({
    chapter: CHAPTERS.find((chapter) => at.startsWith(`${chapter}.`)),
    place: own(places, at),
    id,
    if: condition,
    // at an event there is no clock, and none before planned work
    ...(before === undefined
      ? on === undefined
        ? { since, ...(isAt(after) ? { at: after } : { after }) }
        : { on }
      : { before }),
    ...rest,
    ...(late ? { goesOn: 'after the end' } : {}),
  }));
  say(options, { playbook: playbook.name, rules }, () =>
    CHAPTERS.flatMap((chapter) => [
      `${chapter}:`,
      ...rules
        .filter((rule) => rule.chapter === chapter)
        .map(({ chapter: _chapter, place, id, ...rule }) => {
          const said = stringify([{ id, ...rule }], { lineWidth: 110, flowCollectionPadding: true });
          return [`# ${place}`, said.trimEnd()].map((text) => text.replaceAll(/^/gm, '  ')).join('\n');
        }),
    ]).join('\n'),
  );
}

/** Whether all of it are names of moments. */
const isAt = (after: string | Readonly<Record<string, string>>): boolean =>
  (typeof after === 'string' ? [after] : Object.values(after)).every(isMoment);
