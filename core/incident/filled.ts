import { own } from '#core/own';
import {
  type Act,
  type Filled,
  isOfIncident,
  LONGEST_VALUE,
  type Parameter,
  type Value,
} from '#core/playbook/mitigation';
import type { Incident } from './state.ts';

/** The parameters of an action with what of them the incident says, as it stands now; `missing` says in words what cannot be filled in. */
export function filledBy(i: Incident, { parameters }: Act): { parameters: Filled } | { missing: string } {
  const filled: [string, Value][] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = valueOf(i, parameter);
    if (value === undefined)
      return {
        missing: `its parameter ${name} is ${isOfIncident(parameter) ? parameter.of : name}, which nobody has stated`,
      };
    if (typeof value === 'string' && isOfIncident(parameter) && value.length > LONGEST_VALUE)
      return { missing: `its parameter ${name} is ${parameter.of}, which has more than ${LONGEST_VALUE} characters` };
    filled.push([name, value]);
  }
  return { parameters: Object.fromEntries(filled) };
}

function valueOf(i: Incident, parameter: Parameter): Value | undefined {
  if (!isOfIncident(parameter)) return parameter;
  switch (parameter.of) {
    case 'id':
      return i.id;
    case 'began':
      return i.beganAt;
    case 'opened':
      return i.openedAt;
    case 'severity':
      return i.severity;
    default:
      return own(i.facts, parameter.of.slice('fact.'.length));
  }
}
