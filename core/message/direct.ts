import {
  CaseTag,
  type Context,
  type Emitter,
  IfTag,
  isTruthy,
  type Liquid,
  LiquidError,
  Output,
  RenderError,
  type Template,
  TypeGuards,
  toValue,
  toValueSync,
  UnlessTag,
  Value,
} from 'liquidjs';
import { equals, operand, type Read, readerOf } from './direct-value.ts';

type Render = (context: Context, emitter: Emitter) => unknown;

/**
 * Makes an engine give what it gives without most of the generators of liquidjs, which take most of the time of a short message: nobody waits
 * for promises here, and it takes a value wherever it takes a generator of one. What only its generators can do goes on as it was. Not for an
 * engine that is strict about names.
 */
export function goDirect(engine: Liquid, templates: readonly Template[]): void {
  Object.assign(engine.renderer, { renderTemplates });
  makeDirect(templates);
}

/** Renders nodes one after the other, with the limits and errors of the renderer of liquidjs. */
function renderTemplates(templates: readonly Template[], context: Context, emitter: Emitter = new Written()): string {
  context.renderLimit.check(performance.now());
  for (const template of templates) {
    context.renderLimit.check(performance.now());
    try {
      const html: unknown = toValueSync(template.render(context, emitter));
      if (html) emitter.write(html);
      if (context.breakCalled || context.continueCalled) break;
    } catch (error) {
      throw LiquidError.is(error) ? error : new RenderError(error as Error, template);
    }
  }
  return emitter.buffer;
}

class Written implements Emitter {
  buffer = '';

  write(html: unknown): void {
    this.buffer += typeof html === 'string' ? html : textOf(html);
  }
}

/** A value as liquidjs writes it. */
function textOf(value: unknown): string {
  const shown: unknown = toValue(value);
  if (shown === undefined || shown === null) return '';
  return Array.isArray(shown) ? shown.map(textOf).join('') : String(shown as string | number | boolean);
}

function makeDirect(templates: readonly Template[]): void {
  for (const one of templates) {
    const render = directOf(one);
    if (render === undefined) withinTag(one);
    else one.render = render as unknown as Template['render'];
  }
}

/** How a node is rendered without generators; undefined where liquidjs renders it. */
function directOf(one: Template): Render | undefined {
  if (TypeGuards.isHTMLToken(one.token)) {
    const text = one.token.getContent();
    return (_, emitter) => emitter.write(text);
  }
  if (one instanceof Output) {
    const read = readerOf(one.value);
    return read && ((context, emitter) => emitter.write(toValue(read(context))));
  }
  if (one instanceof IfTag || one instanceof UnlessTag) return choosing(one);
  return one instanceof CaseTag ? comparing(one) : undefined;
}

function withinTag(tag: Template): void {
  for (const argument of tag.arguments?.() ?? []) {
    const read = argument instanceof Value ? readerOf(argument) : undefined;
    if (argument instanceof Value && read !== undefined) argument.value = read as unknown as Value['value'];
  }
  // those of other files are parsed when they are rendered
  if (tag.children !== undefined) makeDirect(toValueSync(tag.children(false, true)));
}

function choosing({ branches, elseTemplates = [] }: IfTag | UnlessTag): Render | undefined {
  const ways: { read: Read; test: (value: unknown, context: Context) => boolean; templates: Template[] }[] = [];
  for (const branch of branches) {
    const read = readerOf(branch.value);
    if (read === undefined) return undefined;
    ways.push({ read, test: 'test' in branch ? branch.test : isTruthy, templates: branch.templates });
  }
  for (const { templates } of ways) makeDirect(templates);
  makeDirect(elseTemplates);
  return (context, emitter) => {
    const way = ways.find(({ read, test }) => test(toValue(read(context)), context));
    renderTemplates(way?.templates ?? elseTemplates, context, emitter);
  };
}

function comparing({ value, branches, elseTemplates }: CaseTag): Render | undefined {
  const target = readerOf(value);
  if (target === undefined) return undefined;
  const ways: { values: Read[]; templates: Template[] }[] = [];
  for (const { values, templates } of branches) {
    const read = values.flatMap((one) => operand(one) ?? []);
    if (read.length < values.length) return undefined;
    ways.push({ values: read, templates });
  }
  for (const { templates } of ways) makeDirect(templates);
  makeDirect(elseTemplates);
  return (context, emitter) => {
    const is: unknown = toValue(target(context));
    let fits = false;
    // liquidjs renders every branch that fits
    for (const { values, templates } of ways)
      if (values.some((read) => equals(context, is, read(context)))) {
        fits = true;
        renderTemplates(templates, context, emitter);
      }
    if (!fits) renderTemplates(elseTemplates, context, emitter);
  };
}
