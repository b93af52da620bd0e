import { parseSpan } from '#core/time/span';
import { isMoment } from '#core/time/when';
import { layerPaths, personOf } from '../../on-call/layers.ts';
import type { Path } from '../source.ts';
import type { Criterion } from '../verification.ts';
import { carrierOf } from '../vocabulary.ts';
import { derivedWords } from '../who.ts';
import { conditionNames } from './condition.ts';
import { type Finding, known, knownKeys, type Linted } from './finding.ts';

/** Every name that the playbook, its runbooks and people.yaml use exists. */
export function* references(it: Linted): Iterable<Finding> {
  const { playbook, people, runbooks, books, templates, vocabulary } = it;
  const severities = playbook.severities.map((s) => s.id);
  const targets = Object.keys(people.targets);
  const persons = Object.keys(people.people);
  const roles = playbook.roles.map((r) => r.id);
  const askable = [...roles, ...targets, ...derivedWords(playbook)];
  const places = Object.keys(playbook.places);
  const written = Object.keys(templates);
  const checks = Object.keys(playbook.checks);
  const calendars = Object.keys(playbook.calendars);
  const services = Object.keys(playbook.services);
  const bases = [...services, ...Object.keys(playbook.bases)];
  const addressed = { service: { kind: 'service', all: services }, base: { kind: 'base or service', all: bases } };
  const levels = playbook.levels.map((l) => String(l.level));
  const rules = playbook.detection.rules.map((r) => r.id);

  yield* known(['businessCalendar'], playbook.businessCalendar, 'calendar', calendars);
  for (const [n, s] of playbook.severities.entries()) {
    yield* known(['severities', n, 'pagesNobody', 'owner'], s.pagesNobody?.owner, 'target of people.yaml', targets);
    for (const target of ['respond', 'resolve'] as const) {
      const when = s.targets[target];
      if (when === undefined) continue;
      const [kind, name, all] = isMoment(when)
        ? (['moment', when, Object.keys(playbook.moments)] as const)
        : (['calendar', parseSpan(when).calendar, calendars] as const);
      yield* known(['severities', n, 'targets', target], name, kind, all);
    }
  }
  for (const [id, { at, template }] of Object.entries(playbook.digests)) {
    yield* known(['digests', id, 'at'], at, 'moment', Object.keys(playbook.moments));
    yield* known(['digests', id, 'template'], template, 'template', written);
  }
  for (const [id, moment] of Object.entries(playbook.moments))
    for (const key of ['of', 'orNext'] as const) yield* known(['moments', id, key], moment[key], 'calendar', calendars);

  yield* known(['detection', 'otherwise', 'severity'], playbook.detection.otherwise.severity, 'severity', severities);
  for (const [n, rule] of playbook.detection.rules.entries()) {
    const at = ['detection', 'rules', n];
    yield* known([...at, 'severity'], rule.severity, 'severity', severities);
    yield* known([...at, 'severityIfCritical'], rule.severityIfCritical, 'severity', severities);
    yield* known([...at, 'runbook'], rule.runbook, 'runbook', books);
    for (const [m, h] of rule.higher.entries())
      yield* known([...at, 'higher', m, 'severity'], h.severity, 'severity', severities);
  }

  for (const [id, check] of Object.entries(playbook.checks)) {
    const words = vocabulary.checks.find(({ kind }) => kind === check.kind);
    for (const { path, name, of } of words?.references(check) ?? [])
      yield* known(['checks', id, ...path], name, addressed[of].kind, addressed[of].all);
  }

  const { triage, meeting } = playbook;
  yield* known(['triage', 'snapshot'], triage.snapshot, 'check', checks);
  yield* known(['triage', 'count', 'of'], triage.count?.of, 'check', checks);
  for (const [n, band] of triage.count?.bands.entries() ?? [])
    yield* known(['triage', 'count', 'bands', n, 'severity'], band.severity, 'severity', severities);
  yield* known(['triage', 'confirm', 'ask'], triage.confirm?.ask, 'role or target', askable);
  yield* known(['triage', 'confirm', 'severities'], triage.confirm?.severities, 'severity', severities);
  for (const [n, row] of triage.impactMatrix.entries())
    yield* known(['triage', 'impactMatrix', n, 'severity'], row.severity, 'severity', severities);

  for (const [n, level] of playbook.levels.entries()) {
    yield* known(['levels', n, 'contacts'], level.contacts, 'target of people.yaml', targets);
    yield* known(['levels', n, 'notice'], level.notice, 'place', places);
  }

  for (const [id, { team }] of Object.entries(playbook.services))
    yield* known(['services', id, 'team'], team, 'team', Object.keys(playbook.teams));
  for (const [id, { oncall }] of Object.entries(playbook.teams))
    yield* known(['teams', id, 'oncall'], oncall, 'target of people.yaml', targets);

  const named = { severity: severities, service: services };
  for (const [id, place] of Object.entries(playbook.places))
    for (const { field, names, of } of carrierOf(vocabulary, place)?.form.maps?.(place) ?? [])
      yield* knownKeys(['places', id, ...[field].flat()], names, of, named[of]);
  yield* known(['fallback'], playbook.fallback, 'place', places);
  yield* conditionNames(['room', 'if'], playbook.room?.if, it);
  yield* known(['room', 'place'], playbook.room?.place, 'place', places);
  yield* known(['room', 'invite'], playbook.room?.invite, 'target or person of people.yaml', [...targets, ...persons]);
  for (const [n, { apart }] of playbook.roles.entries()) yield* known(['roles', n, 'apart'], apart, 'role', roles);
  yield* known(['report', 'ask'], playbook.report.ask, 'role or target', askable);

  yield* known(['evidence'], playbook.evidence, 'check', checks);
  yield* known(['choice', 'ask'], playbook.choice.ask, 'role or target', askable);
  const tell = playbook.choice.tellLevel;
  yield* known(['choice', 'tellLevel'], tell === undefined ? undefined : String(tell), 'level', levels);
  for (const [n, option] of playbook.choice.options.entries()) {
    yield* known(['choice', 'options', n, 'runbook'], option.runbook, 'runbook', books);
    yield* known(['choice', 'options', n, 'rules'], option.rules, 'detection rule', rules);
  }
  yield* criteria(['verification', 'pass'], playbook.verification.pass, checks);
  yield* known(['verification', 'exhausted', 'ask'], playbook.verification.exhausted.ask, 'role or target', askable);

  yield* knownKeys(['watch'], Object.keys(playbook.watch), 'severity', severities);
  const moments = meeting === undefined ? [] : typeof meeting.at === 'string' ? meeting.at : Object.values(meeting.at);
  yield* known(['meeting', 'at'], moments, 'moment', Object.keys(playbook.moments));
  if (typeof meeting?.at === 'object')
    yield* knownKeys(['meeting', 'at'], Object.keys(meeting.at), 'severity', severities);
  yield* known(['report', 'template'], playbook.report.template, 'template', written);
  for (const [name, { template, if: condition }] of Object.entries(playbook.report.others)) {
    yield* known(['report', 'others', name, 'template'], template, 'template', written);
    yield* conditionNames(['report', 'others', name, 'if'], condition, it);
  }
  yield* known(
    ['items', 'reminders', 'escalate', 'to'],
    playbook.items.reminders?.escalate?.to,
    'target of people.yaml',
    targets,
  );
  for (const [n, exception] of playbook.accept.entries())
    yield* known(['accept', n, 'severity'], exception.severity, 'severity', severities);

  for (const [id, runbook] of Object.entries(runbooks))
    yield* criteria(['pass'], runbook.pass ?? [], checks, `runbooks/${id}.yaml`);

  const rotations = Object.keys(people.rotations);
  const file = 'people.yaml';
  for (const [id, target] of Object.entries(people.targets)) {
    yield* known(['targets', id, 'person'], target.person, 'person', persons, file);
    yield* known(['targets', id, 'people'], target.people, 'person', persons, file);
    yield* known(['targets', id, 'rotation'], target.rotation, 'rotation', rotations, file);
  }
  for (const [id, rotation] of Object.entries(people.rotations)) {
    for (const [path, { members }] of layerPaths(id, rotation))
      for (const [n, member] of members.entries()) {
        const at = [...path, 'members', n, ...(typeof member === 'string' ? [] : ['person'])];
        yield* known(at, personOf(member), 'person', persons, file);
      }
  }
  for (const [n, override] of people.overrides.entries()) {
    yield* known(['overrides', n, 'rotation'], override.rotation, 'rotation', rotations, file);
    yield* known(['overrides', n, 'person'], override.person, 'person', persons, file);
  }
}

function* criteria(path: Path, all: readonly Criterion[], checks: readonly string[], file?: string): Iterable<Finding> {
  for (const [n, criterion] of all.entries()) {
    yield* known([...path, n, 'check'], criterion.check, 'check', checks, file);
    yield* known([...path, n, 'of'], criterion.of, 'check', checks, file);
  }
}
