import type { Death } from './kill-at.ts';
import { type Life, live } from './life.ts';

/** Every worker that writes, and each of them is killed: tasks by their state, the consumers of queues by their queue, operations of the API by name. */
export const workers = [
  'ReceiveAlarm',
  'Dispatch',
  'page',
  'send',
  'effects',
  'Sweep',
  'WatchActions',
  'TakeUp',
  'SayTimePassed',
  'WhereAreWe',
  'TakeSnapshot',
  'RateSeverity',
  'AskSeverity',
  'OpenRoom',
  'TellAudiences',
  'AwaitResolution',
  'GatherEvidence',
  'AskChoice',
  'RunStep',
  'LookAtStep',
  'AskPerson',
  'BeginVerification',
  'Measure',
  'AskWhatNext',
  'WriteReport',
  'ScheduleReview',
  'AwaitReview',
  'api declare',
  'api acknowledge',
  'api cannot',
  'api release',
  'api notMe',
  'api escalate',
  'api addResponder',
  'api setSeverity',
  'api assignRole',
  'api addNote',
  'api sendUpdate',
  'api decide',
  'api resolve',
  'api reopen',
  'api merge',
  'api changeActionItem',
  'api sendTestPage',
  'api cover',
  'api planMaintenance',
  'api moveMaintenance',
  'api cancelMaintenance',
  'api uncover',
] as const;

/** `page dies after its call 27 (write)`. */
export const inWords = ({ worker, call, moment }: Death, struck: string | undefined): string =>
  `${worker} dies ${moment} its call ${call} (${struck ?? 'none'})`;

/** What is wrong with a life in which somebody died, beside the calm one: what broke, and what nobody got. */
export function wrongIn(death: Death, life: Pick<Life, 'wrong' | 'sent' | 'struck'>, calm: Life): string[] {
  const lost = [...calm.sent].filter((line) => !life.sent.has(line)).map((line) => `never sent: ${line}`);
  return [...life.wrong, ...lost].map((what) => `${inWords(death, life.struck)}: ${what}`);
}

/** The deaths that the calm life has: before the first call of each worker, and after each call. */
export const deathsOf = (calm: Life): Death[] =>
  [...calm.calls].flatMap(([worker, n]): Death[] => [
    { worker, call: 1, moment: 'before' },
    ...Array.from({ length: n }, (_, i): Death => ({ worker, call: i + 1, moment: 'after' })),
  ]);

let calmLife: Promise<Life> | undefined;
/** The life in which nobody dies, lived once. */
export const calm = (): Promise<Life> => (calmLife ??= live());

/** Deaths one after the other from a place in all of them, in strides that come by every worker, until the time is over. */
export async function someDeaths(
  from: number,
  seconds: number,
): Promise<{ kills: number; of: number; wrong: string[] }> {
  const still = await calm();
  const all = deathsOf(still);
  const stride = 389; // a prime: it comes by all of them before it comes back
  const end = performance.now() + seconds * 1000;
  const wrong = still.wrong.map((what) => `without a death: ${what}`);
  let kills = 0;
  for (let n = 0; wrong.length === 0 && n < all.length && performance.now() < end; n += 1) {
    const death = all[(from + n * stride) % all.length];
    if (death === undefined) continue;
    const life = await live(death);
    if (life.struck !== undefined) kills += 1;
    wrong.push(...wrongIn(death, life, still));
  }
  return { kills, of: all.length, wrong };
}
