import type * as z from 'zod';
import type { ActionLook, Http } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { type Act, type actFields, type Filled, isOfIncident } from '#core/playbook/mitigation';
import type { ActionWords, Needs, Reference } from '#core/playbook/vocabulary';
import type { Call, Sign } from '#plugins/access/call';
import type { AddressOf } from '#plugins/address';
import { entryOf } from '#plugins/entry';
import type { Fake } from '#plugins/fakes/simulated-system';
import type { Effect } from '#plugins/fakes/system';
import type { AwsClientSettings, AwsPlace, Deployment, Right } from '#plugins/plugin';
import type { Variables } from '#plugins/variables';

/** What an action may use. */
export interface ActionPorts {
  http: Http;
  /** HTTP with what an entry says of credentials and certificates. */
  call: Call;
  /** Signs a request to AWS by the role of the process. */
  sign: Sign;
  /** The world's clock. */
  wallClock: () => Date;
  addressOf: AddressOf;
  env: Variables;
  /** ARN of a function that runbooks may call, by the playbook's name; undefined where the deployment gives none. */
  functionArn: (name: string) => string | undefined;
  aws: AwsClientSettings;
}
/** How an action ended. */
export type Ended = Exclude<ActionLook, { status: 'running' }>;
/** An entry whose parameters are values, as it is started: what the incident says is filled in by then. */
export type Whole<Entry> = Omit<Entry, 'parameters'> & { parameters: Filled };
/** Starts actions of one kind and looks at their runs; errors as in `Actions` of the ports. */
export interface Runner<Entry = Act> {
  /** A handle by which the run is looked at, or how it ended where it was over at once. */
  start: (key: string, act: Entry, incidentId: string) => Promise<{ handle: string } | Ended>;
  look: (act: Entry, handle: string, incidentId: string) => Promise<ActionLook>;
  /** Tells a run whose time is over to stop, where the kind can. */
  stop?: (act: Entry, handle: string, incidentId: string) => Promise<void>;
}
/** An action as a runbook may hold it, what the simulated system makes of it, and how it then ends. */
export interface ActionSample<Entry = unknown> {
  act: Entry;
  /** The name that the fake knows it by. */
  name: string;
  effect: z.input<typeof Effect>;
  ended: Ended;
  /** What of it the other side hears, where that is not the call as it is: then no incident, and a key in a form of its own. */
  reaches?: { parameters: Record<string, unknown> };
}

/** An action with its entry's form known only to itself, as registries hold it. */
export interface ActionPlugin extends ActionWords {
  title: string;
  needs: (act: Act) => Needs;
  /** What a handler that runs actions may do, beyond its own table and log. */
  rights: readonly Right[];
  /** What it may do because of one entry of the playbook: resources that the entry names. */
  rightsOf?: (act: Act) => readonly Right[];
  /** Services of AWS that it calls by signed requests. */
  aws?: readonly AwsPlace[];
  /** The variables of a handler that runs actions. */
  environment: (deployment: Deployment) => Variables;
  load: () => Promise<{ connect: (ports: ActionPorts) => Runner }>;
  fake: () => Promise<Fake>;
  samples: readonly ActionSample[];
}

type ActionSchema = z.ZodObject<typeof actFields & { kind: z.ZodLiteral<string> }>;
interface Written<S extends ActionSchema>
  extends Pick<ActionPlugin, 'title' | 'rights' | 'aws' | 'environment' | 'fake'> {
  kind: z.infer<S>['kind'];
  schema: S;
  references: (entry: z.infer<S>) => Reference[];
  target: (entry: z.infer<S>) => string;
  needs: (entry: z.infer<S>) => Needs;
  rightsOf?: (entry: z.infer<S>) => readonly Right[];
  load: () => Promise<{ connect: (ports: ActionPorts) => Runner<Whole<z.infer<S>>> }>;
  samples: readonly ActionSample<z.input<S>>[];
}

function whole<Entry extends Pick<Act, 'parameters'>>(entry: Entry): Whole<Entry> {
  const parameters = Object.fromEntries(
    Object.entries(entry.parameters).map(([name, value]) => {
      if (isOfIncident(value)) throw new NotConfigured(`${name} is not filled in: ${value.of}`);
      return [name, value];
    }),
  );
  return { ...entry, parameters };
}

/** An action as its folder writes it, in terms of its own schema, made fit for a registry: entries are parsed at the way in. */
export function actionPlugin<S extends ActionSchema>(written: Written<S>): ActionPlugin {
  const { title, schema, rightsOf, ...rest } = written;
  const parsed = (act: Act): z.infer<S> => entryOf(title, schema, act);
  return {
    ...rest,
    title,
    schema,
    ...(rightsOf !== undefined && { rightsOf: (act: Act) => rightsOf(parsed(act)) }),
    references: (act) => written.references(parsed(act)),
    needs: (act) => written.needs(parsed(act)),
    target: (act) => written.target(parsed(act)),
    load: async () => {
      const { connect } = await written.load();
      return {
        connect(ports) {
          const runner = connect(ports);
          return {
            start: async (key, act, incidentId) => runner.start(key, whole(parsed(act)), incidentId),
            look: async (act, handle, incidentId) => runner.look(whole(parsed(act)), handle, incidentId),
            ...(runner.stop !== undefined && {
              stop: async (act: Act, handle: string, incidentId: string) =>
                runner.stop?.(whole(parsed(act)), handle, incidentId),
            }),
          };
        },
      };
    },
  };
}
