import { type Finding, type Linted, wrong } from './finding.ts';

/** Mappings that no source could be read by. */
export function* mappings({ playbook, vocabulary }: Linted): Iterable<Finding> {
  for (const [name, { map }] of Object.entries(playbook.detection.mappings ?? {})) {
    if (vocabulary.sources?.includes(name))
      yield wrong(
        ['detection', 'mappings', name],
        `${name} is a source that Tocsin reads by itself`,
        'another name; it is the last part of the address /v1/signals/<name>',
      );
    const fault = vocabulary.faultOf?.(map);
    if (fault !== undefined)
      yield wrong(
        ['detection', 'mappings', name, 'map'],
        `this is no expression that can be evaluated: ${fault}`,
        'JSONata that gives a signal, such as `{"key": id, "state": "firing", "at": time, "title": name}`',
      );
  }
}
