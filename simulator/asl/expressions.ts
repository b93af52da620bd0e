import jsonata from 'jsonata';
import { StateFailure } from '#simulator/asl/failure';
import { chanceFunctions, pureFunctions, type Surroundings } from '#simulator/asl/functions';
import { overTheWire } from '#simulator/asl/payload';

export type Bindings = Record<string, unknown>;

interface Compiled {
  /** A mere path such as `$states.input.incidentId`, read without JSONata where that gives the same. */
  path: string[] | undefined;
  expression: jsonata.Expression;
  takesChances: boolean;
  tellsTime: boolean;
}

const compiled = new Map<string, Compiled>();
const fromMillis = jsonata('$fromMillis($at, $picture, $zone)');

const ofTheRealWorld: Surroundings = { now: () => new Date(), random: Math.random };

const refused = (text: string, why: string) =>
  new StateFailure('States.QueryEvaluationError', `The JSONata expression '${text}' ${why}`);

/** The expression in `{% … %}`, or undefined for an ordinary string. */
export function expressionIn(text: string): string | undefined {
  return /^\{%(.*)%\}$/s.exec(text)?.[1]?.trim();
}

/** Compiles an expression once; throws when it does not parse. */
export function compile(text: string): Compiled {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  if (/\$eval\b/.test(text)) throw refused(text, 'uses $eval, which Step Functions does not have.');
  const expression = jsonata(text);
  for (const [name, fn] of Object.entries(pureFunctions)) expression.registerFunction(name, fn);
  const entry: Compiled = {
    path: /^\$[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(text) ? text.slice(1).split('.') : undefined,
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

async function compute(text: string, bindings: Bindings, surroundings: Surroundings): Promise<unknown> {
  const { path, expression, takesChances, tellsTime } = compile(text);
  const straight = path === undefined ? undefined : follow(path, bindings);
  if (straight !== undefined) return straight;
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
  if (typeof template === 'string') {
    const text = expressionIn(template);
    return text === undefined ? template : one(text, bindings, surroundings);
  }
  if (typeof template !== 'object' || template === null) return template;
  // one after the other, so that chance is drawn in the order of the text
  if (Array.isArray(template)) {
    const items: unknown[] = [];
    for (const item of template) items.push(await evaluate(item, bindings, surroundings));
    return items;
  }
  const object: Bindings = {};
  for (const [key, value] of Object.entries(template)) object[key] = await evaluate(value, bindings, surroundings);
  return object;
}
