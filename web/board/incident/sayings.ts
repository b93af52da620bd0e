import { byWhom } from '#core/incident/way';
import type { Entry } from '#core/message/entry';
import { own } from '#core/own';
import { titleOf as titleOfStep } from '#core/playbook/runbook';
import { list, workOf } from '#core/rules/expand';
import { type Known, listed, nameOf, short, spanOf, titleOf } from '../talk.ts';
import type { IncidentGiven } from './types.ts';

/** What a filter of the timeline keeps. */
export type Group = 'pages' | 'decisions' | 'mitigation' | 'checks' | 'updates' | 'deadlines';
/** One thing that happened, in a sentence. `reason` stands for the stored reason where that would only say it again. */
export interface Happened {
  tag: string;
  group?: Group;
  says: string;
  reason?: string;
  bad?: boolean;
}
/** What was told before an entry, which its sentence may need: the runbook that runs, and the questions that were asked. */
export interface Before {
  runbook: string | undefined;
  options: Readonly<Record<string, string>>;
}
export type Of<T extends Entry['type']> = Extract<Entry, { type: T }>;
export type Given = Pick<IncidentGiven, 'known' | 'channels' | 'incident'> & Before;

export const hidden = (): undefined => undefined;
export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
export const person = ({ known }: Given, id: string): string => nameOf(known, id);
export const title = ({ known }: Given, word: string): string => titleOf(known, word);
export const titles = (g: Given, words: readonly string[]): string => listed(words.map((word) => told(g.known, word)));
export const tool = ({ channels }: Given, channel: string): string => own(channels, channel) ?? channel;

/** A target, a role, or a place where messages go; the notice of a level goes by the level's name. */
export function told(known: Known, word: string): string {
  const level = known.pack.playbook.levels.find((l) => l.notice === word);
  return level === undefined ? titleOf(known, word) : `level ${level.level} (${short(level.title, 60)})`;
}
export const audience = ({ known }: Given, id: string): string =>
  short(known.pack.playbook.updates.find((a) => a.id === id)?.title ?? id, 60);
export const updateTo = (g: Given, update: string | undefined, id: string | undefined): string => {
  const which = update === undefined || update === 'update' ? 'update' : `${update} update`;
  return `${which} to ${audience(g, id ?? '?')}`;
};
export const stepOf = ({ known, runbook }: Given, id: string): string => {
  const step = own(known.pack.runbooks, runbook ?? '')?.steps.find((s) => s.id === id);
  return short(step === undefined ? id : titleOfStep(step), 160);
};
export const rated = (g: Given, { severity, by }: { severity: string; by: string }): Happened => ({
  tag: 'Severity',
  group: 'checks',
  says: by === 'rule' || by === 'count' ? `Severity ${severity}` : `${person(g, by)} set the severity to ${severity}`,
});

export function step(g: Given, { step: s }: Of<'StepChanged'>): Happened | undefined {
  const name = `${s.way === 'undo' ? 'Undo of ' : ''}“${stepOf(g, s.id)}”`;
  const says = (words: string, bad = false): Happened => ({
    tag: 'Mitigation',
    group: 'mitigation',
    says: `${name} ${words}`,
    ...(bad ? { bad } : {}),
  });
  switch (s.status) {
    case 'waiting':
      // who approved it has said so themselves
      return s.approvedBy === undefined ? says('is to be started again') : undefined;
    case 'held':
      return says('waits for approval');
    case 'claimed':
      return says('is being started');
    case 'running':
      return s.handle === undefined && s.looks === undefined ? says('has begun') : undefined;
    case 'asked':
      return says('waits for a person');
    case 'done':
      return says('is done');
    case 'failed':
      return says('failed', true);
    case 'unknown':
      return says('has an unknown outcome', true);
    case 'skipped':
      return s.output === undefined ? undefined : says('was skipped');
  }
}

export function planEnded({ outcome }: Of<'PlanEnded'>): Happened | undefined {
  switch (outcome) {
    case 'mitigated':
      return { tag: 'Mitigation', group: 'mitigation', says: 'All steps are done', reason: '' };
    case 'failed':
      return { tag: 'Mitigation', group: 'mitigation', says: 'The attempt failed', bad: true };
    case 'verified':
    case 'failed-verification':
    case 'replaced':
    case 'running':
      return undefined;
  }
}

export function measured({ judged, pass, passes }: Of<'Measured'>): Happened {
  if (judged === 'verify')
    return pass
      ? { tag: 'Verified', group: 'checks', says: 'The verification holds' }
      : { tag: 'Verification', group: 'checks', says: 'The verification failed', bad: true };
  return pass
    ? { tag: 'Verification', group: 'checks', says: passes === 1 ? 'Passes once' : `Passes ${passes} times in a row` }
    : { tag: 'Verification', group: 'checks', says: 'Failed: the count of passes starts again', bad: true };
}

export const firing = {
  firing: 'fires',
  recovered: 'has recovered',
  suppressed: 'is suppressed',
  unknown: 'is not known',
};
export const pressed = (g: Given, by: string, way: Of<'LinkTooLate'>['way']): string =>
  byWhom({ by: person(g, by), way });

export function readings(tag: string, what: string, all: Of<'SnapshotTaken'>['readings']): Happened {
  const known = all.filter(({ value, text }) => value !== null || text !== undefined).length;
  return { tag, group: 'checks', says: `${known} of ${all.length} checks were ${what}` };
}

export function ruled(
  g: Given,
  { page, tell, rule }: { page: string[]; tell: string[]; rule?: string },
): Happened | undefined {
  if (tell.length > 0) return { tag: 'Escalation', group: 'pages', says: capital(`${titles(g, tell)} told`) };
  if (page.length > 0) return undefined;
  const work = workOf(g.known.pack.playbook).flatMap((w) => (w.rule.id === rule ? [w.act] : []));
  const tasks = work.flatMap((act) => ('task' in act ? [act] : []));
  const said = [
    ...(tasks.length === 0
      ? []
      : [
          `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'} for ${everyone(
            g,
            tasks.map(({ task }) => task),
          )}`,
        ]),
    ...work.flatMap((act) =>
      'ask' in act ? [`${everyone(g, [act.ask])}: asked for ${factTitles(g, act.facts)}`] : [],
    ),
  ];
  if (said.length > 0) return { tag: 'Work', group: 'decisions', says: said.join('; ') };
  return { tag: 'Escalation', group: 'pages', says: 'A rule of the playbook acted' };
}

const everyone = (g: Given, words: readonly (string | readonly string[])[]): string =>
  titles(g, [...new Set(words.flatMap((word) => list(word)))]);
export const factTitles = ({ known }: Given, names: readonly string[]): string =>
  listed(
    names.map((name) => short(own(known.pack.playbook.facts, name)?.title ?? name, 60)),
    6,
  );

export function itemText({ known }: Given, id: string): string {
  const given = workOf(known.pack.playbook).find(({ act }) => 'task' in act && act.item === id)?.act;
  return short(given !== undefined && 'task' in given ? given.text : id, 160);
}

/** What has not been done in its time. */
export function missed(g: Given, e: Of<'DeadlineMissed'>): string {
  const within = spanOf(e.within ?? 'its time');
  const { items = [] } = e;
  switch (e.target) {
    case 'respond':
      return `Not acknowledged within ${within}`;
    case 'resolve':
      return `Not resolved within ${within}`;
    case 'communicate':
      return `No ${updateTo(g, e.update, e.audience)} in time`;
    case 'task':
      return `Not done within ${within}: ${listed(items.map((id) => itemText(g, id)))}`;
    case 'answer':
      return `Not stated within ${within}: ${factTitles(g, items)}`;
  }
}
