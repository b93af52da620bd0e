import { tickable } from '#core/incident/work';
import { own } from '#core/own';
import { rulesOf } from '#core/rules/expand';
import { type Demo, type DemoStep, demoStep, needsIncident, type SaidStep, type StepOf, type When } from '../demo.ts';
import { factValue, formOfFact } from '../facts.ts';
import { measuredByCloudWatch } from '../sample-pairs.ts';
import type { Path } from '../source.ts';
import { statusWords } from '../words-of.ts';
import { optionsOf, spoken } from './demo-questions.ts';
import { type Finding, known, knownKeys, type Linted, wrong } from './finding.ts';
import { actions, system } from './system.ts';

const file = 'demo.yaml';
const fault = (path: Path, message: string, hint: string): Finding => wrong(path, message, hint, file);

/** Every word of a demonstration means something in its playbook, and its steps can follow each other. */
export function* demo(it: Linted, told: Demo): Iterable<Finding> {
  yield* system(['system'], told.system, it, file);
  yield* actions(['actions'], Object.keys(told.actions), it, file);
  for (const [name, { leaves }] of Object.entries(told.actions))
    yield* system(['actions', name, 'leaves'], leaves, it, file);
  for (const [n, step] of told.steps.entries()) yield* one(['steps', n], step, it, told);
  for (const [c, course] of told.meanwhile.entries())
    for (const [n, step] of course.entries()) yield* one(['meanwhile', c, n], step, it, told);
  yield* order(told);
}

/** What can only be said once there is an incident comes after what opens it; `each` stands where nothing waits for it. */
function* order({ steps, meanwhile }: Demo): Iterable<Finding> {
  const opens = steps.findIndex((step) => 'fire' in step || 'declare' in step);
  if (opens < 0) yield fault(['steps'], 'nothing opens an incident', 'a step with fire or declare');
  for (const [n, step] of steps.entries()) {
    if (n < opens && needsIncident(step))
      yield fault(['steps', n], 'there is no incident yet', 'this step after the one with fire or declare');
    if (step.each) yield fault(['steps', n, 'each'], 'steps are done once', 'this step under meanwhile');
  }
  for (const [c, course] of meanwhile.entries())
    for (const [n, step] of course.entries()) {
      const at = ['meanwhile', c, n];
      if ('fire' in step || 'declare' in step)
        yield fault(at, 'the story itself says what opens incidents', 'this step under steps');
      if (!step.each) continue;
      const { paged, told, due, verification } = step.when ?? {};
      if ([paged, told, due, verification].every((event) => event === undefined) && !('answer' in step))
        yield fault([...at, 'each'], 'this would never end', 'a when with paged, told, due or verification');
      if (n < course.length - 1) yield fault([...at, 'each'], 'nothing comes after it', 'this step last in its list');
    }
}

function* one(at: Path, step: DemoStep, it: Linted, told: Demo): Iterable<Finding> {
  const { playbook, people } = it;
  const said = demoStep(step);
  const persons = Object.keys(people.people);
  const reached = [...new Set([...Object.keys(people.targets), ...persons])];
  if (step.when !== undefined) yield* awaited([...at, 'when'], step.when, reached, it);
  if ('by' in step) {
    const who = [...new Set([...playbook.roles.map(({ id }) => id), ...reached])];
    yield* known([...at, 'by'], step.by, 'role, target or person', who, file);
  }
  yield* verbs(at, said, it, told, reached);
}

function* awaited(at: Path, when: When, reached: string[], { playbook }: Linted): Iterable<Finding> {
  yield* known([...at, 'paged'], when.paged, 'target or person of people.yaml', reached, file);
  yield* known([...at, 'told'], when.told, 'place', Object.keys(playbook.places), file);
  yield* known([...at, 'due'], when.due, 'audience of updates', audiences(playbook), file);
  yield* known([...at, 'severity'], when.severity, 'severity', severities(playbook), file);
  yield* known([...at, 'status'], when.status, 'status', statusWords(playbook), file);
}

const audiences = ({ updates }: Linted['playbook']): string[] => updates.map(({ id }) => id);
const severities = (playbook: Linted['playbook']): string[] => playbook.severities.map(({ id }) => id);

function* verbs(at: Path, { verb, step }: SaidStep, it: Linted, told: Demo, reached: string[]): Iterable<Finding> {
  const { playbook, people } = it;
  const services = Object.keys(playbook.services);
  switch (verb) {
    case 'system':
      yield* system([...at, 'system'], step.system, it, file);
      return;
    case 'fire':
    case 'recover':
      yield* alarm(at, { verb, step } as SaidStep & { verb: 'fire' | 'recover' }, it, told);
      return;
    case 'declare':
      yield* known([...at, 'severity'], step.severity, 'severity', severities(playbook), file);
      yield* known([...at, 'service'], step.service, 'service', services, file);
      yield* facts([...at, 'facts'], step.facts ?? {}, it);
      return;
    case 'acknowledge':
      yield* known([...at, 'acknowledge'], step.acknowledge, 'target or person of people.yaml', reached, file);
      return;
    case 'facts':
      yield* facts([...at, 'facts'], step.facts, it);
      return;
    case 'answer':
      yield* answer(at, step, it);
      return;
    case 'approve': {
      const asking = rulesOf(playbook).flatMap(({ id, approve }) => (approve === undefined ? [] : [id]));
      yield* known([...at, 'approve'], step.approve, 'rule with approve', asking, file);
      return;
    }
    case 'tick':
      yield* known([...at, 'tick'], step.tick, 'task', tickable(playbook), file);
      return;
    case 'update':
      yield* update(at, step, it);
      return;
    case 'rate':
      yield* known([...at, 'rate'], step.rate, 'severity', severities(playbook), file);
      return;
    case 'assign':
      yield* known(
        [...at, 'assign'],
        step.assign,
        'role',
        playbook.roles.map(({ id }) => id),
        file,
      );
      yield* known([...at, 'to'], step.to, 'person of people.yaml', Object.keys(people.people), file);
      return;
    case 'note':
    case 'resolve':
    case 'say':
      return;
  }
}

function* alarm(
  at: Path,
  { verb, step }: { verb: 'fire'; step: StepOf<'fire'> } | { verb: 'recover'; step: StepOf<'recover'> },
  { playbook }: Linted,
  told: Demo,
): Iterable<Finding> {
  const rule = 'fire' in step ? step.fire : step.recover;
  yield* known(
    [...at, verb],
    rule,
    'detection rule',
    playbook.detection.rules.map(({ id }) => id),
    file,
  );
  yield* known([...at, 'service'], step.service, 'service', Object.keys(playbook.services), file);
  const isKnown = (id: string, of: string) =>
    playbook.detection.rules.some((one) => one.id === id) && own(playbook.services, of) !== undefined;
  if (!isKnown(rule, step.service)) return;
  if (step.source === 'cloudwatch' && !measuredByCloudWatch(playbook, rule, step.service))
    yield fault(
      [...at, 'source'],
      `the stack has no alarm of ${rule} for ${step.service}`,
      'alertmanager, or a rule that says by cloudwatch how it is measured',
    );
  const fires = told.steps.flatMap((other) => ('fire' in other ? [other] : []));
  // a name that is wrong there is one mistake
  if (verb === 'fire' || fires.length === 0 || !fires.every((other) => isKnown(other.fire, other.service))) return;
  if (!fires.some((other) => other.fire === rule && other.service === step.service))
    yield fault([...at, verb], `no step fires ${rule} for ${step.service}`, 'an alarm that fires');
}

function* facts(at: Path, given: Record<string, string | number | boolean>, { playbook }: Linted): Iterable<Finding> {
  yield* inFile(knownKeys(at, Object.keys(given), 'fact', Object.keys(playbook.facts)));
  for (const [name, value] of Object.entries(given)) {
    const fact = own(playbook.facts, name);
    if (fact !== undefined && factValue(fact, value) === undefined)
      yield fault([...at, name], `${JSON.stringify(value)} does not fit ${name}`, formOfFact(fact));
  }
}

function* answer(at: Path, step: StepOf<'answer'>, it: Linted): Iterable<Finding> {
  const { question, text } = step;
  const options = known([...at, 'answer'], step.answer, `option of ${question}`, optionsOf(question, it, text), file);
  for (const finding of options) yield { ...finding, judgedBy: [...at, 'question'] };
  if (text === undefined) return;
  const all = spoken(question, it);
  if (all === undefined)
    yield fault([...at, 'text'], `${question} is one question`, 'no text, or question: step or approval');
  else if (!all.some(({ words }) => words.includes(text)))
    yield fault(
      [...at, 'text'],
      `no question of a runbook has the words ${JSON.stringify(text)}`,
      'words of a step’s instruction, text or title',
    );
}

function* update(at: Path, step: StepOf<'update'>, { playbook }: Linted): Iterable<Finding> {
  yield* known([...at, 'update'], step.update, 'audience of updates', audiences(playbook), file);
  const audience = playbook.updates.find(({ id }) => id === step.update);
  if (audience === undefined) return;
  const fields = step.what === 'final' ? audience.final?.fields : audience.fields;
  if (fields === undefined) {
    yield fault([...at, 'what'], `${audience.id} has no final update`, 'what: update');
    return;
  }
  const all = fields.map(({ id }) => id);
  const strange = [...knownKeys([...at, 'fields'], Object.keys(step.fields), 'field', all)];
  yield* inFile(strange);
  const missing = fields.filter(({ id, optional }) => !optional && own(step.fields, id) === undefined);
  // one that is only misspelt is not missing as well
  if (missing.length > strange.length)
    yield fault(
      [...at, 'fields'],
      `${missing.map(({ id }) => id).join(', ')} is missing`,
      missing.map(({ title }) => title).join(', '),
    );
}

function* inFile(findings: Iterable<Finding>): Iterable<Finding> {
  for (const finding of findings) yield { ...finding, file };
}
