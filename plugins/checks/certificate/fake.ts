import { own } from '#core/own';
import { notAllowed } from '#plugins/fakes/refused';
import type { Fake } from '#plugins/fakes/simulated-system';
import { json } from '#plugins/fakes/wire';

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ certificate: demoService });

const DAY = 86_400_000;
/** As long as a certificate of a public authority is valid where nothing else is said. */
const usual = 90;

/** What stands in for handshakes, which a service without TLS cannot make: `GET /certificate?of=<address>`. */
export const answer: Fake['answer'] = ({ base, segments: [what, ...more], method, query }, { state, now }) => {
  if (base !== undefined || what !== 'certificate' || more.length > 0 || !query.has('of')) return undefined;
  if (method !== 'GET') return notAllowed('GET');
  const days = own(state().metrics, 'certificate_days');
  if (days === null) return json(200, {});
  const left = days ?? usual;
  return json(200, left < 0 ? { expired: true } : { validTo: new Date(now().getTime() + left * DAY).toISOString() });
};
