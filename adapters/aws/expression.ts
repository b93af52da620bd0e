import type { Condition, Test } from '#app/ports';
import type { Json } from '#core/json';

/** The parts of a DynamoDB request that carry expressions; absent where the request has none. */
export interface Placeholders {
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, Json>;
}

/** Collects the names and values of one request, so that reserved words and repeated names need no thought. */
export function placeholders() {
  const names = new Map<string, string>();
  const values: Record<string, Json> = {};
  const name = (attribute: string) => {
    const known = names.get(attribute) ?? `#n${names.size}`;
    names.set(attribute, known);
    return known;
  };
  const value = (of: Json) => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = of;
    return placeholder;
  };

  const one = (attribute: string, test: Test): string => {
    const of = name(attribute);
    if ('absent' in test) return `attribute_not_exists(${of})`;
    if ('present' in test) return `attribute_exists(${of})`;
    if ('below' in test) return `${of} < ${value(test.below)}`;
    if ('eq' in test) return `${of} = ${value(test.eq)}`;
    return `(attribute_not_exists(${of}) OR ${of} <> ${value(test.ne)})`;
  };
  const all = (tests: Record<string, Test>): string => {
    const parts = Object.entries(tests).map(([attribute, test]) => one(attribute, test));
    // An empty condition would let every write pass: a slip of the caller, never a wish.
    if (parts.length === 0) throw new TypeError('a condition needs a test');
    return parts.join(' AND ');
  };

  return {
    name,
    value,
    /** The condition as an expression; throws `TypeError` when it tests nothing. */
    condition(when: Condition): string {
      if (!Array.isArray(when)) return all(when);
      if (when.length === 0) throw new TypeError('a condition needs a test');
      return when.map((tests) => `(${all(tests)})`).join(' OR ');
    },
    done(): Placeholders {
      return {
        ...(names.size > 0 && { ExpressionAttributeNames: Object.fromEntries([...names].map(([of, as]) => [as, of])) }),
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
      };
    },
  };
}
