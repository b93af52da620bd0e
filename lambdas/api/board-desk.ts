import type { Context } from 'hono';
import type { ApiPorts } from '#app/api/operation';
import type { Outcome, Wanted } from '#app/board/carry-out';
import type { Session } from '#app/board/session';
import type { Ports } from '#app/ports';
import type { Frame } from '#web/board/frame';
import type { Known } from '#web/board/talk';
import type { Markup } from '#web/layout';

export type BoardPorts = ApiPorts & Pick<Ports, 'newToken'>;
/** What a page of the board is made with, for one request of somebody who is signed in. */
export interface Visit {
  c: Context;
  session: Session;
  frame: Frame;
  /** Fields of the form, where one was sent; its CSRF token is right. */
  form: Record<string, string>;
  /** Whether the form was sent when the session before this one had ended: nothing was done, and it is shown again. */
  again?: boolean;
}
/** What the pages of the board are served with. */
export interface Desk {
  ports: BoardPorts;
  show: (
    c: Context,
    markup: Markup | Promise<string>,
    status?: 200 | 401 | 403 | 404 | 409 | 413 | 500 | 503,
  ) => Promise<Response>;
  /** `n`: which of the operations that one form asks for. */
  act: (visit: Visit, wanted: Omit<Wanted, 'once'>, n?: number) => Promise<Outcome>;
  /** What a list of the API answers. A query that it refuses, such as one of an old address, finds nothing. */
  list: (visit: Visit, operation: string, query: Record<string, string>) => Promise<unknown>;
  /** Serves a page to those who are signed in, and its forms; others are sent to sign in. */
  page: (path: string, get: (v: Visit) => Promise<Response>, post?: (v: Visit) => Promise<Response>) => void;
}
/** Today's playbook and people, at this moment. */
export const knownNow = ({ deployed, now }: ApiPorts, people: Known['people']): Known => ({
  pack: deployed.pack,
  people,
  now: now(),
});

/** How people call each channel. */
export const channelTitles = ({ deployed }: ApiPorts): Record<string, string> =>
  Object.fromEntries(deployed.vocabulary.channels.map(({ tool, title }) => [tool, title]));
