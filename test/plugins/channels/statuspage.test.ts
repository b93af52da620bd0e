import { expect, test } from 'vitest';
import type { Notice, Refs } from '#app/outbox/message';
import { NoAnswer, RateLimited } from '#core/errors';
import type { Impact } from '#core/incident/outbox';
import type { PublicStatus } from '#core/playbook/communication';
import { statuspage } from '#plugins/channels/statuspage/channel';
import { StatuspagePlace } from '#plugins/channels/statuspage/place';
import { providerSide } from '#test/provider-side';
import { notice } from './messages.ts';

const place = {
  tool: 'statuspage',
  page: 'shop',
  secret: 'statuspage',
  components: { checkout: ['api', 'cards'], search: ['search'] },
};

const page = async (settings?: object) => {
  const side = await providerSide(statuspage, { settings, secrets: { statuspage: 'key' } });
  const refsOf: Record<string, Refs> = {};
  let n = 0;
  return {
    ...side,
    /** Tells the page of an incident, by its service and what the public is to read. */
    tell: async (
      incidentId: string,
      service: string,
      status: PublicStatus | undefined,
      impact: Impact,
      more: Partial<Notice> = {},
    ) => {
      n += 1;
      const message = notice({
        incidentId,
        key: `${incidentId}.${n}`,
        services: [service],
        public: status === undefined ? { impact } : { status, impact },
        ...more,
      });
      const receipt = await side.channel.send(message, { place }, refsOf[incidentId] ?? {});
      refsOf[incidentId] ??= receipt.ref ?? {};
      return message;
    },
    refsOf,
    /** What the last request made of the page: the status of its incident, and of its components. */
    last: () => {
      const { incident } = JSON.parse(side.requests.at(-1)?.body ?? '{}');
      return [incident.status, incident.components];
    },
  };
};

test.each([
  ['none', 'operational'],
  ['minor', 'degraded_performance'],
  ['major', 'partial_outage'],
  ['critical', 'major_outage'],
] as const)(
  'impact %s: every component of the service is %s, and operational again at the end',
  async (impact, down) => {
    const { tell, last, asked, arrived } = await page();
    await tell('INC-1', 'checkout', 'investigating', impact);
    expect(last()).toEqual(['investigating', { api: down, cards: down }]);
    await tell('INC-1', 'checkout', 'resolved', impact, { over: true });
    expect(last()).toEqual(['resolved', { api: 'operational', cards: 'operational' }]);
    expect(asked()).toEqual([
      'GET /v1/pages/shop/incidents/unresolved',
      'POST /v1/pages/shop/incidents',
      'GET /v1/pages/shop/incidents/unresolved',
      'PATCH /v1/pages/shop/incidents/inc000000001',
    ]);
    expect(arrived()).toHaveLength(2);
  },
);

test('a changed severity changes the components; another service has its own; one that the place does not name has none', async () => {
  const { tell, last } = await page();
  await tell('INC-1', 'checkout', 'investigating', 'minor');
  await tell('INC-1', 'checkout', 'identified', 'critical');
  expect(last()).toEqual(['identified', { api: 'major_outage', cards: 'major_outage' }]);
  await tell('INC-2', 'search', 'investigating', 'major');
  expect(last()).toEqual(['investigating', { search: 'partial_outage' }]);
  await tell('INC-3', 'constructor', 'investigating', 'major');
  expect(last()).toEqual(['investigating', undefined]);
});

test('news without a status leave status and components as they are, also after the end', async () => {
  const { tell, last } = await page();
  await tell('INC-1', 'checkout', 'identified', 'major');
  await tell('INC-1', 'checkout', undefined, 'major');
  expect(last()).toEqual([undefined, undefined]);
  await tell('INC-1', 'checkout', undefined, 'major', { over: true });
  expect(last()).toEqual(['resolved', { api: 'operational', cards: 'operational' }]);
  await tell('INC-1', 'checkout', undefined, 'major', { text: 'The review is published' });
  expect(last()).toEqual([undefined, undefined]);
});

test('a component that two incidents hold down stands as the worse says, and is operational only when both are over', async () => {
  const { tell, last } = await page();
  await tell('INC-1', 'checkout', 'investigating', 'critical');
  await tell('INC-2', 'checkout', 'investigating', 'minor');
  expect(last()).toEqual(['investigating', { api: 'major_outage', cards: 'major_outage' }]);
  // news of the second without a status do not forget what it holds
  await tell('INC-2', 'checkout', undefined, 'minor');
  await tell('INC-1', 'checkout', 'resolved', 'critical', { over: true });
  expect(last()).toEqual(['resolved', { api: 'degraded_performance', cards: 'degraded_performance' }]);
  await tell('INC-2', 'checkout', 'resolved', 'minor', { over: true });
  expect(last()).toEqual(['resolved', { api: 'operational', cards: 'operational' }]);
});

test('a component of an incident that somebody has opened by hand is not said to be well', async () => {
  const { tell, last, inbox } = await page();
  inbox.handle({
    method: 'POST',
    path: '/statuspage/v1/pages/shop/incidents',
    headers: { authorization: 'OAuth key' },
    body: JSON.stringify({ incident: { name: 'Cards', components: { cards: 'partial_outage' } } }),
  });
  await tell('INC-1', 'checkout', 'investigating', 'minor');
  expect(last()).toEqual(['investigating', { api: 'degraded_performance', cards: 'partial_outage' }]);
  await tell('INC-1', 'checkout', 'resolved', 'minor', { over: true });
  expect(last()).toEqual(['resolved', { api: 'operational', cards: 'partial_outage' }]);
});

test('an incident of several services holds the components of each, and lets go of all of them at its end', async () => {
  const { tell, last } = await page();
  const services = ['checkout', 'search'];
  const components = ['front'];
  await tell('INC-1', 'checkout', 'investigating', 'minor', {
    services,
    public: { status: 'investigating', impact: 'minor', components },
  });
  const all = (is: string) => Object.fromEntries(['api', 'cards', 'search', ...components].map((id) => [id, is]));
  expect(last()).toEqual(['investigating', all('degraded_performance')]);
  await tell('INC-1', 'checkout', 'resolved', 'minor', {
    services,
    public: { status: 'resolved', impact: 'minor', components },
    over: true,
  });
  expect(last()).toEqual(['resolved', all('operational')]);
});

test('opened again, the same incident of the page is investigated again', async () => {
  const { tell, last, arrived } = await page();
  await tell('INC-1', 'checkout', 'investigating', 'major');
  await tell('INC-1', 'checkout', 'resolved', 'major', { over: true });
  await tell('INC-1', 'checkout', 'investigating', 'major', { cycle: 2 });
  expect(last()).toEqual(['investigating', { api: 'partial_outage', cards: 'partial_outage' }]);
  expect(new Set(arrived().map(({ raw }) => raw['id']))).toEqual(new Set(['inc000000001']));
});

test.each([
  ['POST', /incidents$/],
  ['PATCH', /incidents\/\w+$/],
] as const)('the answer to a %s is lost: the page has one incident, and each update once', async (method, path) => {
  const { channel, tell, loses, arrived, refsOf } = await page();
  if (method === 'PATCH') await tell('INC-1', 'checkout', 'investigating', 'major');
  const already = arrived().length;
  loses(method, path);
  await expect(tell('INC-1', 'checkout', 'identified', 'major')).rejects.toThrow(NoAnswer);
  const again = notice({
    incidentId: 'INC-1',
    key: `INC-1.${already + 1}`,
    services: ['checkout'],
    public: { status: 'identified', impact: 'major' },
    mayBeRepeat: true,
  });
  await channel.send(again, { place }, refsOf['INC-1'] ?? {});
  expect(arrived()).toHaveLength(already + 1);
});

test('one request a second: what is too much has sent nothing, and says how long to wait', async () => {
  const { tell, arrived } = await page({ rate: { burst: 1, perSecond: 0.1 } });
  await expect(tell('INC-1', 'checkout', 'investigating', 'major')).rejects.toThrow(
    new RateLimited('Statuspage answers 429', 10),
  );
  expect(arrived()).toEqual([]);
});

test('a list of components is never empty', () => {
  const { error } = StatuspagePlace.safeParse({ ...place, components: { checkout: [] } });
  expect(error?.issues.map(({ path }) => path)).toEqual([['components', 'checkout']]);
});
