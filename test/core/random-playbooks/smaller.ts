import { isRecord } from '#core/json';
import type { Written } from './playbook.ts';

/** Every place of a value, those that hold most first. */
function* placesOf(value: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  const keys = Array.isArray(value) ? [...value.keys()].reverse() : isRecord(value) ? Object.keys(value) : [];
  for (const key of keys) yield [...path, key];
  for (const key of keys) yield* placesOf((value as Record<string | number, unknown>)[key], [...path, key]);
}

function without(whole: Written, path: readonly (string | number)[]): Written | undefined {
  const copy = structuredClone(whole);
  let at: unknown = copy;
  for (const key of path.slice(0, -1)) at = (at as Record<string | number, unknown> | undefined)?.[key];
  const last = path.at(-1);
  if (last === undefined) return undefined;
  if (Array.isArray(at) && typeof last === 'number' && last < at.length) at.splice(last, 1);
  else if (isRecord(at) && Object.hasOwn(at, last)) delete (at as Record<string, unknown>)[last];
  else return undefined;
  return copy;
}

/** Takes away whatever it fails without, until nothing more can go or half a minute is over. */
export function smaller(written: Written, fails: (one: Written) => boolean): Written {
  const end = performance.now() + 30_000;
  let least = written;
  for (let before = ''; before !== JSON.stringify(least); ) {
    before = JSON.stringify(least);
    const all = [...placesOf(least)].filter((path) => path.length > 1);
    for (const path of all) {
      if (performance.now() > end) return least;
      const one = without(least, path);
      if (one !== undefined && fails(one)) least = one;
    }
  }
  return least;
}
