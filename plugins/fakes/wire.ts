import * as z from 'zod';

export const megabyte = 1024 * 1024;

/** A request before its body is read. Header names are lower-case; `path` holds the query. */
export interface WireHead {
  method: string;
  path: string;
  headers: Record<string, string>;
}
/** A request as it comes over the wire. */
export interface WireRequest extends WireHead {
  body: string;
}
/** An answer; `afterMs` delays it. */
export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
  afterMs?: number;
}
/** No answer: refused before anything was read, silent for now (ask again), or accepted and the answer lost. */
interface NoWireAnswer {
  broken: 'refused' | 'hanging' | 'lost';
}
export type WireAnswer = WireResponse | NoWireAnswer;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

interface FieldFault {
  path: string;
  message: string;
}
/** A problem+json answer that lists every wrong field. */
export const problem = (status: number, title: string, errors: FieldFault[] = []): WireResponse =>
  json(
    status,
    {
      type: 'about:blank',
      title,
      status,
      detail: errors.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ') || title,
      errors,
    },
    { 'content-type': 'application/problem+json' },
  );

/** Each fault of a parse with the name of its field. */
export const faultsOf = (error: z.ZodError): FieldFault[] =>
  error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );

/** Parses a JSON text; `undefined` where it is not JSON. */
export const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A parsed body, or the 400 that names what is wrong with it. */
export const bodyOf = <T extends z.ZodType>(
  schema: T,
  text: string,
): { ok: true; data: z.infer<T> } | { ok: false; answer: WireResponse } => {
  const value = jsonOf(text);
  if (value === undefined) {
    return { ok: false, answer: problem(400, 'Invalid input', [{ path: '', message: 'the body is not JSON' }]) };
  }
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { ok: true, data: parsed.data }
    : { ok: false, answer: problem(400, 'Invalid input', faultsOf(parsed.error)) };
};

/** The first segment of a path, as it was sent. */
export const firstSegment = (path: string): string | undefined => /^\/([^/?]*)/.exec(path)?.[1];

/** The address under which a request reached us. */
export const baseOf = ({ headers }: WireRequest): string => `http://${headers['host'] ?? '127.0.0.1'}`;

/** A path, decoded. */
export interface WireRoute {
  segments: string[];
  query: URLSearchParams;
}
/** The decoded segments of a path and its query; `undefined` where the encoding is broken. */
export const routeOf = (path: string): WireRoute | undefined => {
  const mark = path.indexOf('?');
  const [before, after] = mark < 0 ? [path, ''] : [path.slice(0, mark), path.slice(mark + 1)];
  try {
    return {
      segments: before
        .split('/')
        .filter((one) => one !== '')
        .map((one) => (one.includes('%') ? decodeURIComponent(one) : one)),
      query: new URLSearchParams(after),
    };
  } catch {
    return undefined;
  }
};
