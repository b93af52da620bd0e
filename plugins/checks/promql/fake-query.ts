import type { SystemState } from '#plugins/fakes/system';

interface Sample {
  metric: Record<string, string>;
  value: number;
}
/** Thrown when a query is not PromQL; Prometheus answers 400 `bad_data`. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

const token =
  /\s+|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|(?<=\[\s*)\d\w*:\w*|\d[\w.]*|\.\d+|[A-Za-z_:][\w:]*|=~|!~|==|!=|>=|<=|[-+*/%^<>=(){}[\],@]/y;
const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };
const joins = /^(\+|-|\*|\/|%|\^|==|!=|>=|<=|<|>|=|=~|!~|,)$/;

/** What queries were taken apart to, or why they were refused: a playbook has few, and each is asked again and again. */
const known = new Map<string, readonly string[] | BadQuery>();
const REMEMBERED = 500;

/** The tokens of a query; refuses what Prometheus could not parse either, as far as its form shows. */
function tokensOf(query: string): readonly string[] {
  const found = known.get(query) ?? tokenized(query);
  if (known.size >= REMEMBERED) known.clear();
  known.set(query, found);
  if (found instanceof BadQuery) throw found;
  return found;
}

function tokenized(query: string): readonly string[] | BadQuery {
  try {
    return takenApart(query);
  } catch (error) {
    if (error instanceof BadQuery) return error;
    throw error;
  }
}

const takenApart = (query: string): string[] => {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < query.length) {
    const at = token.lastIndex;
    const found = token.exec(query)?.[0];
    if (found === undefined)
      throw new BadQuery(`1:${at + 1}: parse error: unexpected character: ${JSON.stringify(query[at])}`);
    if (found.trim() !== '') tokens.push(found);
  }
  if (tokens.length === 0) throw new BadQuery('unknown position: parse error: no expression found in input');
  const open: string[] = [];
  tokens.forEach((one, n) => {
    if ('([{'.includes(one)) open.push(one);
    if (')]}'.includes(one) && open.pop() !== pairs[one]) throw new BadQuery(`1:1: parse error: unexpected "${one}"`);
    const before = tokens[n - 1];
    const atStart = before === undefined || before === '(' || joins.test(before);
    if (atStart && joins.test(one) && !'+-'.includes(one) && before !== ',')
      throw new BadQuery(`1:1: parse error: unexpected <op:${one}>`);
  });
  if (open.length > 0)
    throw new BadQuery(
      `1:${query.length + 1}: parse error: unclosed left ${open.at(-1) === '(' ? 'parenthesis' : open.at(-1) === '{' ? 'brace' : 'bracket'}`,
    );
  if (joins.test(tokens.at(-1) ?? ''))
    throw new BadQuery(`1:${query.length + 1}: parse error: unexpected end of input`);
  const operand = /^[\w:"'`.]/;
  const words = new Set([
    'by',
    'without',
    'on',
    'ignoring',
    'group_left',
    'group_right',
    'bool',
    'offset',
    'and',
    'or',
    'unless',
    'atan2',
  ]);
  tokens.forEach((one, n) => {
    const before = tokens[n - 1] ?? '';
    if (operand.test(one) && operand.test(before) && !words.has(one) && !words.has(before)) {
      throw new BadQuery(`1:1: parse error: unexpected ${JSON.stringify(one)}`);
    }
  });
  return tokens;
};

const unquoted = (text: string) => text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
/** Whether a component is meant by the matchers of a selector on any label. */
const matching = (selector: string, names: string[]): string[] => {
  const matchers = [
    ...selector.matchAll(/(?:deployment|job|service|app|instance)\s*(=~|!~|!=|=)\s*("[^"]*"|'[^']*')/g),
  ];
  return names.filter((name) =>
    matchers.every(([, how = '', quoted = '']) => {
      const wanted = unquoted(quoted);
      const hits = how.endsWith('~')
        ? wanted.split('|').some((one) => one === name || one === '.*' || one === '.+')
        : wanted === name;
      return how.startsWith('!') ? !hits : hits;
    }),
  );
};

const times = (tokens: readonly string[], factor: number) =>
  tokens.some((one, n) => Number(one) === factor && (tokens[n - 1] === '*' || tokens[n + 1] === '*'));
const one = (value: number | null | undefined, metric: Record<string, string> = {}): Sample[] =>
  value === null || value === undefined ? [] : [{ metric, value }];

const measured = (query: string, tokens: readonly string[], state: SystemState): Sample[] => {
  const names = tokens.filter((text, n) => /^[A-Za-z_:]/.test(text) && tokens[n + 1] !== '(');
  if (names.some((name) => name.startsWith('http_request_duration_seconds'))) {
    const quantile = /histogram_quantile\s*\(\s*([\d.]+)/.exec(query)?.[1];
    if (quantile === undefined || Number(quantile) !== 0.95 || state.p95Ms === null) return [];
    return one(times(tokens, 1000) ? state.p95Ms : state.p95Ms / 1000);
  }
  if (names.includes('http_requests_total') && /["'`]\^?(5\.|5x|5\[|5\\d|50)/.test(query)) {
    if (state.errorRate === null) return [];
    // A share that nobody multiplies by 100 is a fraction.
    return one(tokens.includes('/') && !times(tokens, 100) ? state.errorRate / 100 : state.errorRate);
  }
  const available = names.find((name) => name === 'kube_deployment_status_replicas_available' || name === 'up');
  if (available !== undefined && !Object.hasOwn(state.metrics, available)) {
    const selector = new RegExp(`\\b${available}\\s*\\{([^}]*)\\}`).exec(query)?.[1] ?? '';
    const label = available === 'up' ? 'job' : 'deployment';
    return matching(selector, Object.keys(state.components)).map((name) => ({
      metric: { __name__: available, [label]: name },
      value: state.components[name] === 'down' ? 0 : 1,
    }));
  }
  const gauge = names.find((name) => Object.hasOwn(state.metrics, name));
  if (gauge !== undefined) return one(state.metrics[gauge], { __name__: gauge });
  const [only = ''] = tokens;
  return tokens.length === 1 && /^[\d.]/.test(only) ? one(Number(only)) : [];
};

const holds: Record<string, (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** What Prometheus would measure of the system: this knows a query by the metrics it names, and a comparison at its end. */
export const measure = (query: string, state: SystemState): Sample[] => {
  const tokens = tokensOf(query);
  const samples = measured(query, tokens, state);
  const [sign = '', bound = ''] = tokens.slice(-2);
  const test = holds[sign];
  return test && /^[\d.]/.test(bound) ? samples.filter(({ value }) => test(value, Number(bound))) : samples;
};
