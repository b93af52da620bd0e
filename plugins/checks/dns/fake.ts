import { own } from '#core/own';
import { notAllowed } from '#plugins/fakes/refused';
import type { Fake } from '#plugins/fakes/simulated-system';
import { json, type WireResponse } from '#plugins/fakes/wire';

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ dns: demoService });

const numbers: Record<string, number> = { A: 1, AAAA: 28 };
const ttl = 60;

/** A resolver's JSON API: every name has as many addresses as the metric `dns_addresses` says, and one where it says nothing. */
export const answer: Fake['answer'] = ({ base, segments, method, headers, query }, { state }) => {
  const asked = base === undefined ? segments.join('/') === 'resolve' : segments.length === 0 && query.has('name');
  if (!asked) return undefined;
  if (method !== 'GET') return notAllowed('GET');
  const name = query.get('name') ?? '';
  const type = numbers[query.get('type') ?? 'A'];
  // as Cloudflare has it: https://developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json/
  if (headers['accept'] !== 'application/dns-json') return said(415, { error: 'Unsupported media type' });
  if (name === '' || name.length > 253 || type === undefined) return said(400, { error: 'Invalid query' });
  const { metrics } = state();
  const count = Object.hasOwn(metrics, 'dns_addresses') ? (own(metrics, 'dns_addresses') ?? null) : 1;
  const Status = count === null ? 2 : count === 0 ? 3 : 0;
  const data = (n: number) => (type === 1 ? `203.0.113.${n}` : `2001:db8::${n.toString(16)}`);
  const alias = { name: `${name}.`, type: 5, TTL: ttl, data: 'edge.example.net.' };
  const Answer = Array.from({ length: count ?? 0 }, (_, n) => ({
    name: alias.data,
    type,
    TTL: ttl,
    data: data((count ?? 0) - n),
  }));
  return said(200, {
    Status,
    TC: false,
    RD: true,
    RA: true,
    AD: false,
    CD: false,
    Question: [{ name: `${name}.`, type }],
    ...(Status === 0 && { Answer: [alias, ...Answer] }),
  });
};

const said = (status: number, body: object): WireResponse =>
  json(status, body, { 'content-type': 'application/dns-json' });
