import type { Ports } from '#app/ports';

/** A worker died at one of its calls; nothing that it does afterwards has any effect. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** Ports by which a worker acts on the world: what it says to its own log is nobody's business. */
const acting = [
  'table',
  'queues',
  'schedules',
  'executions',
  'tokens',
  'channels',
  'checks',
  'actions',
  'secrets',
] as const;

/** The ports of a worker that dies at the call for which `fate` says so: before it has any effect, or after it, without an answer. What it had begun elsewhere goes on without it. */
export function mortal(ports: Ports, fate: (call: string) => 'before' | 'after' | undefined): Ports {
  const worker = { dead: false };
  const guarded = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value === 'object' && value !== null) return guarded(value);
        // the address of an execution is made up without a call
        if (typeof value !== 'function' || name === 'link') return value;
        return async (...given: unknown[]): Promise<unknown> => {
          if (worker.dead) throw new Killed('dead already');
          const dies = fate(String(name));
          if (dies === 'before') worker.dead = true;
          if (dies === 'before') throw new Killed(`died before ${String(name)}`);
          const answer: unknown = await (value as (...all: unknown[]) => unknown).apply(target, given);
          if (dies === 'after') worker.dead = true;
          if (worker.dead) throw new Killed(`died after ${String(name)}`);
          return answer;
        };
      },
    });
  const all = Object.fromEntries(
    acting.filter((name) => name in ports).map((name) => [name, guarded(ports[name] as object)]),
  );
  return { ...ports, ...all };
}
