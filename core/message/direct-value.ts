import {
  type Context,
  type Filter,
  isTruthy,
  type Token,
  TypeGuards,
  toValue,
  toValueSync,
  type Value,
} from 'liquidjs';

export type Read = (context: Context) => unknown;
type Operator = (context: Context, left: unknown, right: unknown) => unknown;

/** Reads a value with its filters as liquidjs does; undefined for what only its generators can read. */
export function readerOf({ initial, filters }: Value): Read | undefined {
  const read = expression(initial.postfix);
  const steps = whole(filters.map(filtered));
  if (read === undefined || steps === undefined) return undefined;
  if (steps.length === 0) return read;
  return (context) => {
    let value = read(context);
    for (const step of steps) value = step(context, value);
    return value;
  };
}

/** All of them, or none. */
function whole<T>(all: readonly (T | undefined)[]): T[] | undefined {
  const found = all.filter((one) => one !== undefined);
  return found.length < all.length ? undefined : found;
}

/** Operands, and operators behind the operands that they take. */
function expression(postfix: readonly Token[]): Read | undefined {
  const stack: Read[] = [];
  for (const token of postfix) {
    const read = TypeGuards.isOperatorToken(token)
      ? operation(token.operator, stack.pop(), stack.pop())
      : operand(token);
    if (read === undefined) return undefined;
    stack.push(read);
  }
  return stack[0];
}

function operation(name: string, right: Read | undefined, left: Read | undefined): Read | undefined {
  if (left === undefined || right === undefined) return undefined;
  const operator = operators[name];
  return operator && ((context) => operator(context, left(context), right(context)));
}

const isPlain = (value: unknown): boolean => typeof value !== 'object' && typeof value !== 'function';
type Scalar = string | number;
/** An operator as it is between texts, numbers and nothing; what else there is, liquidjs compares. */
const comparing =
  (name: string, compare: (left: Scalar, right: Scalar) => boolean): Operator =>
  (context, left, right) =>
    isPlain(left) && isPlain(right)
      ? compare(left as Scalar, right as Scalar)
      : toValueSync(context.opts.operators[name]?.(left, right, context));
export const equals = comparing('==', (left, right) => left === right);
const operators: Readonly<Record<string, Operator>> = {
  '==': equals,
  '!=': comparing('!=', (left, right) => left !== right),
  '>': comparing('>', (left, right) => left > right),
  '<': comparing('<', (left, right) => left < right),
  '>=': comparing('>=', (left, right) => left >= right),
  '<=': comparing('<=', (left, right) => left <= right),
  and: (context, left, right) => isTruthy(toValue(left), context) && isTruthy(toValue(right), context),
  or: (context, left, right) => isTruthy(toValue(left), context) || isTruthy(toValue(right), context),
};

/** A constant, or what names and numbers alone lead to: `incident.id`, `triage[0].title`. */
export function operand(token: Token): Read | undefined {
  if ('content' in token) return () => token.content;
  if (!TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined) return undefined;
  const names = whole(
    token.props.map((prop) =>
      TypeGuards.isWordToken(prop) || TypeGuards.isNumberToken(prop) ? prop.content : undefined,
    ),
  );
  const first = names?.[0];
  if (names === undefined || typeof first !== 'string') return undefined;
  return (context) => {
    let value: unknown = context['findScope'](first);
    for (const name of names) value = property(context, value, name);
    return value;
  };
}

function property(context: Context, of: unknown, name: string | number): unknown {
  if (typeof of === 'object' && of !== null && !Array.isArray(of) && Object.hasOwn(of, name)) {
    const value = (of as Record<string, unknown>)[name];
    if (value !== undefined && typeof value !== 'function') return value;
  }
  return context.readProperty(of as object, name);
}

/** What a filter calls: liquidjs keeps it to itself, and binds these to it. */
type Handler = (this: { context: Context; token: unknown; liquid: unknown }, ...given: unknown[]) => unknown;

function filtered(filter: Filter): ((context: Context, value: unknown) => unknown) | undefined {
  const handler = filter['handler'] as Handler;
  const { token, liquid } = filter as unknown as { token: unknown; liquid: unknown };
  const given = whole(filter.args.map((arg) => (Array.isArray(arg) ? undefined : operand(arg))));
  if (given === undefined) return undefined;
  return (context, value) => {
    const on = { context, token, liquid };
    const made =
      given.length === 0 ? handler.call(on, value) : handler.call(on, value, ...given.map((a) => a(context)));
    return toValueSync(made as never);
  };
}
