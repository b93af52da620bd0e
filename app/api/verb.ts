import type * as z from 'zod';

/** Names of the fields of a schema; a schema without fields has none. */
export type FieldsOf<S extends z.ZodObject> = keyof z.output<S> & string;

/** Where an argument or option goes: the path's id, a field of the query, a field of the body. */
type Target<Q extends string, B extends string> = 'path.id' | `query.${Q}` | `body.${B}`;

/** A positional argument. */
export interface Argument<Q extends string = string, B extends string = string> {
  name: string;
  sets: Target<Q, B>;
  help: string;
  /** What it is when left out; an argument without one is required. */
  default?: string;
}
/** An option: `--severity <id>`. `whole` is a whole number, `pairs` is name=value, `list` one of several; both may be given again. */
export interface Option<Q extends string = string, B extends string = string> {
  flag: `--${string}`;
  sets: Target<Q, B>;
  help: string;
  required?: boolean;
  form?: 'text' | 'whole' | 'pairs' | 'list';
}

/** How the command line offers an operation. */
export interface Verb<Q extends string = string, B extends string = string> {
  verb: string;
  arguments?: readonly Argument<Q, B>[];
  options?: readonly Option<Q, B>[];
  /** An option that asks for another form of the answer, which is printed as it comes. */
  other?: { flag: `--${string}`; type: string; help: string };
  /** A list that is read as well and shown with the answer: the key under which it stands, and its path. */
  also?: { key: string; path: `/${string}` };
  /** The answer is read again at this path, by its own id, until that field of it is true: at most half a minute. */
  until?: { path: `/${string}`; done: string };
  /** The answer for people; without it the command prints the body as it comes, in the first form that is not JSON. */
  text?: Text;
}
/** Text of an answer, and of the list that is read as well; undefined for an answer of another form than this version knows. */
export type Text = (answer: unknown, also: unknown) => string | undefined;

/** Makes text of just those parts of an answer that it shows: a field that a later release adds or drops elsewhere is no matter. */
export const textOf =
  <S extends z.ZodType>(shown: S, text: (answer: z.output<S>, also: unknown) => string): Text =>
  (answer, also) => {
    const read = shown.safeParse(answer);
    return read.success ? text(read.data, also) : undefined;
  };

/** Why the command line does not offer an operation. */
export interface NoVerb {
  none: string;
}
