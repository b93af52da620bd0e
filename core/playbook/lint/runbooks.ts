import { rulesOf } from '#core/rules/expand';
import { inFull } from '../act-text.ts';
import { isOfIncident, LONGEST_VALUE } from '../mitigation.ts';
import { actsOf, askedBy, readBy } from '../runbook.ts';
import { derivedWords } from '../who.ts';
import { conditionNames } from './condition.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';
import { someBetween } from './range.ts';

/** Characters of an action that is shown whole to who approves it. */
const LONGEST_ACT = 1000;

/** Every name that a step uses exists, and what is destructive says who approves it. */
export function* runbooks(it: Linted): Iterable<Finding> {
  const { playbook, people, vocabulary } = it;
  const askable = [...playbook.roles.map((r) => r.id), ...Object.keys(people.targets), ...derivedWords(playbook)];
  const checks = Object.keys(playbook.checks);
  const services = Object.keys(playbook.services);
  const bases = [...services, ...Object.keys(playbook.bases)];
  const addressed = { service: { kind: 'service', all: services }, base: { kind: 'base or service', all: bases } };
  for (const [id, runbook] of Object.entries(it.runbooks)) {
    const file = `runbooks/${id}.yaml`;
    if (
      runbook.automatic === true &&
      !rulesOf(playbook).some((rule) => rule.do.some((act) => 'run' in act && act.run === id))
    )
      yield wrong(
        ['automatic'],
        `no rule runs ${id}: nothing starts it but a person`,
        `a rule that does run: ${id}`,
        file,
      );
    for (const [n, step] of runbook.steps.entries()) {
      const at = ['steps', n];
      yield* conditionNames([...at, 'if'], step.if, it, file);
      for (const [field, who] of askedBy(step)) yield* known([...at, field], who, 'role or target', askable, file);
      if ('read' in step) yield* known([...at, 'read'], readBy(step), 'check', checks, file);
      if ('check' in step) {
        yield* knownKeys([...at, 'check'], Object.keys(step.check), 'check', checks, file);
        for (const [name, limits] of Object.entries(step.check))
          yield* someBetween([...at, 'check', name], limits, file);
      }
      if (!('act' in step)) continue;
      if (step.destructive && step.approve === undefined)
        yield wrong(
          [...at, 'destructive'],
          'a destructive step that nobody approves',
          'approve: a role or target that must agree before it is started',
          file,
        );
      const taken = Object.values(step.act.parameters).filter(isOfIncident).length;
      const length = inFull(step.act).length + taken * LONGEST_VALUE;
      if (step.approve !== undefined && length > LONGEST_ACT)
        yield wrong(
          [...at, 'act'],
          `who approves it must read all of it: ${length} characters`,
          `at most ${LONGEST_ACT}`,
          file,
        );
    }
    for (const { n, where, act } of actsOf(runbook)) {
      for (const [name, value] of Object.entries(act.parameters)) {
        if (!isOfIncident(value) || !value.of.startsWith('fact.')) continue;
        const facts = Object.keys(playbook.facts).map((fact) => `fact.${fact}`);
        yield* known(['steps', n, where, 'parameters', name, 'of'], value.of, 'fact', facts, file);
      }
      const words = vocabulary.actions.find(({ kind }) => kind === act.kind);
      for (const { path, name, of } of words?.references(act) ?? [])
        yield* known(['steps', n, where, ...path], name, addressed[of].kind, addressed[of].all, file);
    }
  }
}
