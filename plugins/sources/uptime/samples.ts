import type { SourcePlugin } from '../source.ts';

const allowed = {
  alarms: {},
  services: ['api', 'website'],
  rules: ['health', 'website-down'],
  ruleWords: [{ id: 'website-down', matches: { importance: 'HIGH', web: 'true' } }],
};
const pingdom = (current_state: string, state_changed_timestamp: number) => ({
  check_id: 803318,
  check_name: 'Public website',
  check_type: 'HTTP',
  check_params: { full_url: 'https://www.example.com/path', hostname: 'www.example.com', port: 443, url: '/path' },
  tags: ['web'],
  previous_state: current_state === 'DOWN' ? 'UP' : 'DOWN',
  current_state,
  importance_level: 'HIGH',
  state_changed_timestamp,
  state_changed_utc_time: '2026-03-10T14:02:00',
  long_description: 'HTTP Server Error 503 Service Unavailable',
  description: 'HTTP Error 503',
  first_probe: { ip: '123.4.5.6', ipv6: '', location: 'Stockholm, Sweden' },
  second_probe: {},
  version: 1,
});
const kuma = (status: number, time: string, msg: string) => ({
  heartbeat: { monitorID: 10, status, time, msg, ping: null, important: true, duration: 60, timezone: 'UTC' },
  monitor: { id: 10, name: 'api--health', type: 'http', url: 'https://api.example.com/health', tags: [] },
  msg: `[api--health] ${msg}`,
});
const site = {
  source: 'uptime',
  key: 'uptime/pingdom/803318',
  title: 'Public website',
  rule: 'website-down',
  summary: 'HTTP Server Error 503 Service Unavailable',
} as const;
const health = {
  source: 'uptime',
  key: 'uptime/kuma/10',
  title: 'api--health',
  service: 'api',
  rule: 'health',
} as const;

/** What Pingdom and Uptime Kuma post: down, up, in maintenance, and a test of the way. */
export const samples: SourcePlugin['samples'] = [
  {
    payload: pingdom('DOWN', 1_773_151_320),
    allowed,
    signals: [{ ...site, state: 'firing', at: '2026-03-10T14:02:00.000Z' }],
  },
  {
    payload: pingdom('UP', 1_773_151_920),
    allowed,
    signals: [{ ...site, state: 'recovered', at: '2026-03-10T14:12:00.000Z' }],
  },
  {
    payload: kuma(0, '2026-03-10 14:02:00.123', 'timeout of 48000ms exceeded'),
    allowed,
    signals: [{ ...health, state: 'firing', at: '2026-03-10T14:02:00.123Z', summary: 'timeout of 48000ms exceeded' }],
  },
  {
    payload: kuma(1, '2026-03-10 14:12:00.000', '200 - OK'),
    allowed,
    signals: [{ ...health, state: 'recovered', at: '2026-03-10T14:12:00.000Z', summary: '200 - OK' }],
  },
  { payload: kuma(3, '2026-03-10 14:20:00', 'Monitor under maintenance'), allowed, signals: [] },
  { payload: { heartbeat: null, monitor: null, msg: 'Test notification' }, allowed, signals: [] },
];
