import { onCall } from '#core/on-call';
import { own } from '#core/own';
import { Api, type Seen } from '#local/api';
import type { Running } from '#local/bring-up';

type Used = Pick<Running, 'pack' | 'people' | 'tokenOf'> & { outputs: Pick<Running['outputs'], 'apiUrl'> };

/** The API as the people of a playbook use it, each with a token of their own. */
export class PeopleAtApi {
  readonly #running: Used;
  readonly #apis = new Map<string, Promise<Api>>();
  constructor(running: Used) {
    this.#running = running;
  }

  /** Whom a role, target or person means now; nobody while a role is not held. */
  whoIs(word: string, incident?: Seen): string[] {
    const { pack, people } = this.#running;
    if (!pack.playbook.roles.some(({ id }) => id === word))
      return onCall(people, word, new Date()).map(({ person }) => person);
    const holder = own(incident?.roles ?? {}, word);
    return holder === undefined ? [] : [holder];
  }

  /** The API as a person uses it. */
  as(person: string): Promise<Api> {
    const known = this.#apis.get(person) ?? this.#signIn(person);
    this.#apis.set(person, known);
    return known;
  }

  async #signIn(person: string): Promise<Api> {
    return new Api(this.#running.outputs.apiUrl, await this.#running.tokenOf(person));
  }
}
