import * as z from 'zod';
import type { Act } from '#core/playbook/mitigation';
import type { ActionRequest, Deployed } from './ports.ts';

/** What a step's task answers: a word, and the number of the visit. */
export const StepOutput = z.object({ verdict: z.string(), visit: z.number() });

/** The part of an action's key that names it within the incident. */
export const stepId = (key: string): string => key.split('.').slice(1).join('.');

/** An action as its port takes it, or what is missing. */
export function requestOfAct(
  act: Act,
  { bases, functions }: Pick<Deployed, 'bases' | 'functions'>,
  incidentId: string,
): ActionRequest | string {
  if (act.kind === 'lambda') {
    const functionName = Object.hasOwn(functions, act.function) ? functions[act.function] : undefined;
    if (functionName === undefined) return `no function is deployed as ${act.function}`;
    return { kind: 'lambda', functionName, parameters: act.parameters, incidentId };
  }
  const base = bases[act.base];
  if (base === undefined || base === null) return `no address is deployed for ${act.base}`;
  return { kind: 'http', url: `${base.replace(/\/$/, '')}${act.path}`, parameters: act.parameters, incidentId };
}
