import { Conflict, InvalidInput } from '#core/errors';
import { own } from '#core/own';
import { type FactValue, factInWords, factValue, formOfFact } from '#core/playbook/facts';
import type { Playbook } from '#core/playbook/schema';
import type { Incident } from './state.ts';
import type { Turn } from './turn.ts';

/** What an incident keeps of facts: how many, and bytes of them as JSON. */
const MOST = 200;
const MOST_BYTES = 32_000;

/** Facts as their types have them. Throws `InvalidInput` for a fact that the playbook does not know, or a value that it cannot have; `Conflict` for more than an incident keeps. */
export function readFacts(
  { facts: known }: Pick<Playbook, 'facts'>,
  stated: Readonly<Record<string, FactValue>>,
  before: Incident['facts'] = {},
): Record<string, FactValue> {
  const read: Record<string, FactValue> = {};
  for (const [name, value] of Object.entries(stated)) {
    const fact = own(known, name);
    if (fact === undefined) {
      const names = Object.keys(known);
      throw new InvalidInput(
        `facts: ${name} is not one of ${names.length === 0 ? 'the playbook’s, which has none' : names.join(', ')}`,
      );
    }
    const fits = factValue(fact, value);
    if (fits === undefined)
      throw new InvalidInput(`facts.${name}: ${JSON.stringify(value)} is not ${formOfFact(fact)}`);
    read[name] = fits;
  }
  const all = { ...before, ...read };
  const bytes = new TextEncoder().encode(JSON.stringify(all)).length;
  if (Object.keys(all).length > MOST || bytes > MOST_BYTES)
    throw new Conflict(
      `an incident keeps at most ${MOST} facts, in ${MOST_BYTES} bytes: with these it would be ${Object.keys(all).length}, in ${bytes} bytes`,
    );
  return read;
}

/** A person states facts. What they bring about is left to the caller. */
export function stateFacts(t: Turn, facts: Readonly<Record<string, FactValue>>, by: string): void {
  for (const [name, value] of Object.entries(readFacts(t.playbook, facts, t.state.facts))) {
    if (own(t.state.facts, name) === value) continue;
    const fact = own(t.playbook.facts, name);
    t.emit(
      { type: 'FactSet', name, value, by },
      `${fact?.title ?? name}: ${factInWords(fact, value)}, stated by ${by}`,
    );
  }
}
