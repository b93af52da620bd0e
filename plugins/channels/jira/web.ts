import * as z from 'zod';
import type { Http, HttpRequest, HttpResponse } from '#app/ports';
import { NotConfigured, Undeliverable, Unreachable } from '#core/errors';
import { accepted } from '../../http-answer.ts';
import { line } from '../wording.ts';
import type { JiraPlace } from './place.ts';

/** How Jira says what is wrong: of the request as a whole, and of single fields. */
const Refusal = z.looseObject({
  errorMessages: z.array(z.string()).nullish(),
  errors: z.record(z.string(), z.unknown()).nullish(),
});

const reasonsIn = (body: string): string => {
  let said: unknown;
  try {
    said = JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return 'no reason that can be read';
    throw error;
  }
  const { errorMessages, errors } = Refusal.safeParse(said).data ?? {};
  const reasons = [
    ...(errorMessages ?? []),
    ...Object.entries(errors ?? {}).map(([field, reason]) => `${field}: ${String(reason)}`),
  ];
  return reasons.length === 0 ? 'no reason' : line(reasons.join('; '), 500);
};

/** What a refusal means, with what a person does about it. */
const checked = (response: HttpResponse, { project, secret, base }: JiraPlace): HttpResponse => {
  const { status, body } = response;
  switch (status) {
    case 401:
      throw new NotConfigured(
        `Jira answers 401: ${base} does not take what the secret ${secret} holds; put a valid user@example.com:token there, or for Data Center a personal access token`,
      );
    case 403:
      throw new Undeliverable(
        `Jira answers 403 (${reasonsIn(body)}): let the account of the secret ${secret} browse project ${project}, and create, edit, comment and move its issues`,
      );
    case 404:
      throw new Undeliverable(
        `Jira answers 404 (${reasonsIn(body)}): look whether ${base} is the site, and whether the account of the secret ${secret} sees project ${project} and the issue`,
      );
    case 409:
      // somebody else has changed the issue at the same moment
      throw new Unreachable('Jira answers 409: the issue was changed meanwhile');
    default:
      if (status >= 400 && status < 500 && ![408, 420, 429].includes(status))
        throw new Undeliverable(`Jira answers ${status}: ${reasonsIn(body)}`);
      return accepted('Jira', response);
  }
};

/** Asks one site, with the credentials of one place; `path` is below its REST API. */
export type Ask = (method: HttpRequest['method'], path: string, body?: unknown) => Promise<HttpResponse>;

/** Jira Cloud takes `user:token` as Basic and speaks v3; Data Center takes a personal access token as Bearer and speaks v2. */
export const askAt = (web: Http, url: string, place: JiraPlace, secret: string): Ask => {
  const cloud = place.edition === 'cloud';
  if (cloud && !/^[^:\s]+:\S+$/.test(secret))
    throw new NotConfigured(`the secret ${place.secret} is to hold user@example.com:token for Jira Cloud`);
  const root = `${url.replace(/\/+$/, '')}/rest/api/${cloud ? '3' : '2'}/`;
  const headers = {
    authorization: cloud ? `Basic ${Buffer.from(secret).toString('base64')}` : `Bearer ${secret}`,
    accept: 'application/json',
    'content-type': 'application/json',
  };
  return async (method, path, body) =>
    checked(
      await web.send({
        method,
        url: `${root}${path}`,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
      place,
    );
};
