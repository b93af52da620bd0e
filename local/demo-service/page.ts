import { escaped, htmlPage } from '#local/inbox/html';
import type { Done, Look } from '#plugins/fakes/action-runs';
import type { SystemState } from '#plugins/fakes/system';
import type { WireResponse } from '#plugins/fakes/wire';

const tones = { ok: 'good', slow: 'warn', down: 'bad' };
const tile = (name: string, value: string, tone: string) =>
  `<div class="card ${tone}"><div class="soft">${escaped(name)}</div><div class="big">${escaped(value)}</div></div>`;
const measure = (value: number | null, unit: string) => (value === null ? 'unreadable' : `${value} ${unit}`);

/** The demo service as a web page: its components, its readings and the actions performed, newest first. */
export const page = (
  state: SystemState,
  done: Done[],
  look: (runId: string) => Look | undefined,
  names: string[],
  base: string,
): WireResponse => {
  const components = Object.entries(state.components).map(([name, health]) => tile(name, health, tones[health]));
  const metrics = Object.entries(state.metrics).map(([name, value]) =>
    tile(name, value === null ? 'unreadable' : String(value), 'line'),
  );
  const rate = tile(
    'error rate',
    measure(state.errorRate, '%'),
    state.errorRate === null ? 'warn' : state.errorRate > 5 ? 'bad' : 'good',
  );
  const p95 = tile('95th percentile', measure(state.p95Ms, 'ms'), state.p95Ms === null ? 'warn' : 'line');
  const rows = done
    .toReversed()
    .slice(0, 200)
    .map((one) => {
      const status = look(one.runId)?.status ?? 'running';
      return `<tr><td><time>${escaped(one.at.slice(11, 19))} UTC</time></td><td class="name">${escaped(one.name)}</td><td><span class="tag ${status}">${status}</span></td><td>${escaped(one.incidentId ?? '')}</td><td><code>${escaped(JSON.stringify(one.parameters))}</code></td></tr>`;
    });
  const table = rows.length
    ? `<table><thead><tr><th>at</th><th>action</th><th>run</th><th>incident</th><th>parameters</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
    : `<section class="card"><p class="name">Nothing has been done to it yet.</p><p>Break it, and say what an action will make of it:</p>
<pre>curl -X PUT -d '{"components":{"analysis-service":"down"},"errorRate":23}' ${escaped(base)}/state
curl -X PUT -d '{"components":{"analysis-service":"ok"},"errorRate":0.1}' ${escaped(base)}/actions/restart</pre></section>`;
  const known = names.length ? `<p class="soft">Known actions: ${names.map(escaped).join(', ')}</p>` : '';
  return htmlPage(
    'Tocsin demo service',
    `<header class="row"><h1>Demo service</h1><span class="soft">live</span></header><div class="tiles">${[rate, p95, ...components, ...metrics].join('')}</div><h2>Actions performed</h2>${known}${table}`,
  );
};
