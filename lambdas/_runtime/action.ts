import * as z from 'zod';
import type { Act } from '#core/playbook/mitigation';
import type { ActionRequest, Deployed, Ports } from '#core/ports';

/** What a step's task answers: a word, when to look again, and the number of the visit. */
export const StepOutput = z.object({ verdict: z.string(), until: z.string(), visit: z.number() });

/**
 * When a running step is looked at next: after a second of the world, then when it has run half as long again, and on each full minute
 * since its start; each look costs three state transitions.
 */
export function paceFrom({ wallClock }: Pick<Ports, 'wallClock'>, startedAt?: string): string {
  const now = wallClock().getTime();
  const ran = startedAt === undefined ? 0 : Math.max(0, now - Date.parse(startedAt));
  const minute = 60_000 - (ran % 60_000);
  const wait = Math.min(minute, Math.max(1000, ran / 2));
  return `${new Date(Math.ceil((now + wait) / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

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
