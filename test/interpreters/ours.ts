import { machines } from '#core/machines';
import type { Definition } from '#simulator/asl/definition';
import { Executions } from '#simulator/asl/executions';
import { VirtualClock } from '#simulator/clock';
import { arnOf, definitionOf, executionArn } from '#simulator/machines';
import type { Answer, Path } from './paths.ts';
import { type Ended, executionOf, type Ran } from './ran.ts';

/** An error as a Lambda throws it. */
const thrown = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Takes a path in our own runner, on a clock of its own. */
export async function runInOurs(
  path: Path,
  n: number,
  shape: (definition: Definition) => Definition = (definition) => definition,
): Promise<Ran> {
  const clock = new VirtualClock(new Date('2026-01-05T03:00:00Z'));
  const answers = new Map<string, Answer[]>(Object.entries(path.answers).map(([task, all]) => [task, [...all]]));
  const refused = new Map<string, string[]>(
    Object.entries(path.refused ?? {}).map(([machine, all]) => [machine, [...all]]),
  );
  const started: string[] = [];
  const executions = new Executions({
    clock,
    machines: Object.fromEntries(machines.map((m) => [arnOf(m), { name: m, definition: shape(definitionOf(m)) }])),
    random: () => 0.5,
    onStatus: ({ executionArn: arn, status }) => {
      if (status === 'RUNNING') started.push(arn);
    },
    refusesStart: (machineArn) => refused.get(machineArn.split(':').at(-1) ?? '')?.shift(),
    async invoke(functionArn, payload) {
      const task = functionArn.split(':').at(-1) ?? '';
      const answer = answers.get(task)?.shift() ?? { error: 'NoAnswerLeft', cause: task };
      if ('error' in answer) throw thrown(answer.error, answer.cause);
      if ('gives' in answer) return answer.gives;
      if ('timesOut' in answer) return null;
      const { token } = payload as { token: string };
      // the task is under way before anybody answers its token
      clock.at(clock.now().getTime() + 1000, () =>
        'tokenGives' in answer
          ? executions.sendTaskSuccess(token, answer.tokenGives)
          : executions.sendTaskFailure(token, answer.tokenFails, answer.cause),
      );
      return null;
    },
  });
  const name = executionOf(path, n);
  await executions.start(arnOf(path.machine), name, path.input);
  const own = executionArn(path.machine, name);
  // longer than the longest token may take, as often as a path lets it time out
  for (let day = 0; day < 60 && (await executions.describe(own)).status === 'RUNNING'; day += 1)
    await clock.wind(24 * 3600 * 1000);
  const ended: [string, Ended][] = [];
  for (const arn of started) {
    const { name: its, status, output, error, cause } = await executions.describe(arn);
    const end = { status, ...(status === 'SUCCEEDED' ? { output } : {}), error, cause };
    ended.push([its, { ...end, events: executions.history(arn) }]);
  }
  const left = [...answers, ...refused].flatMap(([task, all]) => (all.length === 0 ? [] : [[task, all.length]]));
  return { executions: Object.fromEntries(ended), left: Object.fromEntries(left) };
}
