import { own } from '#core/own';
import { notAllowed, notFound } from '#plugins/fakes/refused';
import type { Fake } from '#plugins/fakes/simulated-system';
import { json } from '#plugins/fakes/wire';

/** The health of components: every path below a service's address that ends with `health`. */
export const answer: Fake['answer'] = ({ base, segments, method }, { state, slowMs }) => {
  if (base === undefined || segments.at(-1) !== 'health') return undefined;
  if (method !== 'GET' && method !== 'HEAD') return notAllowed('GET, HEAD');
  const health = own(state().components, base);
  if (health === undefined) return notFound(`no component is called ${base}`);
  if (health === 'down') return json(503, { status: 'down' });
  return health === 'slow' ? { ...json(200, { status: 'ok' }), afterMs: slowMs } : json(200, { status: 'ok' });
};
