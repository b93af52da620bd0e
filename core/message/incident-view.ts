import type { Context } from '../incident/context.ts';
import { holderOf } from '../incident/holder-of.ts';
import { criteriaOf, judge } from '../incident/judge.ts';
import { itemsOf, meetingOf } from '../incident/meeting.ts';
import { metricsOf } from '../incident/metrics.ts';
import type { Content, MessageOrder } from '../incident/outbox.ts';
import { knownOf } from '../incident/rules/known.ts';
import { type Incident, type Measured, reviewOf, verifyingOf } from '../incident/state.ts';
import { iso } from '../incident/time.ts';
import type { Item } from '../item/item.ts';
import { asJson } from '../json.ts';
import { own } from '../own.ts';
import type { Playbook } from '../playbook/schema.ts';
import { publicWord } from '../playbook/words-of.ts';
import { holds } from '../rules/holds.ts';
import type { Line } from './line.ts';
import { pageOf } from './link.ts';
import { EVERYTHING, type Named, namedIn } from './named.ts';
import { cut } from './plain-text.ts';
import type { View } from './render.ts';
import { subjectOf } from './subject.ts';

/** What a moment adds to what is always known of an incident. */
export interface Extra {
  why?: string;
  because?: string;
  escalation?: { level: number; title: string; reason: string };
  question?: { id: string; text: string; options: string[]; times: number };
  deadline?: { what: string; due: string };
  update?: Record<string, string>;
  /** What somebody is given to do. */
  work?: NonNullable<View['work']>;
  /** What somebody is asked to approve. */
  approval?: NonNullable<View['approval']>;
  digest?: NonNullable<View['digest']>;
  review?: { at: string; until: string; items: Item[] };
  /** The action item that the message is about. */
  item?: Item;
  content?: Content;
  /** What became of an action that no plan waited for. */
  action?: { title: string; attempt: number; outcome: string; output: string };
  actions?: { id: string; title: string; value: string }[];
  /** What the message asks for, by which it is seen to be no longer due. */
  asks?: MessageOrder['asks'];
}

/** Nothing, of which each message holds the same. */
const NONE = asJson([]) as never[];
const NO_FACTS = asJson({}) as View['facts'];

/** As much of a text as the filter `reading` shows. */
const briefly = (text: string | undefined): string | null => (text === undefined ? null : cut(text, 200));

/** Readings as templates see them, with their texts `whole` or in brief: those of an incident seldom change, and each of its messages holds them. */
const shown = {
  whole: new WeakMap<readonly Measured[], View['triage']>(),
  brief: new WeakMap<readonly Measured[], View['triage']>(),
};
function readings(measured: readonly Measured[], { whole }: Named): View['triage'] {
  const known = whole ? shown.whole : shown.brief;
  const before = known.get(measured);
  if (before !== undefined) return before;
  const views = measured.map(({ check, title, value, unit, because, text }) => ({
    check,
    title,
    value,
    unit: unit ?? null,
    because,
    text: whole ? (text ?? null) : briefly(text),
  }));
  const frozen = asJson(views) as View['triage'];
  known.set(measured, frozen);
  return frozen;
}

const heads = new WeakMap<Playbook, View['playbook']>();
function headOf(playbook: Playbook): View['playbook'] {
  const known = heads.get(playbook);
  if (known !== undefined) return known;
  const { name, title, zone } = playbook;
  const head = asJson({ name, title, zone }) as View['playbook'];
  heads.set(playbook, head);
  return head;
}

/** Who holds which role, as long as nobody else does and everybody is called as before. */
const held = new WeakMap<Incident['roles'], { people: unknown; of: unknown; view: View['roles'] }>();
function rolesOf({ roles }: Incident, { people: { people }, pack }: Context): View['roles'] {
  const of = pack.playbook.roles;
  const known = held.get(roles);
  if (known?.people === people && known.of === of) return known.view;
  const name = (person: string): string => own(people, person)?.name ?? person;
  const named = of.map(({ id }) => [id, roles[id] === undefined ? null : name(roles[id] ?? '')]);
  const view = asJson(Object.fromEntries(named)) as View['roles'];
  held.set(roles, { people, of, view });
  return view;
}

/** What the templates of a moment may see, frozen with the message; where the message has one `template`, only what that one names. */
export function viewOf(
  { state: i, context }: { state: Incident; context: Context },
  moment: string,
  extra: Extra = {},
  template?: string,
): View {
  const { playbook } = context.pack;
  const named = namedIn(template);
  const now = iso(context.now);
  const { severity } = i;
  const rung = playbook.severities.find((s) => s.id === severity);
  const resolved = i.life === 'open' || i.life === 'ended' ? null : i.resolvedAt;
  const end = resolved ?? (i.life === 'ended' ? i.endedAt : null);
  const page = pageOf(context.publicUrl, i.id);
  const name = (person: string): string => own(context.people.people, person)?.name ?? person;
  return {
    moment,
    now,
    playbook: headOf(playbook),
    incident: {
      id: i.id,
      title: i.title,
      source: i.source,
      reporter: i.reporter ?? null,
      service: i.service ?? null,
      serviceTitle: i.service === undefined ? null : (own(playbook.services, i.service)?.title ?? i.service),
      rule: i.rule ?? null,
      category: i.category ?? null,
      previous: i.previous ?? null,
      severity,
      severityNames: rung?.names ?? [],
      severityBecause: i.severityBecause,
      status: i.status,
      publicStatus: publicWord(playbook, i.status) ?? null,
      cycle: i.cycle,
      attempts: i.attempts,
      began: i.beganAt,
      detected: i.detectedAt,
      opened: i.openedAt,
      reopened: i.reopenedAt ?? null,
      acknowledged: i.acknowledged?.at ?? null,
      acknowledgedBy: i.acknowledged === undefined ? null : name(i.acknowledged.by),
      resolved,
      closed: i.life === 'closed' || i.life === 'reviewed' ? i.closedAt : null,
      ended: i.life === 'ended' ? i.endedAt : null,
      endedAs: i.life === 'ended' ? i.endedAs : null,
      duration: Math.round((Date.parse(end ?? now) - Date.parse(i.openedAt)) / 1000),
    },
    roles: rolesOf(i, context),
    facts: named.facts ? i.facts : NO_FACTS,
    links: {
      incident: page,
      acknowledge: page,
      dashboard: context.dashboardUrl,
      console: null,
    },
    triage: named.triage ? readings(i.snapshot, named) : NONE,
    evidence: named.evidence ? readings(i.evidence, named) : NONE,
    verification:
      !named.verification || i.lastMeasured.length === 0
        ? null
        : {
            readings: readings(i.lastMeasured, EVERYTHING),
            because: judge(criteriaOf(i, context.pack), i.lastMeasured).because,
            passes: verifyingOf(i)?.passes ?? 0,
            needed: playbook.verification.stability?.passes ?? 0,
            loop: verifyingOf(i)?.loop ?? 0,
          },
    mitigation: named.mitigation ? mitigationOf(i, context) : null,
    actions: named.actions ? actionsOf(i, context) : NONE,
    fix: i.fix === undefined ? null : { ...i.fix, by: name(i.fix.by) },
    action: extra.action ?? null,
    decisions: named.decisions ? i.decisions.map((d) => ({ ...d, by: name(d.by), reason: d.reason ?? null })) : NONE,
    why: extra.why ?? null,
    because: extra.because ?? null,
    room: roomOf(i, context),
    escalation: extra.escalation ?? null,
    question: extra.question ?? null,
    deadline: extra.deadline ?? null,
    update: extra.update ?? null,
    work: extra.work ?? null,
    approval: extra.approval ?? null,
    digest: extra.digest ?? null,
    maintenance:
      i.maintenance === undefined
        ? null
        : {
            from: i.maintenance.from,
            until: i.maintenance.until,
            services: i.maintenance.services.map((one) => own(playbook.services, one)?.title ?? one),
            by: i.reporter ?? i.maintenance.id,
            stands: 'begun',
          },
    review: extra.review ?? null,
    item: extra.item ?? null,
    metrics: null,
    timeline: null,
  };
}

function mitigationOf({ plan }: Incident, { pack }: Context): View['mitigation'] {
  if (plan === undefined) return null;
  const option = pack.playbook.choice.options.find((o) => o.id === plan.option);
  const said = (id: string): string =>
    own(pack.runbooks, plan.runbook ?? '')?.steps.find((s) => s.id === id)?.title ?? id;
  return {
    option: plan.option,
    title: option?.title ?? plan.option,
    runbook: plan.runbook ?? null,
    by: plan.chosenBy,
    attempt: plan.attempt,
    outcome: plan.outcome,
    steps: plan.steps.map((s) => ({ id: s.id, title: said(s.id), status: s.status, output: s.output ?? null })),
  };
}

function actionsOf(i: Incident, { pack }: Context): View['actions'] {
  return (i.actions ?? []).map((action) => ({
    title: holderOf(i, pack, action).title,
    step: own(pack.runbooks, action.runbook)?.steps.find(({ id }) => id === action.step)?.title ?? action.step,
    undo: action.way === 'undo',
    attempt: action.attempt,
    state: action.state,
    started: action.startedAt,
    ended: action.endedAt ?? null,
    output: action.output ?? null,
  }));
}

/** The room of the incident whose messages are made just now. */
const rooms = new WeakMap<NonNullable<Playbook['room']>, { id: string; view: NonNullable<View['room']> }>();
function roomOf(i: Incident, { pack, now }: Context): View['room'] {
  const { room } = pack.playbook;
  if (room === undefined || !holds(room.if, knownOf(i, pack.playbook, now.getTime()))) return null;
  const known = rooms.get(room);
  if (known?.id === i.id) return known.view;
  const view = asJson({
    name: room.name.replace('{id}', i.id.toLowerCase()),
    purpose: room.purpose,
    bridge: room.bridge?.replaceAll('{ID}', i.id) ?? null,
  }) as NonNullable<View['room']>;
  rooms.set(room, { id: i.id, view });
  return view;
}

/** Lines of a timeline that a report holds from its begin, and as many from its end. */
const HALF = 500;

/** The begin and the end of a long timeline, with how many lines are left out between them. */
export function shortened(timeline: Line[]): Line[] {
  const [last, rest] = [timeline.slice(HALF).slice(-HALF), timeline.length - 2 * HALF];
  const [first] = last;
  if (rest <= 0 || first === undefined) return timeline;
  const { at, seconds } = first;
  const because = `${rest} lines are left out here; the incident’s timeline has them`;
  return [...timeline.slice(0, HALF), { at, seconds, kind: 'note', because }, ...last];
}

/** The report's view: metrics, timeline and items besides. */
export function reportView(i: Incident, context: Context, timeline: Line[]): View {
  const { playbook } = context.pack;
  const resolvedAt = i.life === 'open' || i.life === 'ended' ? undefined : i.resolvedAt;
  // the report is written before the meeting is set, and names it all the same
  const meeting = resolvedAt === undefined ? undefined : meetingOf(playbook, i.severity, resolvedAt);
  const spans = Object.fromEntries(metricsOf(i).map((m) => [m.name, m.seconds]));
  const metrics = {
    detection: spans['detection'] ?? null,
    response: spans['response'] ?? null,
    resolution: spans['resolution'] ?? null,
    communication: spans['communication'] ?? null,
  };
  return {
    ...viewOf({ state: i, context }, 'report'),
    metrics,
    timeline: shortened(timeline).map((line) => ({
      at: line.at,
      kind: line.kind,
      to: subjectOf(line),
      because: line.because,
    })),
    review: {
      at: reviewOf(i)?.at ?? meeting?.from ?? null,
      until: reviewOf(i)?.until ?? meeting?.until ?? null,
      items: itemsOf(i.id, playbook, {
        resolvedAt: resolvedAt ?? iso(context.now),
        reviewAt: reviewOf(i)?.at ?? meeting?.from,
      }),
    },
  };
}
