import type { StorePorts } from '#app/store/stored';
import type { AggregateKind } from './kind.ts';

/** Says that a time has passed to the kind of thing whose clock it was; false where there is no such thing, or no clock for its kind, any more. */
export async function timePassed(
  ports: StorePorts,
  { kind, id, due }: { kind: string; id: string; due: string },
  kinds: readonly AggregateKind[],
): Promise<boolean> {
  const known = kinds.find((each) => each.kind === kind);
  return (await known?.timePassed?.(ports, id, due)) ?? false;
}
