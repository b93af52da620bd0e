import * as z from 'zod';
import type { Http, HttpRequest, HttpResponse } from '#app/ports';
import { NotConfigured, Undeliverable } from '#core/errors';
import { parsedJson } from '#core/json';
import { accepted } from '../../http-answer.ts';
import { line } from '../wording.ts';
import type { ServiceNowPlace } from './place.ts';

/** How ServiceNow says what is wrong. */
const Refusal = z.looseObject({
  error: z.looseObject({ message: z.string().nullish(), detail: z.string().nullish() }),
});

function reasonIn(body: string): string {
  const { error } = Refusal.safeParse(parsedJson(body)).data ?? {};
  const said = [error?.message, error?.detail].filter((one) => one !== undefined && one !== null && one !== '');
  return said.length === 0 ? 'no reason that can be read' : line(said.join(': '), 500);
}

/** What a refusal means, with what a person does about it. */
function checked(response: HttpResponse, { base, table, secret }: ServiceNowPlace): HttpResponse {
  const { status, body } = response;
  switch (status) {
    case 401:
      throw new NotConfigured(
        `ServiceNow answers 401: ${base} does not take what the secret ${secret} holds; put a valid user:password there, or with auth: api-key an inbound REST API key`,
      );
    case 403:
      throw new Undeliverable(
        `ServiceNow answers 403 (${reasonIn(body)}): let the account of the secret ${secret} read, create and write records of ${table}, and give in \`fields\` and \`resolve\` what its data policies ask for`,
      );
    case 404:
      throw new Undeliverable(
        `ServiceNow answers 404 (${reasonIn(body)}): look whether ${base} is the instance, and whether the account of the secret ${secret} sees the record of ${table}`,
      );
    default:
      if (status >= 400 && status < 500 && ![408, 429].includes(status))
        throw new Undeliverable(`ServiceNow answers ${status}: ${reasonIn(body)}`);
      return accepted('ServiceNow', response);
  }
}

/** Asks the table of one place; `path` is below it. */
export type Ask = (method: HttpRequest['method'], path: string, body?: object) => Promise<HttpResponse>;

export function askAt(web: Http, url: string, place: ServiceNowPlace, secret: string): Ask {
  if (place.auth === 'basic' && !/^[^:\s]+:\S/.test(secret))
    throw new NotConfigured(`the secret ${place.secret} is to hold user:password for ServiceNow`);
  const root = `${url.replace(/\/+$/, '')}/api/now/table/${place.table}`;
  const headers = {
    ...(place.auth === 'basic'
      ? { authorization: `Basic ${Buffer.from(secret).toString('base64')}` }
      : { 'x-sn-apikey': secret }),
    accept: 'application/json',
    'content-type': 'application/json',
  };
  return async (method, path, body) => {
    const request = {
      method,
      url: `${root}${path}`,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return checked(await web.send(request), place);
  };
}
