import { settings } from '#adapters/aws/environment';
import type { Executions, Ports } from '#app/ports';
import { NotConfigured } from '#core/errors';
import type { MachineName } from '#core/machines';

export type MachineArns = Partial<Record<MachineName, string>>;

/** The ARN of an execution by its machine and name. Throws `NotConfigured` for a machine without an ARN. */
export function executionArn(arns: MachineArns, machine: MachineName, name: string): string {
  const arn = arns[machine];
  if (!arn) throw new NotConfigured(`environment: MACHINE_ARNS.${machine}`);
  return `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** Where people look at an execution. */
export const linkAmong =
  (arns: MachineArns): Executions['link'] =>
  (machine, name) => {
    const arn = executionArn(arns, machine, name);
    const region = arn.split(':')[3];
    return `https://${region}.console.aws.amazon.com/states/home?region=${region}#/v2/executions/details/${arn}`;
  };

const notAllowed = (): never => {
  throw new NotConfigured('this function may not touch executions');
};
/** Executions for a function that only links to them, and so needs no client and no right of theirs. */
export const linkPorts = (): Pick<Ports, 'executions'> => ({
  executions: {
    start: async () => notAllowed(),
    status: async () => notAllowed(),
    stop: async () => notAllowed(),
    link: (machine, name) => linkAmong(settings('links').MACHINE_ARNS)(machine, name),
  },
});
