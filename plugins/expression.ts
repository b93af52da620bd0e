import jsonata from 'jsonata';

/** How long one evaluation may take, how deep it may call itself, and how many values one result of a step may have. */
const bounds = { timeout: 1_000, stack: 200, sequence: 100_000 };

/**
 * What of the language an expression may not use: a regular expression is run by the platform, where nothing can stop it before it has
 * tried every way, and `$eval` would run what an answer holds.
 */
function refusedIn(ast: jsonata.ExprNode): string | undefined {
  const left: object[] = [ast];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node instanceof RegExp)
      return 'a regular expression has no limit in time; use $contains, $split or $substringAfter with text';
    if ('type' in node && 'value' in node && node.type === 'variable' && node.value === 'eval')
      return '$eval would run what an answer holds';
    left.push(...Object.values(node).filter((one) => typeof one === 'object' && one !== null));
  }
  return undefined;
}

const compiled = new Map<string, jsonata.Expression>();

/** Compiles an expression once a process; throws a `SyntaxError` that says what is wrong and where. */
function compile(text: string): jsonata.Expression {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const expression = parsed(text);
  const refused = refusedIn(expression.ast());
  if (refused !== undefined) throw new SyntaxError(refused);
  compiled.set(text, expression);
  return expression;
}

function parsed(text: string): jsonata.Expression {
  try {
    return jsonata(text, bounds);
  } catch (error) {
    const { message, position } = Object(error);
    throw new SyntaxError(`${String(message)} (character ${String(position)})`, { cause: error });
  }
}

/** What is wrong with an expression as it is written; undefined for one that can be evaluated. */
export function faultOf(text: string): string | undefined {
  try {
    compile(text);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/** What an expression makes of a value, or why it fails: also where it takes more than its bounds. The reason repeats no value of the input. */
export async function evaluated(text: string, input: unknown): Promise<{ result: unknown } | { fails: string }> {
  try {
    return { result: await compile(text).evaluate(input) };
  } catch (error) {
    return { fails: saidOf(error) };
  }
}

/** What `$error` and `$assert` say is put together by the expression, from whatever it likes. */
const ownWords = ['D3137', 'D3141'];

/** JSONata throws records with a code, a place and, where a value is to blame, that value, which its words repeat. */
function saidOf(error: unknown): string {
  if (error instanceof SyntaxError) return error.message;
  if (error instanceof RangeError) return 'it needs more memory or depth than there is';
  const { code, position, message, value } = Object(error);
  if (code === 'D1011') return `it calls itself more than ${bounds.stack} deep`;
  if (code === 'D1012') return `it takes more than ${bounds.timeout / 1000} s`;
  if (code === 'D2015') return `a step gives more than ${bounds.sequence} values`;
  const place = typeof position === 'number' ? ` at character ${position}` : '';
  if (typeof code !== 'string') return `it cannot be evaluated${place}`;
  return value !== undefined || ownWords.includes(code) || typeof message !== 'string'
    ? `JSONata ${code}${place}`
    : `${message}${place}`;
}
