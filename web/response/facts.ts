import { mayDo } from '#core/incident/may';
import { formsOf } from '#core/incident/work';
import { cut, oneLine } from '#core/message/plain-text';
import { own } from '#core/own';
import { factInWords } from '#core/playbook/facts';
import { inputFor } from '../fact-value.ts';
import { firstOf } from './space.ts';
import type { FactAsked, Given, ResponseView, Shown } from './types.ts';

/** What a person is asked to find out, the earliest limit of it, and the other facts of the playbook. */
export function factsOf(given: Given, at: (iso: string) => Shown): ResponseView['facts'] {
  const { incident: i, pack, person, space } = given;
  const { facts } = pack.playbook;
  const forms = formsOf(i, pack.playbook).filter(
    ({ ask, missing }) => missing.length > 0 && mayDo(i, given, person, ask.ask),
  );
  const missing = [...new Set(forms.flatMap((form) => form.missing))];
  const due = forms.flatMap((form) => form.due ?? []).sort((a, b) => Date.parse(a) - Date.parse(b))[0];
  const short = (text: string, longest: number): string => cut(oneLine(text), Math.min(longest, space.longest));
  const ask = (name: string): FactAsked[] => {
    const fact = own(facts, name);
    if (fact === undefined) return [];
    const value = own(i.facts, name);
    const input = inputFor(fact);
    const options = input.is === 'choice' ? firstOf(input.options, Math.max(4, 2 * space.most)) : undefined;
    const unit = fact.unit === undefined ? '' : ` (${fact.unit})`;
    return [
      {
        name,
        title: short(`${fact.title}${unit}`, 140),
        input: options === undefined ? input : { is: 'choice', options: options.shown },
        moreOptions: options?.more ?? 0,
        now: value === undefined ? undefined : short(factInWords(fact, value), 60),
      },
    ];
  };
  const others = i.life === 'open' ? Object.keys(facts).filter((name) => !missing.includes(name)) : [];
  return {
    asked: firstOf(missing.flatMap(ask), space.most),
    due: due === undefined ? undefined : at(due),
    others: firstOf(others.flatMap(ask), Math.floor(space.most / 2)),
  };
}
