import type * as z from 'zod';
import type { Http, Reading } from '#app/ports';
import type { Check, checkFields } from '#core/playbook/verification';
import type { CheckWords, Needs, Reference } from '#core/playbook/vocabulary';
import type { Call, Sign } from '#plugins/access/call';
import type { Handshake } from '#plugins/access/handshake';
import type { AddressOf } from '#plugins/address';
import { entryOf } from '#plugins/entry';
import type { Fake } from '#plugins/fakes/simulated-system';
import type { Change } from '#plugins/fakes/system';
import type { AwsClientSettings, AwsPlace, Deployment, Right } from '#plugins/plugin';
import type { Variables } from '#plugins/variables';

/** What a check may use. */
export interface CheckPorts {
  http: Http;
  /** HTTP with what an entry says of credentials and certificates. */
  call: Call;
  /** A TLS connection over which nothing is sent, for the certificate that a host shows. */
  handshake: Handshake;
  /** Signs a request to AWS by the role of the process. */
  sign: Sign;
  /** The world's clock: metrics are asked for by it. */
  wallClock: () => Date;
  addressOf: AddressOf;
  /** The database that the deployment gives under a name; undefined where it gives none. */
  databaseOf: (name: string) => Database | undefined;
  env: Variables;
  aws: AwsClientSettings;
}
/** A cluster that is read through the RDS Data API, with the secret that holds its user and password. */
export interface Database {
  clusterArn: string;
  secretArn: string;
  name?: string | undefined;
}
/** Reads entries of one kind. What it throws becomes a reading of nothing with the error as its reason. */
export interface Reader<Entry = Check> {
  read(entry: Entry): Promise<Reading>;
}
/** An entry as a playbook may hold it, and what it reads of a system at an instant. */
export interface CheckSample<Entry = unknown> {
  entry: Entry;
  system: Change;
  at: string;
  reading: Reading;
}

/** A check with its entry's form known only to itself, as registries hold it. */
export interface CheckPlugin extends CheckWords {
  title: string;
  /** `value`: what cannot be measured is a reading of nothing. `health`: being reachable is what is measured, so a failure reads 0. */
  measures: 'value' | 'health';
  /** What a handler that reads checks may do, beyond its own table and log. */
  rights: readonly Right[];
  /** What it may do because of one entry of the playbook: resources that the entry names. */
  rightsOf?: (check: Check) => readonly Right[];
  /** Services of AWS that it calls by signed requests. */
  aws?: readonly AwsPlace[];
  /** The variables of a handler that reads checks. */
  environment: (deployment: Deployment) => Variables;
  load: () => Promise<{ connect: (ports: CheckPorts) => Reader }>;
  fake: () => Promise<Fake>;
  samples: readonly CheckSample[];
}

type CheckSchema = z.ZodObject<typeof checkFields & { kind: z.ZodLiteral<string> }>;
interface Written<S extends CheckSchema>
  extends Pick<CheckPlugin, 'title' | 'measures' | 'rights' | 'aws' | 'environment' | 'fake'> {
  kind: z.infer<S>['kind'];
  schema: S;
  references: (entry: z.infer<S>) => Reference[];
  needs?: (entry: z.infer<S>) => Needs;
  expressions?: readonly string[];
  simulatedBy?: readonly string[];
  rightsOf?: (entry: z.infer<S>) => readonly Right[];
  load: () => Promise<{ connect: (ports: CheckPorts) => Reader<z.infer<S>> }>;
  samples: readonly CheckSample<z.input<S>>[];
}

/** A check as its folder writes it, in terms of its own schema, made fit for a registry: entries are parsed at the way in. */
export function checkPlugin<S extends CheckSchema>(written: Written<S>): CheckPlugin {
  const { title, schema, rightsOf, needs, ...rest } = written;
  /** Entries that were read: those of a deployed playbook are measured again and again. */
  const known = new WeakMap<Check, z.infer<S>>();
  const parsed = (check: Check): z.infer<S> => {
    const before = known.get(check);
    if (before !== undefined) return before;
    const entry = entryOf(title, schema, check);
    known.set(check, entry);
    return entry;
  };
  return {
    ...rest,
    title,
    schema,
    ...(rightsOf !== undefined && { rightsOf: (check: Check) => rightsOf(parsed(check)) }),
    ...(needs !== undefined && { needs: (check: Check) => needs(parsed(check)) }),
    references: (check) => written.references(parsed(check)),
    load: async () => {
      const { connect } = await written.load();
      return {
        connect(ports) {
          const reader = connect(ports);
          return { read: async (check) => reader.read(parsed(check)) };
        },
      };
    },
  };
}
