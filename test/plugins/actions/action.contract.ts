import { afterEach, describe, expect, test } from 'vitest';
import { isRefusal, NoAnswer, NotConfigured, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { Act } from '#core/playbook/mitigation';
import { type RunningDemoService, startDemoService } from '#local/demo-service/server';
import type { ActionPlugin } from '#plugins/actions/action';
import { runs } from '#plugins/actions/runs';
import { json, type WireAnswer } from '#plugins/fakes/wire';
import { accessContract } from '../access.contract.ts';
import { entryContract } from '../entry.contract.ts';
import { environmentAt } from '../environment.ts';
import { type Answering, answering, nobody, patienceWith, portsAt, text } from '../other-side.ts';

const key = 'INC-000042.1.mitigate.1.restart';
const incidentId = 'INC-000042';

/** What every action must do, against its own fake and against an other side that fails. */
export const actionContract = (plugin: ActionPlugin) =>
  describe(`action ${plugin.kind}: ${plugin.title}`, () => {
    const actOf = (entry: unknown) => Act.parse(plugin.schema.parse(entry));
    const [sample] = plugin.samples;
    if (sample === undefined) throw new Error(`${plugin.kind} has no sample`);
    const first = actOf(sample.act);
    const portsFor = async (url: string, act: Act, patienceMs?: number) => {
      const { endpoints = () => ({}) } = await plugin.fake();
      return portsAt(url, plugin.references(act), environmentAt(plugin, endpoints(url)), {}, patienceMs);
    };
    const at = async (url: string, act = first, patienceMs?: number) =>
      runs([plugin], await portsFor(url, act, patienceMs));
    const opened: (RunningDemoService | Answering)[] = [];
    const system = async () => {
      const service = await startDemoService({ plugins: [plugin] });
      opened.push(service);
      return service;
    };
    const server = async (answer: WireAnswer) => {
      const started = await answering(() => answer);
      opened.push(started);
      return started;
    };
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
    });

    entryContract(
      plugin,
      plugin.samples.map(({ act }) => act),
      (entry) => plugin.references(actOf(entry)),
    );

    test.each(plugin.samples)('$name has a target, whatever its parameters', ({ act }) => {
      const parsed = actOf(act);
      expect(plugin.target(parsed)).not.toBe('');
      // a kind that knows all of its parameters has other values of them
      const others = [
        { other: 'parameters' },
        ...Object.entries(parsed.parameters).map(([name, value]) => ({
          [name]: typeof value === 'number' ? value + 1 : value,
        })),
        {},
      ].find((parameters) => plugin.schema.safeParse({ ...parsed, parameters }).success);
      expect(plugin.target({ ...parsed, parameters: others ?? {} })).toBe(plugin.target(parsed));
    });

    test('actions that the system knows by different names have different targets', () => {
      const names = new Set(plugin.samples.map(({ name }) => name));
      expect(new Set(plugin.samples.map(({ act }) => plugin.target(actOf(act)))).size).toBe(names.size);
    });

    if ('auth' in plugin.schema.shape)
      accessContract({
        kind: plugin.kind,
        plugin,
        entry: { ...first },
        prepare: (service) => service.setAction(sample.name, sample.effect),
        use: async (entry, url, access) => {
          const act = actOf(entry);
          const actions = runs([plugin], portsAt(url, plugin.references(act), {}, access));
          try {
            const { handle } = await actions.start(key, act, incidentId);
            const { status } = await actions.look(act, handle, incidentId);
            return { ok: status === sample.ended.status, said: status };
          } catch (error) {
            if (!isRefusal(error)) throw error;
            return { ok: false, said: error.message };
          }
        },
      });

    test.each(plugin.samples)(
      '$name is done once a key, and ends: $ended.output',
      async ({ act, name, effect, ended, reaches }) => {
        const service = await system();
        service.setAction(name, effect);
        const parsed = actOf(act);
        const actions = await at(service.url, parsed);
        const { handle } = await actions.start(key, parsed, incidentId);
        expect(await actions.start(key, parsed, incidentId)).toEqual({ handle });
        expect(await actions.look(parsed, handle, incidentId)).toEqual(ended);
        const { parameters } = parsed;
        const call = reaches
          ? { key: expect.any(String), incidentId: null, ...reaches }
          : { key, incidentId, parameters };
        expect(service.actions()).toEqual([{ at: expect.any(String), runId: expect.any(String), name, ...call }]);
      },
    );

    test('one that takes its time is running until it is over', async () => {
      const service = await system();
      service.setAction(sample.name, { seconds: 60 });
      const { handle } = await (await at(service.url)).start(key, first, incidentId);
      expect(await (await at(service.url)).look(first, handle, incidentId)).toEqual({ status: 'running' });
    });

    test('a start whose answer is lost was perhaps made: the same key finds its run and starts nothing', async () => {
      const service = await system();
      service.setAction(sample.name, { seconds: 60, outcome: 'lost-answer' });
      await expect((await at(service.url)).start(key, first, incidentId)).rejects.toThrow(NoAnswer);
      const { handle } = await (await at(service.url)).start(key, first, incidentId);
      expect(await (await at(service.url)).look(first, handle, incidentId)).toEqual({ status: 'running' });
      expect(service.actions()).toHaveLength(1);
    });

    test('one that is not there was not started', async () => {
      const service = await system();
      await expect((await at(service.url)).start(key, first, incidentId)).rejects.toThrow(Undeliverable);
      expect(service.actions()).toEqual([]);
    });

    test.each<[string, WireAnswer, typeof NoAnswer | typeof RateLimited]>([
      ['a server that fails, which may have acted', json(500, {}), NoAnswer],
      ['patience', json(429, {}), RateLimited],
      ['an answer that cannot be read', text(202, '<html></html>'), NoAnswer],
      ['a lost answer', { broken: 'lost' }, NoAnswer],
      ['silence', { broken: 'hanging' }, NoAnswer],
    ])('a start that meets %s is made once and told as what it is', async (_, answer, expected) => {
      const { url, asked } = await server(answer);
      const runner = await at(url, first, patienceWith(answer));
      await expect(runner.start(key, first, incidentId)).rejects.toThrow(expected);
      expect(asked).toHaveLength(1);
    });

    test('a server that is not there has started nothing', async () => {
      await expect((await at(await nobody())).start(key, first, incidentId)).rejects.toThrow(Unreachable);
    });

    const { functions = [] } = plugin.needs(first);
    if (plugin.references(first).length + functions.length > 0)
      test('what the deployment does not give is not configured, and nothing is asked', async () => {
        const { url, asked } = await server(json(200, {}));
        const ports = { ...portsAt(url), functionArn: () => undefined };
        await expect(runs([plugin], ports).start(key, first, incidentId)).rejects.toThrow(NotConfigured);
        expect(asked).toEqual([]);
      });

    test('an entry that this release cannot read starts nothing, and the reason names the field', async () => {
      const { url, asked } = await server(json(200, {}));
      const start = (await at(url)).start(key, { ...first, mistake: 1 }, incidentId);
      await expect(start).rejects.toThrow(NotConfigured);
      await expect(start).rejects.toThrow('Unrecognized key: "mistake"');
      expect(asked).toEqual([]);
    });

    test('a handle that is not ours is refused', async () => {
      await expect((await at(await nobody())).look(first, 'made up', incidentId)).rejects.toThrow(Undeliverable);
    });
  });
