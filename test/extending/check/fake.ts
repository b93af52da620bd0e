import * as z from 'zod';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import type { Fake } from '#plugins/fakes/simulated-system';
import { json } from '#plugins/fakes/wire';

const Query = z.strictObject({
  query: z.strictObject({
    bool: z.strictObject({
      filter: z.tuple([
        z.strictObject({ query_string: z.strictObject({ query: z.string().min(1) }) }),
        z.strictObject({
          range: z.strictObject({ '@timestamp': z.strictObject({ gte: z.iso.datetime(), lt: z.iso.datetime() }) }),
        }),
      ]),
    }),
  }),
});
const failed = (status: number, type: string, reason: string) => json(status, { error: { type, reason }, status });
const shards = 5;

/** `POST <index>/_count`: an index has as many matching entries as the metric of its name says; where that is `null`, a shard is lost. */
export const answer: Fake['answer'] = ({ base, segments: [index = '', what, ...more], method, body }, { state }) => {
  if (base === undefined || what !== '_count' || more.length > 0) return undefined;
  if (method !== 'POST') return failed(405, 'method_not_allowed', `Incorrect HTTP method for uri [/${index}/_count]`);
  const count = own(state().metrics, index);
  if (count === undefined) return failed(404, 'index_not_found_exception', `no such index [${index}]`);
  const query = Query.safeParse(parsedJson(body));
  if (!query.success) return failed(400, 'parsing_exception', z.prettifyError(query.error));
  const lost = count === null ? 1 : 0;
  const _shards = { total: shards, successful: shards - lost, skipped: 0, failed: lost };
  return json(200, { count: count ?? 0, _shards });
};
