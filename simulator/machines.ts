import { readFileSync } from 'node:fs';
import { type MachineName, machines, placeholderOf } from '#core/machines';
import { type Definition, substitute } from './asl/definition.ts';

/** The ARNs that machines, executions and tasks have in the simulator. */
export const arnOf = (machine: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;
export const executionArn = (machine: string, name: string): string =>
  `arn:aws:states:us-east-1:000000000000:execution:${machine}:${name}`;
export const functionArn = (task: string): string => `arn:aws:lambda:us-east-1:000000000000:function:${task}`;
export const taskOf = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

const definitions = new Map<string, Definition>();
/** A machine of statemachines/ with its placeholders bound, as a deployment binds them. */
export function definitionOf(machine: MachineName): Definition {
  const known = definitions.get(machine);
  if (known !== undefined) return known;
  const text = readFileSync(new URL(`../statemachines/${machine}.asl.json`, import.meta.url), 'utf8');
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  const bound = Object.fromEntries(
    names.map((name) => {
      const child = machines.find((m) => placeholderOf(m) === name);
      return [name, child === undefined ? functionArn(name.slice(0, -'Arn'.length)) : arnOf(child)];
    }),
  );
  const definition = substitute(text, bound);
  definitions.set(machine, definition);
  return definition;
}
