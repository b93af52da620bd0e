import { Stack } from 'aws-cdk-lib';
import { IncidentResponse, type IncidentResponseProps } from '#lib/index';
import { scratchApp, synthesized, tracktion } from './synthesized.ts';

type Given = Partial<IncidentResponseProps>;

/** The template of an app that gives no more than it must, and these props. */
export const shopWith = (props: Given | ((stack: Stack) => Given)) => {
  const app = scratchApp();
  const stack = new Stack(app, 'shop');
  const given = typeof props === 'function' ? props(stack) : props;
  const tocsin = new IncidentResponse(stack, 'Tocsin', { playbook: tracktion, catchAll: 'oncall_manager', ...given });
  return synthesized({ app, stack, tocsin });
};

interface Statement {
  actions: string[];
  resources: string[];
  condition?: unknown;
}
const list = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String).toSorted();

/** The statements of a role that allow actions of this service. */
export const allowedTo = (
  { one }: Pick<ReturnType<typeof shopWith>, 'one'>,
  handler: string,
  service: string,
): Statement[] => {
  const statements: Record<string, unknown>[] = one('AWS::IAM::Role', `Handlers/${handler}/Role`)['Policies'][0]
    .PolicyDocument.Statement;
  return statements
    .map(({ Action, Resource, Condition }) => ({
      actions: list(Action),
      resources: list(Resource),
      ...(Condition === undefined ? {} : { condition: Condition }),
    }))
    .filter(({ actions }) => actions.some((action) => action.startsWith(`${service}:`)));
};
