import type { Signal } from '#core/incident/signal';
import type { Allowed } from './allowed.ts';

/** A real payload and the signals that it gives; none where the source's owner did not allow it. */
export interface SourceSample {
  payload: unknown;
  allowed: Allowed;
  signals: readonly Signal[];
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
  samples: readonly [SourceSample, ...SourceSample[]];
}
