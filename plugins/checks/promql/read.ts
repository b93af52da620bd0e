import * as z from 'zod';
import { parsedJson } from '#core/json';
import { seconds } from '#core/playbook/words';
import { addressIn } from '#plugins/address';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { PromqlEntry } from './check.ts';

const Sample = z.tuple([z.number(), z.string()]);
const Answer = z.looseObject({
  status: z.literal('success'),
  data: z.discriminatedUnion('resultType', [
    z.looseObject({ resultType: z.literal('vector'), result: z.array(z.looseObject({ value: Sample })) }),
    z.looseObject({ resultType: z.literal('scalar'), result: Sample }),
  ]),
});

/** The address of the query API; a base may name it or what it lies below. */
const apiAt = (base: string): URL => {
  const address = new URL(base);
  if (!address.pathname.endsWith('/api/v1/query'))
    address.pathname = `${address.pathname.replace(/\/$/, '')}/api/v1/query`;
  return address;
};

/** Reads instant queries: the first sample, or nothing where there is none or it is no number. */
export const connect = ({ call, addressOf }: CheckPorts): Reader<PromqlEntry> => ({
  async read({ base, query, timeout, auth, ca }) {
    const address = apiAt(addressIn(addressOf, base, ''));
    address.searchParams.set('query', query);
    const timeoutMs = seconds(timeout) * 1000;
    const { status, body } = await call({ auth, ca }, { method: 'GET', url: address.href, timeoutMs });
    if (status !== 200) return nothing(`Prometheus answers ${status}`);
    const answer = Answer.safeParse(parsedJson(body));
    if (!answer.success) return nothing('Prometheus answers what cannot be read');
    const { data } = answer.data;
    const samples = data.resultType === 'scalar' ? [data.result] : data.result.map((one) => one.value);
    const [first] = samples;
    if (first === undefined) return nothing('the query finds no sample');
    const value = Number(first[1]);
    if (first[1].trim() === '' || !Number.isFinite(value)) return nothing(`the query gives ${first[1].slice(0, 20)}`);
    const which = samples.length === 1 ? '' : `, the first of ${samples.length} samples`;
    return { value, because: `reads ${value}${which}` };
  },
});
