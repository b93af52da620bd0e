import { notAllowed, notFound } from '#plugins/fakes/refusals';
import {
  baseOf,
  bodyOf,
  faultsOf,
  json,
  problem,
  type WireRequest,
  type WireResponse,
  type WireRoute,
} from '#plugins/fakes/wire';
import { FaultRequest, type faultBoard } from './faults.ts';
import { chosen, filterOver, type Message } from './message.ts';
import { page } from './page.ts';
import type { Side } from './sides.ts';

interface Own {
  sides: readonly Side[];
  faults: ReturnType<typeof faultBoard>;
  messages: () => Message[];
}

/** What the inbox itself answers: its page, `/messages`, `/faults` and `/health`. */
export const ownRoutes = ({ sides, faults, messages }: Own) => {
  const names = sides.map(({ channel }) => channel);
  const Filter = filterOver(names);
  const PageFilter = Filter.pick({ incident: true });

  const faultRoute = (request: WireRequest, channel: string | undefined): WireResponse => {
    if (channel === undefined) return request.method === 'GET' ? json(200, faults.all()) : notAllowed('GET');
    if (!names.includes(channel)) {
      return problem(400, 'Invalid input', [{ path: 'channel', message: `must be one of ${names.join(', ')}` }]);
    }
    if (request.method === 'GET') return json(200, faults.of(channel) ?? { channel, mode: null });
    if (request.method === 'DELETE') {
      faults.mend(channel);
      return json(200, { channel, mode: null });
    }
    if (request.method !== 'PUT') return notAllowed('GET, PUT, DELETE');
    const fault = bodyOf(FaultRequest, request.body);
    return fault.ok ? json(200, faults.set(channel, fault.data)) : fault.answer;
  };

  return (request: WireRequest, { segments, query }: WireRoute): WireResponse => {
    const [first, second] = segments;
    if (first === 'faults' && segments.length <= 2) return faultRoute(request, second);
    if (segments.length > 1) return notFound();
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return first === undefined || first === 'messages' || first === 'health' ? notAllowed('GET') : notFound();
    if (first === 'health') return json(200, { status: 'ok' });
    if (first !== undefined && first !== 'messages') return notFound();
    const filter = (first === undefined ? PageFilter : Filter).safeParse(
      Object.fromEntries([...query].filter(([, value]) => value !== '')),
    );
    if (!filter.success) return problem(400, 'Invalid input', faultsOf(filter.error));
    if (first === 'messages') return json(200, chosen(messages(), filter.data));
    const { incident } = filter.data;
    return page({ sides, messages: messages(), faults: faults.all(), base: baseOf(request), incident });
  };
};
