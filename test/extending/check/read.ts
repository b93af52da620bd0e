import * as z from 'zod';
import { iso } from '#core/incident/time';
import { seconds } from '#core/playbook/words';
import { addressIn } from '#plugins/address';
import type { CheckPorts, Reader } from '#plugins/checks/check';
import { nothing } from '#plugins/checks/nothing';
import { answerOf } from '#plugins/http-answer';
import type { ElasticsearchEntry } from './check.ts';

const Counted = z.looseObject({
  count: z.number(),
  _shards: z.looseObject({ total: z.number(), failed: z.number() }),
});

/** Counts entries by `_count`. A count without some of the shards is too low, so it is no reading. */
export const connect = ({ http, addressOf, wallClock }: CheckPorts): Reader<ElasticsearchEntry> => ({
  async read({ base, index, query, over, timeout }) {
    const now = wallClock();
    const from = new Date(now.getTime() - seconds(over) * 1000);
    const filter = [{ query_string: { query } }, { range: { '@timestamp': { gte: iso(from), lt: iso(now) } } }];
    const response = await http.send({
      method: 'POST',
      url: addressIn(addressOf, base, `/${index}/_count`),
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query: { bool: { filter } } }),
      timeoutMs: seconds(timeout) * 1000,
    });
    const { count, _shards: shards } = answerOf('Elasticsearch', Counted, response);
    if (shards.failed > 0) return nothing(`only ${shards.total - shards.failed} of ${shards.total} shards answered`);
    return { value: count, because: `${count} entries in the last ${over}` };
  },
});
