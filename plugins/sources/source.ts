import type { Signal } from '#core/incident/signal';
import type { Allowed } from './allowed.ts';
import type { Read } from './read.ts';
import type { Verify } from './verify.ts';

/** A real payload and the signals that it gives; none where the source's owner did not allow it. */
export interface SourceSample {
  payload: unknown;
  allowed: Allowed;
  signals: readonly Signal[];
}

/** What is known of a payload besides its body. */
export interface Arrival {
  /** The source that the address names: a mapping has a name of its own. */
  name: string;
  /** By lower-case name; none for a payload that was read from a file. */
  headers: Readonly<Record<string, string>>;
}

/** How a source posts to `/v1/signals/<source>`, without sign-in, verified by the secret `sources/<source>`. */
export interface HttpSource {
  verify: Verify;
  /** Headers that `read` looks at, by lower-case name; none that holds a secret. */
  reads?: readonly string[];
  /** What mappings of the playbook give is read by this source, under the mapping's own name. */
  mapped?: true;
  /** Reads a payload alert by alert; what is not of this source at all is one fault. */
  read: (raw: unknown, allowed: Allowed, arrival: Arrival) => Read;
}

/** A tool that tells of signals: how its payloads are recognised and read. */
export interface SourcePlugin {
  /** Its name on signals. */
  source: string;
  title: string;
  /** Whether a payload is of this source by its outer form; whatever is wrong inside is for `parse` to say. */
  recognises: (raw: unknown) => boolean;
  /** The signals of a payload, none where they are not ours to take. Throws `InvalidInput` that names every wrong field. */
  parse: (raw: unknown, allowed: Allowed) => Signal[];
  /** `told`: the source sends a signal when its condition is over. `never`: only people and checks find that out. */
  recovery: 'told' | 'never';
  /** Left out where its payloads come by AWS alone. */
  http?: HttpSource;
  samples: readonly [SourceSample, ...SourceSample[]];
}
