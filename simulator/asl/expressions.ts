import jsonata from 'jsonata';
import { StateFailure } from '#simulator/asl/failure';
import { chanceFunctions, pureFunctions, type Surroundings } from '#simulator/asl/functions';
import { overTheWire } from '#simulator/asl/payload';

export type Bindings = Record<string, unknown>;

interface Compiled {
  /** A mere path such as `$states.input.incidentId`, read without JSONata where that gives the same. */
  path: string[] | undefined;
  /** Such a path compared with a text, as `$verdict = 'wait'`. */
  equals: { path: string[]; text: string } | undefined;
  expression: jsonata.Expression;
  takesChances: boolean;
  tellsTime: boolean;
}

const compiled = new Map<string, Compiled>();
const fromMillis = jsonata('$fromMillis($at, $picture, $zone)');

const ofTheRealWorld: Surroundings = { now: () => new Date(), random: Math.random };

const refused = (text: string, why: string) =>
  new StateFailure('States.QueryEvaluationError', `The JSONata expression '${text}' ${why}`);

const inside = new Map<string, string | undefined>();
/** The expression in `{% … %}`, or undefined for an ordinary string. */
export function expressionIn(text: string): string | undefined {
  // ordinary strings are of no number that could be kept
  if (!text.startsWith('{%')) return undefined;
  if (!inside.has(text)) inside.set(text, /^\{%(.*)%\}$/s.exec(text)?.[1]?.trim());
  return inside.get(text);
}

/** Compiles an expression once; throws when it does not parse. */
export function compile(text: string): Compiled {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (/\$eval\b/.test(text)) throw refused(text, 'uses $eval, which Step Functions does not have.');
  const expression = jsonata(text);
  for (const [name, fn] of Object.entries(pureFunctions)) expression.registerFunction(name, fn);
  const [, path, , equal] = /^\$([A-Za-z_]\w*(\.[A-Za-z_]\w*)*)(?: = '([^'\\]*)')?$/.exec(text) ?? [];
  // `$states` itself is for JSONata, so that what a path gives says what it needs of it
  const steps = path === 'states' ? undefined : path?.split('.');
  const entry: Compiled = {
    path: equal === undefined ? steps : undefined,
    equals: steps === undefined || equal === undefined ? undefined : { path: steps, text: equal },
    expression,
    takesChances: /\$(random|uuid|shuffle)\b/.test(text),
    tellsTime: /\$(now|millis)\b/.test(text),
  };
  compiled.set(text, entry);
  return entry;
}

/** Follows a path through plain objects; undefined where it leaves them (JSONata then decides). */
function follow(path: string[], bindings: Bindings): unknown {
  let value: unknown = bindings;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Bindings)[step];
  }
  return value;
}

/** What an expression gives that needs no JSONata; undefined where JSONata has to decide. */
function straightOf(text: string, bindings: Bindings): unknown {
  const { path, equals } = compile(text);
  if (path !== undefined) return follow(path, bindings);
  if (equals === undefined) return undefined;
  const value = follow(equals.path, bindings);
  return typeof value === 'string' ? value === equals.text : undefined;
}

/** What a template gives that needs no JSONata anywhere, and nothing that the bindings lack; undefined where it needs either. */
export function straight(template: unknown, bindings: Bindings): unknown {
  if (typeof template === 'string') {
    const text = expressionIn(template);
    return text === undefined ? template : straightOf(text, bindings);
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) {
    const items: unknown[] = [];
    for (const item of template) {
      const value = straight(item, bindings);
      if (value === undefined) return undefined;
      items.push(value);
    }
    return items;
  }
  const object: Bindings = {};
  for (const key of Object.keys(template)) {
    const value = straight((template as Bindings)[key], bindings);
    if (value === undefined) return undefined;
    object[key] = value;
  }
  return object;
}

async function compute(text: string, bindings: Bindings, surroundings: Surroundings): Promise<unknown> {
  const { expression, takesChances, tellsTime } = compile(text);
  const at = surroundings.now().getTime();
  const value: unknown = await expression.evaluate(undefined, {
    ...bindings,
    ...(takesChances ? chanceFunctions(surroundings) : {}),
    ...(tellsTime
      ? {
          millis: () => at,
          now: (picture?: string, zone?: string) => fromMillis.evaluate(undefined, { at, picture, zone }),
        }
      : {}),
  });
  if (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value))
  ) {
    throw refused(text, 'returned a function.');
  }
  return typeof value === 'object' ? overTheWire(value) : value;
}

async function one(text: string, bindings: Bindings, surroundings: Surroundings): Promise<unknown> {
  const at = straightOf(text, bindings);
  if (at !== undefined) return at;
  const value = await compute(text, bindings, surroundings).catch((error: unknown) => {
    if (error instanceof StateFailure) throw error;
    const message =
      typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
    throw refused(text, `threw an error during evaluation: ${message}`);
  });
  if (value === undefined) throw refused(text, 'returned nothing (undefined).');
  return value;
}

/** Evaluates every {% … %} in a template as Step Functions does: an undefined result is States.QueryEvaluationError. */
export async function evaluate(
  template: unknown,
  bindings: Bindings,
  surroundings: Surroundings = ofTheRealWorld,
): Promise<unknown> {
  const at = straight(template, bindings);
  return at === undefined ? inTurn(template, bindings, surroundings) : at;
}

async function inTurn(template: unknown, bindings: Bindings, surroundings: Surroundings): Promise<unknown> {
  if (typeof template === 'string') {
    const text = expressionIn(template);
    return text === undefined ? template : one(text, bindings, surroundings);
  }
  if (typeof template !== 'object' || template === null) return template;
  // one after the other, so that chance is drawn in the order of the text
  if (Array.isArray(template)) {
    const items: unknown[] = [];
    for (const item of template) items.push(await inTurn(item, bindings, surroundings));
    return items;
  }
  const object: Bindings = {};
  for (const [key, value] of Object.entries(template)) object[key] = await inTurn(value, bindings, surroundings);
  return object;
}
