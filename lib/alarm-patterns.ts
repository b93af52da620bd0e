import { ownAlarms } from './own-alarms.ts';

/** An alarm's name as far as synthesis knows it. */
export interface AlarmName {
  name: string;
  /** The most characters that it may have, where only the deployment knows it. */
  upTo?: number;
  /** How it surely begins, where only the deployment knows the rest. */
  begins?: { prefix: string; upTo: number };
}

/** What an event pattern takes for one name. */
export type Matcher = string | { prefix: string } | { 'anything-but': { prefix: string } };

/** Rules of one deployment at the most: a bus has 300 in all, 100 in some Regions (docs.aws.amazon.com/eventbridge, eb-quota). */
export const mostRules = 5;

/**
 * Characters for the names in one pattern. EventBridge takes 2,048 for all of it (docs.aws.amazon.com/eventbridge, eb-quota); the rest of
 * ours has 151, and what CloudFormation makes of the JSON is not documented to the character.
 */
const room = 1_800;

interface Sized {
  matcher: Matcher;
  size: number;
}
const sized = (matcher: Matcher, unknown = 0): Sized => ({
  matcher,
  size: Buffer.byteLength(JSON.stringify(matcher)) + unknown + 1,
});
const byName = ({ name, upTo }: AlarmName): Sized =>
  upTo === undefined ? sized(name) : { matcher: name, size: upTo + 3 };

/** By name where no prefix covers several; those that only the deployment knows by how they begin. */
function shortened(names: readonly AlarmName[], length: number): Sized[] {
  const groups = new Map<string, AlarmName[]>();
  for (const known of names) {
    const { name, upTo, begins } = known;
    const group = upTo === undefined ? cut(name, length) : (begins?.prefix ?? name);
    groups.set(group, [...(groups.get(group) ?? []), known]);
  }
  return [...groups].map(([prefix, group]) => {
    const [first, ...others] = group;
    if (first?.upTo !== undefined)
      return first.begins === undefined ? byName(first) : { matcher: { prefix }, size: first.begins.upTo + 16 };
    return others.length === 0 && first !== undefined ? byName(first) : sized({ prefix });
  });
}

/** The beginning of a name, without half a character at its end. */
const cut = (name: string, length: number): string => name.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

/** In order, each pattern filled before the next is begun. */
function packed(all: readonly Sized[]): Matcher[][] {
  const patterns: Matcher[][] = [];
  let left = 0;
  for (const { matcher, size } of all) {
    const last = patterns.at(-1);
    if (last !== undefined && size <= left) last.push(matcher);
    else {
      patterns.push([matcher]);
      left = room;
    }
    left -= size;
  }
  return patterns;
}

/**
 * Matchers of alarm names for at most `mostRules` event patterns, which let every given name in. As long as they fit, the patterns list the
 * names and let in nothing else; then they name the longest prefixes that fit, and the receiver of the events decides by the whole name.
 */
export function patternsOf(names: readonly AlarmName[], prefix?: string): Matcher[][] {
  const always = prefix === undefined ? [] : [sized({ prefix })];
  const others = names.filter(
    ({ name, upTo }) => upTo !== undefined || prefix === undefined || !name.startsWith(prefix),
  );
  const listed = packed([...always, ...others.map(byName)]);
  if (listed.length <= mostRules) return listed;
  const longest = Math.max(...others.map(({ name }) => name.length));
  for (let length = longest; length > 0; length -= 1) {
    const patterns = packed([...always, ...shortened(others, length)]);
    if (patterns.length <= mostRules) return patterns;
  }
  return [[{ 'anything-but': { prefix: ownAlarms } }]];
}
