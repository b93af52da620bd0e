import { afterEach, describe, expect, test } from 'vitest';
import { Check } from '#core/playbook/verification';
import { startDemoService } from '#local/demo-service/server';
import type { CheckPlugin } from '#plugins/checks/check';
import { readings } from '#plugins/checks/readings';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { accessContract } from '../access.contract.ts';
import { entryContract } from '../entry.contract.ts';
import { environmentAt } from '../environment.ts';
import { answering, nobody, patienceWith, portsAt, text } from '../other-side.ts';

/** What every check must do, against its own fake and against an other side that fails. */
export const checkContract = (plugin: CheckPlugin) =>
  describe(`check ${plugin.kind}: ${plugin.title}`, () => {
    const checkOf = (entry: unknown) => Check.parse(plugin.schema.parse(entry));
    const first = checkOf({ ...Object(plugin.samples[0]?.entry), timeout: '1s' });
    const portsFor = async (url: string, check: Check, patienceMs?: number) => {
      const { endpoints = () => ({}) } = await plugin.fake();
      return portsAt(url, plugin.references(check), environmentAt(plugin, endpoints(url)), {}, patienceMs);
    };
    const entries = plugin.samples.map(({ entry }) => entry);
    const ended: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ended.splice(0)) await end();
    });

    entryContract(plugin, entries, (entry) => plugin.references(checkOf(entry)));

    test.each(plugin.samples)('$reading.because', async ({ entry, system, at, reading }) => {
      const now = () => new Date(at);
      const service = await startDemoService({ plugins: [plugin], now, slowMs: 1_500 });
      ended.push(service.close);
      service.setState(system);
      const check = checkOf(entry);
      const ports = { ...(await portsFor(service.url, check)), wallClock: now };
      // what is remembered of an entry measures the same
      for (const again of [check, check, checkOf(entry)]) {
        const { cure: _, ...read } = await readings([plugin], ports).read(again);
        expect(read).toEqual(reading);
      }
    });

    const [sample] = plugin.samples;
    if ('auth' in plugin.schema.shape && sample !== undefined)
      accessContract({
        kind: plugin.kind,
        plugin,
        entry: { ...Object(sample.entry), auth: undefined },
        prepare: (service) => void service.setState(sample.system),
        use: async (entry, url, access) => {
          const check = checkOf(entry);
          const ports = portsAt(url, plugin.references(check), {}, access);
          const { value, because } = await readings([plugin], ports).read(check);
          return { ok: value !== null && value === sample.reading.value, said: because };
        },
      });

    const failures: [string, WireAnswer | 'nobody'][] = [
      ['a connection that is refused', 'nobody'],
      ['silence', { broken: 'hanging' }],
      ['a lost answer', { broken: 'lost' }],
      ['a server that fails', json(500, {})],
    ];
    test.each(failures)(
      `%s is ${plugin.measures === 'health' ? 'a reading of 0' : 'no reading'}`,
      async (_, answer) => {
        const server = answer === 'nobody' ? undefined : await answering(() => answer);
        if (server !== undefined) ended.push(server.close);
        const patience = answer === 'nobody' ? undefined : patienceWith(answer);
        const ports = await portsFor(server?.url ?? (await nobody()), first, patience);
        const { value, because } = await readings([plugin], ports).read(first);
        expect(value).toBe(plugin.measures === 'health' ? 0 : null);
        expect(because).toMatch(/\S/);
      },
    );

    if (plugin.measures === 'value')
      test('an answer that cannot be read is no reading', async () => {
        const server = await answering(() => text(200, '<html>SECRET</html>'));
        ended.push(server.close);
        const { value, because } = await readings([plugin], await portsFor(server.url, first)).read(first);
        expect(value).toBeNull();
        expect(because).not.toContain('SECRET');
      });

    const needed = plugin.references(first).map(({ name }) => `no address is deployed for ${name}`);
    if (needed.length > 0)
      test('without an address in the deployment nothing is read, and the reason names it', async () => {
        const { value, because } = await readings([plugin], portsAt(await nobody())).read(first);
        expect(value).toBeNull();
        expect(needed).toContain(because);
      });

    test('an entry that this release cannot read is no reading, and the reason names the field', async () => {
      const reading = await readings([plugin], portsAt(await nobody())).read({ ...first, mistake: 1 });
      expect(reading).toEqual({
        value: null,
        cure: 'give what is named, then deploy; a secret needs no deployment',
        because: `${plugin.title}: this release cannot read the stored entry: (root): Unrecognized key: "mistake"`,
      });
    });
  });
