import * as z from 'zod';
import { json, operation } from '../api/operation.ts';

/** Whether the API answers. */
export const checkHealth = operation({
  name: 'checkHealth',
  method: 'get',
  path: '/health',
  role: 'anybody',
  summary: 'Check that the API answers',
  answers: { status: 200, description: 'It answers', json: z.object({ status: z.literal('ok') }) },
  run: () => json({ status: 'ok' }),
  cli: { none: 'for load balancers and probes' },
});
