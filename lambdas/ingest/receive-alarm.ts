import type { Ports } from '#app/ports';
import { takeSignal } from '#app/store/signals';
import { sources } from '#plugins/sources/registry';
import { signalsOf } from '#plugins/sources/signals';
import type { SourcePlugin } from '#plugins/sources/source';
import { aws } from '#runtime/aws';
import { consumer } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

/** Takes in one payload of a source. What no source recognises, or can read, goes to the dead letters with its payload. */
export async function receiveAlarm(
  ports: StoreNeeds & Pick<Ports, 'log'>,
  body: unknown,
  known: readonly SourcePlugin[] = sources,
): Promise<void> {
  const { alarms, alarmPrefix, pack } = ports.deployed;
  const signals = signalsOf(known, body, {
    alarms,
    ...(alarmPrefix === undefined ? {} : { alarmPrefix }),
    services: Object.keys(pack.playbook.services),
    rules: pack.playbook.detection.rules.map((r) => r.id),
  });
  if (signals.length === 0) ports.log.info('nothing in it may open an incident: ignored');
  for (const signal of signals) ports.log.info('signal taken', { ...(await takeSignal(ports, signal)) });
}

export const handler = consumer(receiveAlarm, aws);
