import type { Ports } from '#app/ports';
import { takeSignal } from '#app/store/signals';
import { cloudWatchSignal } from '#plugins/sources/cloudwatch/parse';
import { aws } from '#runtime/aws';
import { consumer } from '#runtime/lambda';
import type { StoreNeeds } from '#runtime/task';

/** Takes in one CloudWatch alarm, from the bus or from a topic. What is no alarm at all goes to the dead letters with its payload. */
export async function receiveAlarm(ports: StoreNeeds & Pick<Ports, 'log'>, body: unknown): Promise<void> {
  const { alarms, alarmPrefix, pack } = ports.deployed;
  const signal = cloudWatchSignal(body, {
    alarms,
    ...(alarmPrefix === undefined ? {} : { alarmPrefix }),
    services: Object.keys(pack.playbook.services),
    rules: pack.playbook.detection.rules.map((r) => r.id),
  });
  if (signal === undefined) {
    ports.log.info('an alarm that was not added: ignored');
    return;
  }
  const taken = await takeSignal(ports, signal);
  ports.log.info('signal taken', { ...taken });
}

export const handler = consumer(receiveAlarm, aws);
