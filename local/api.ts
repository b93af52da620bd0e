import type { Line } from '#core/message/line';

/** What the demonstration reads of an incident. */
export interface Seen {
  id: string;
  severity: string;
  status: string;
  state: string;
  phase: string;
  openedAt: string;
  acknowledged?: { at: string; by: string } | null;
  question?: { id: string; kind: string; text: string } | null;
  roles: Record<string, string>;
  approvals: { id: string; rule: string }[];
  plan?: { option: string; attempt: number };
  verification?: { passes: number };
}

/** The HTTP API as one person uses it. */
export class Api {
  readonly #url: string;
  readonly #token: string;
  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  incident = async (id: string): Promise<Seen> => (await this.#call('GET', `/v1/incidents/${id}`)) as Seen;
  /** All pages of it. */
  timeline = async (id: string): Promise<Line[]> => {
    const lines: Line[] = [];
    let next: string | null = '0';
    while (next !== null) {
      const page = (await this.#call('GET', `/v1/incidents/${id}/timeline?next=${next}`)) as {
        items: Line[];
        next: string | null;
      };
      lines.push(...page.items);
      next = page.next;
    }
    return lines;
  };
  list = async (): Promise<Seen[]> => ((await this.#call('GET', '/v1/incidents')) as { items: Seen[] }).items;
  /** To an incident by its path below `/v1/incidents`; an empty one declares. */
  post = (path: string, body: unknown): Promise<unknown> =>
    this.#call('POST', path === '' ? '/v1/incidents' : `/v1/incidents/${path}`, body);
}
