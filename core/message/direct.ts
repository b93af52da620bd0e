import { type Context, type Emitter, Output, type Template, TypeGuards, toValue, toValueSync, Value } from 'liquidjs';

/** What a filter calls: liquidjs keeps it to itself, and binds the context to it. */
type Handler = (this: { context: Context }, value: unknown) => unknown;

/**
 * Makes the plain nodes of parsed templates (texts, and values by name with filters that answer at once) give what they give without the
 * generators of liquidjs, which take most of the time of a short message; it takes a value wherever it takes a generator of one. Every other
 * node goes on as it was. Not for an engine that is strict about names. `atOnce`: filters, none of which gives a generator or a promise.
 */
export function makeDirect(templates: readonly Template[], atOnce: ReadonlySet<unknown>): void {
  for (const one of templates) {
    if (TypeGuards.isHTMLToken(one.token)) writesText(one, one.token.getContent());
    else if (one instanceof Output) writesValue(one, atOnce);
    else withinTag(one, atOnce);
  }
}

function withinTag(tag: Template, atOnce: ReadonlySet<unknown>): void {
  for (const argument of tag.arguments?.() ?? [])
    if (argument instanceof Value && argument.filters.length === 0) readsValue(argument);
  // those of other files are parsed when they are rendered
  if (tag.children !== undefined) makeDirect(toValueSync(tag.children(false, true)), atOnce);
}

function writesText(template: Template, text: string): void {
  template.render = (_: Context, emitter: Emitter) => emitter.write(text);
}

function writesValue(output: Output, atOnce: ReadonlySet<unknown>): void {
  const read = readerOf(output.value);
  const { filters } = output.value;
  if (read === undefined || filters.some((filter) => filter.args.length > 0 || !atOnce.has(filter['handler']))) return;
  const handlers = filters.map((filter) => filter['handler'] as unknown as Handler);
  const render = (context: Context, emitter: Emitter): void => {
    let shown = read(context);
    for (const handler of handlers) shown = handler.call({ context }, shown);
    emitter.write(toValue(shown));
  };
  output.render = render as unknown as Output['render'];
}

function readsValue(value: Value): void {
  const read = readerOf(value);
  if (read !== undefined) value.value = read as unknown as Value['value'];
}

/** Reads what names alone lead to, `incident.id`; undefined for every other expression. */
function readerOf({ initial: { postfix } }: Value): ((context: Context) => unknown) | undefined {
  const [token] = postfix;
  if (postfix.length !== 1 || !TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined)
    return undefined;
  const names = token.props.flatMap((prop) => (TypeGuards.isWordToken(prop) ? [prop.content] : []));
  const [first] = names;
  if (first === undefined || names.length !== token.props.length) return undefined;
  return (context) => {
    let value: unknown = context['findScope'](first);
    for (const name of names) value = context.readProperty(value as object, name);
    return value;
  };
}
