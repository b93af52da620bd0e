import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Channel, Outgoing, ToolName } from '#app/ports';
import { NoAnswer, RateLimited, Undeliverable, Unreachable } from '#core/errors';
import { channels } from '#plugins/channels/all';
import { hostile, outgoing } from './messages.ts';
import { nobody, type Other, otherSide } from './other-side.ts';

export interface Contract {
  tool: ToolName;
  /** The kind of its messages here, and on the other side. */
  kind: Outgoing['kind'];
  shownKind?: string;
  /** An address for an incident's messages (providers count by address), and how the other side shows it. */
  address: (incidentId: string) => { to: string; shown?: string };
  facts?: Outgoing['facts'];
  /** What a server without meaning in its answer (`ok-false`) becomes. */
  okFalse: typeof Unreachable | typeof Undeliverable;
  /** Whether the text says that it may be a repeat: not where the channel can look whether it is one. */
  labels: boolean;
}

/** What every channel must do, whatever tool it stands on, against the other side of all of them. */
export const channelContract = ({ tool, kind, shownKind = kind, address, facts = {}, okFalse, labels }: Contract) =>
  describe(tool, () => {
    let other: Other;
    let channel: Channel;
    beforeAll(async () => {
      other = await otherSide();
      channel = channels(other.ports)[tool];
    });
    afterEach(() => other.mend(tool));
    afterAll(() => other.close());
    const of = (incidentId: string, changes: Partial<Outgoing> = {}) =>
      outgoing({ incidentId, key: `${incidentId}/1/${tool}`, kind, to: [address(incidentId).to], facts, ...changes });

    test('what is accepted has an id of the provider, and arrives with its incident, kind, address and text', async () => {
      const receipt = await channel.send(of('INC-000001'));
      expect(receipt.providerId).toMatch(/\S/);
      const [arrived, ...more] = await other.messages('INC-000001');
      expect(more).toEqual([]);
      expect(arrived).toMatchObject({ channel: tool, kind: shownKind, incidentId: 'INC-000001' });
      const { to, shown = to } = address('INC-000001');
      expect(arrived?.to).toBe(shown);
      expect(arrived?.text).toMatch('SEV1 analysis-service is down since 03:00Z');
    });

    test('a repeat says that it may be one, or is known to be one', async () => {
      const before = await other.messages('INC-000002');
      expect(before).toEqual([]);
      await channel.send(of('INC-000002'));
      await channel.send(of('INC-000002', { mayBeRepeat: true }));
      const texts = (await other.messages('INC-000002')).map((one) =>
        one.text.includes('(may be a repeat) SEV1 analysis'),
      );
      expect(texts).toEqual(labels ? [false, true] : [false]);
    });

    test.each(hostile)('%j arrives as text', async (words) => {
      const incidentId = `INC-1${String(hostile.indexOf(words)).padStart(5, '0')}`;
      await channel.send(of(incidentId, { subject: words, text: words }));
      const [arrived] = await other.messages(incidentId);
      expect(arrived?.incidentId).toBe(incidentId);
      expect(arrived?.text).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(/\p{Surrogate}/u.test(arrived?.text ?? '')).toBe(false);
    });

    test.each([
      // All channels share one port here, so the inbox can only cut a connection whose request has been written.
      ['refuse', NoAnswer],
      ['hang', NoAnswer],
      ['500', Unreachable],
      ['429', RateLimited],
      ['ok-false', okFalse],
      ['lost-answer', NoAnswer],
    ] as const)('%s is told as what it is', async (mode, expected) => {
      const incidentId = `INC-2-${mode}`;
      await other.fault(tool, mode);
      await expect(channel.send(of(incidentId))).rejects.toThrow(expected);
      const arrived = await other.messages(incidentId);
      expect(arrived).toHaveLength(mode === 'lost-answer' ? 1 : 0);
      await other.mend(tool);
      expect((await channel.send(of(incidentId, { mayBeRepeat: expected === NoAnswer }))).providerId).toMatch(/\S/);
    });

    test('a connection that is refused has delivered nothing', async () => {
      const gone = channels({ ...other.ports, ...(await nobody()) })[tool];
      await expect(gone.send(of('INC-000003'))).rejects.toThrow(Unreachable);
    });
  });
