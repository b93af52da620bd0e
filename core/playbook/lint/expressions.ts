import { type Finding, type Linted, wrong } from './finding.ts';

/** Expressions that no check could evaluate. */
export function* expressions({ playbook, vocabulary: { checks, faultOf } }: Linted): Iterable<Finding> {
  if (faultOf === undefined) return;
  for (const [id, check] of Object.entries(playbook.checks))
    for (const field of checks.find(({ kind }) => kind === check.kind)?.expressions ?? []) {
      const text = check[field];
      const fault = typeof text === 'string' ? faultOf(text) : undefined;
      if (fault !== undefined)
        yield wrong(
          ['checks', id, field],
          `this is no expression that can be evaluated: ${fault}`,
          'JSONata, such as `body.errors / body.requests * 100` or `body.status = "healthy"`',
        );
    }
}
