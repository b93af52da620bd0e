import type { Definition, Flow, State, StateType } from '#simulator/asl/definition';
import { compile, expressionIn } from '#simulator/asl/expressions';
import { Refusal } from '#simulator/asl/failure';
import { resources } from '#simulator/asl/resources';

const onward = ['Next', 'End', 'Assign', 'Output'];
const fields: Record<StateType, string[]> = {
  Task: ['Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', 'Retry', 'Catch', ...onward],
  Choice: ['Choices', 'Default', 'Assign', 'Output'],
  Wait: ['Seconds', 'Timestamp', ...onward],
  Pass: onward,
  Parallel: ['Branches', 'Arguments', 'Retry', 'Catch', ...onward],
  Map: ['Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', 'Retry', 'Catch', ...onward],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};

/** Definitions without a fault: each world is made of the same. */
const faultless = new WeakMap<Definition, Flow>();

/** Checks a definition as far as the service does when it is created, so that a fault shows before the first run. */
export function checked(name: string, definition: Definition): Flow {
  const known = faultless.get(definition) ?? check(name, definition);
  faultless.set(definition, known);
  return known;
}

function check(name: string, definition: Definition): Flow {
  const fault = (text: string) => new Refusal('InvalidDefinition', `${name}: ${text}`);
  if (definition.QueryLanguage !== 'JSONata') throw fault('only QueryLanguage JSONata at the top is supported');
  const seen = new Set<string>();

  function expressions(value: unknown, where: string): void {
    if (typeof value === 'string') {
      const text = expressionIn(value);
      if (text === undefined) {
        if (/^\s*\{%|%\}\s*$/.test(value)) throw fault(`${where} is no whole {% … %}: ${value}`);
        return;
      }
      try {
        compile(text);
      } catch (error) {
        throw fault(`${where}: ${(error as { message: string }).message}`);
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        // states inside a state are checked as states
        if (key !== 'States' && key !== 'Comment') expressions(inner, `${where}.${key}`);
      }
    }
  }

  function state(id: string, { States }: Flow, outer: ReadonlySet<string>): void {
    const it = States[id] as State;
    const known = fields[it.Type] as string[] | undefined;
    if (known === undefined) throw fault(`${id} has an unknown Type ${String(it.Type)}`);
    if (seen.has(id)) throw fault(`two states are called ${id}`);
    seen.add(id);
    const stray = Object.keys(it).find((field) => !['Type', 'Comment', 'QueryLanguage', ...known].includes(field));
    if (stray !== undefined) throw fault(`${id} is a ${it.Type} and has no field ${stray} in JSONata`);
    if (known.includes('Next') && (it.Next === undefined) === (it.End !== true))
      throw fault(`${id} needs either Next or End`);
    for (const next of [
      it.Next,
      it.Default,
      ...(it.Choices ?? []).map((r) => r.Next),
      ...(it.Catch ?? []).map((c) => c.Next),
    ]) {
      if (next !== undefined && States[next] === undefined) throw fault(`${id} leads to ${next}, which is not there`);
    }
    if (it.Type === 'Task' && resources[it.Resource ?? ''] === undefined)
      throw fault(`${id}: ${it.Resource} is not supported`);
    if (it.Type === 'Wait' && (it.Seconds === undefined) === (it.Timestamp === undefined)) {
      throw fault(`${id} needs either Seconds or Timestamp`);
    }
    if (it.Type === 'Choice' && !it.Choices?.length) throw fault(`${id} has no Choices`);
    if (it.Type === 'Parallel' && it.Branches === undefined) throw fault(`${id} has no Branches`);
    if (it.Type === 'Map') {
      if (it.ItemProcessor === undefined) throw fault(`${id} has no ItemProcessor`);
      if ((it.ItemProcessor.ProcessorConfig?.Mode ?? 'INLINE') !== 'INLINE')
        throw fault(`${id}: only an inline Map is supported`);
    }
    expressions(it, id);
    for (const inner of [...(it.Branches ?? []), ...(it.ItemProcessor === undefined ? [] : [it.ItemProcessor])])
      flow(inner, id, outer);
  }

  function flow(it: Flow, where: string, outer: ReadonlySet<string>): void {
    if (it.States?.[it.StartAt] === undefined) throw fault(`${where} starts at ${it.StartAt}, which is not there`);
    const assigned = new Set(outer);
    for (const [id, { Assign, Choices, Catch }] of Object.entries(it.States)) {
      for (const variable of [
        Assign,
        ...(Choices ?? []).map((r) => r.Assign),
        ...(Catch ?? []).map((c) => c.Assign),
      ].flatMap((a) => Object.keys(a ?? {}))) {
        if (outer.has(variable)) throw fault(`${id} assigns ${variable}, which belongs to an outer scope`);
        if (variable === 'states') throw fault(`${id} assigns states, which is reserved`);
        assigned.add(variable);
      }
    }
    for (const id of Object.keys(it.States)) state(id, it, assigned);
  }

  const whole = { StartAt: definition.StartAt, States: definition.States as Record<string, State> };
  flow(whole, name, new Set());
  return whole;
}
