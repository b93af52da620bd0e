import { beforeEach, expect, test } from 'vitest';
import type { ChannelPlugin } from '#plugins/channels/channel';
import type { Hook, HookRequest } from '#plugins/channels/hook';

const told = {
  secret: 'hook-secret-0123456789abcdef',
  key: 'INC-000042.1.first.0.alice',
  receipt: 'R'.repeat(30),
  user: 'U'.repeat(30),
  at: '2026-03-11T14:03:00.000Z',
};

/** That a hook believes its provider and nobody else, by the calls that its own fake makes. */
export const hookContract = (plugin: ChannelPlugin): void => {
  const { hook: declared } = plugin;
  if (declared === undefined) {
    test('hook: none is declared, and its fake calls none', async () => {
      expect((await plugin.fake()).fake.calls).toBeUndefined();
    });
    return;
  }
  let hook: Hook;
  let genuine: HookRequest;
  beforeEach(async () => {
    ({ hook } = await declared.load());
    const { fake } = await plugin.fake();
    if (fake.calls === undefined) throw new Error(`the fake of ${plugin.tool} makes no calls`);
    const { headers, body, last = '' } = fake.calls(told);
    genuine = { headers, bytes: Buffer.from(body), key: last };
  });

  test('hook: any of its secrets verifies a genuine call, in whatever order they stand', () => {
    for (const secrets of [[told.secret], ['another', told.secret], [told.secret, 'another']])
      expect(hook.verify(genuine, secrets)).toBe(true);
  });

  test('hook: another secret, or none, verifies nothing', () => {
    for (const secrets of [[], ['another'], [told.secret.slice(0, -1)], [told.secret.toUpperCase()]])
      expect(hook.verify(genuine, secrets)).toBe(false);
  });

  test('hook: what signs nothing has the secret in its path; what signs does so over every byte', () => {
    const forged = { ...genuine, bytes: Buffer.from(`${Buffer.from(genuine.bytes).toString()} `) };
    expect(hook.verify(forged, [told.secret])).toBe(declared.keyed);
    expect(hook.verify({ ...genuine, headers: {}, key: '' }, [told.secret])).toBe(false);
  });

  test('hook: it says what is acknowledged, under the key that we sent or the receipt that we were given', () => {
    expect(hook.read(genuine)).toEqual([
      declared.keyed
        ? { receipt: told.receipt }
        : expect.objectContaining({ key: told.key, at: told.at, says: { did: 'acknowledged' } }),
    ]);
  });

  test.each(['', '{}', '[]', 'null', 'a=b&c', '{"event":{}}', '\ufeff{}'])(
    'hook: of %j it says nothing, or that it cannot be read',
    (body) => {
      let said: unknown = [];
      try {
        said = hook.read({ ...genuine, bytes: Buffer.from(body) });
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      expect(said).toEqual([]);
    },
  );
};
