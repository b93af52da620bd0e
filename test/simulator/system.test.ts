import { expect, test } from 'vitest';
import type { Http } from '#app/ports';
import { Check } from '#core/playbook/verification';
import { createDemoService } from '#local/demo-service/demo-service';
import { readings } from '#plugins/checks/readings';
import { checks } from '#plugins/checks/registry';
import { plugins } from '#plugins/registry';
import { databaseOf, systemAt } from '#simulator/system';
import { changed } from '#test/story';

const samples = checks.flatMap((plugin) =>
  plugin.samples
    // without a socket nothing is slow
    .filter(({ system }) => !Object.values(system.components ?? {}).includes('slow'))
    .map((sample) => ({ plugin, ...sample })),
);

test.each(samples)('without a socket $plugin.kind reads the same: $reading.because', async (sample) => {
  const now = () => new Date(sample.at);
  const service = createDemoService({ now });
  service.setState(sample.system);
  const http: Http = {
    async send({ method, url, headers = {}, body = '' }) {
      const { pathname, search } = new URL(url);
      const answer = await service.handle({ method, path: `${pathname}${search}`, headers, body });
      if ('broken' in answer) throw new Error('no answer');
      return answer;
    },
  };
  const check = Check.parse(sample.plugin.schema.parse(sample.entry));
  const pack = changed(({ playbook }) => {
    for (const { name, of } of sample.plugin.references(check))
      if (of === 'base') playbook.bases[name] = { title: name };
      else playbook.services[name] = { title: name, critical: false };
  });
  const ports = { ...systemAt('http://demo.test', pack, http, plugins), databaseOf, wallClock: now };
  const { cure: _, ...read } = await readings(checks, ports).read(check);
  expect(read).toEqual(sample.reading);
});
