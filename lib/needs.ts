import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Act } from '#core/playbook/mitigation';
import type { Pack } from '#core/playbook/pack';
import { actsOf as actsIn } from '#core/playbook/runbook';
import { carrierOf, type Needs, type Vocabulary } from '#core/playbook/vocabulary';

/** Every action of every runbook, and what takes it back. */
export const actsOf = ({ runbooks }: Pick<Pack, 'runbooks'>): Act[] =>
  Object.values(runbooks).flatMap((runbook) => actsIn(runbook).map(({ act }) => act));

/** Everything that the entries of a playbook need from the app, by what it is. */
export function needsOf({ playbook, runbooks }: Pack, vocabulary: Vocabulary): Required<Needs> {
  const places = Object.values(playbook.places).map((place) => carrierOf(vocabulary, place)?.form.needs?.(place) ?? {});
  const actions = actsOf({ runbooks }).map(
    (act) => vocabulary.actions.find(({ kind }) => kind === act.kind)?.needs?.(act) ?? {},
  );
  const checks = Object.values(playbook.checks).map(
    (check) => vocabulary.checks.find(({ kind }) => kind === check.kind)?.needs?.(check) ?? {},
  );
  const all = [...places, ...actions, ...checks];
  const distinct = (of: keyof Needs) => [...new Set(all.flatMap((needs) => needs[of] ?? []))];
  return {
    topics: distinct('topics'),
    functions: distinct('functions'),
    senders: distinct('senders'),
    databases: distinct('databases'),
  };
}

/** The names by which checks and actions know the addresses that they call: a base, or the service that is its own. */
export function calledIn({ playbook, runbooks }: Pack, vocabulary: Vocabulary): string[] {
  const checks = Object.values(playbook.checks).map(
    (check) => vocabulary.checks.find(({ kind }) => kind === check.kind)?.references(check) ?? [],
  );
  const actions = actsOf({ runbooks }).map(
    (act) => vocabulary.actions.find(({ kind }) => kind === act.kind)?.references(act) ?? [],
  );
  const called = [...checks, ...actions].flatMap(
    (names) => names.find(({ of }) => of === 'base') ?? names.find(({ of }) => of === 'service') ?? [],
  );
  return [...new Set(called.map(({ name }) => name))];
}

/** What the playbook speaks of and the app does not give would only fail in the middle of an incident: it is said at synth. */
export function warnOfMissing(
  product: IConstruct,
  needs: Required<Needs> & { services: readonly string[] },
  given: { topics: object; actions: object; databases: object; services: object },
) {
  const lacking = (what: string, names: readonly string[], known: object) => {
    for (const name of names)
      if (!Object.hasOwn(known, name))
        Annotations.of(product).addWarningV2(
          `tocsin:${what}:${name}`,
          `the playbook speaks of ${what}.${name}, which is not given`,
        );
  };
  lacking('topics', needs.topics, given.topics);
  lacking('actions', needs.functions, given.actions);
  lacking('databases', needs.databases, given.databases);
  lacking('services', needs.services, given.services);
}
