/** How somebody hears: woken, told without waking, asked to write or decide, given a task, a line in a digest, a ticket; `record` stands on the timeline and reaches nobody. */
export type How = 'page' | 'tell' | 'ask' | 'task' | 'digest' | 'ticket' | 'record';

/** One thing that somebody hears at one instant, or again every so often. */
export interface Row {
  at: string;
  /** A target of people.yaml that means one person, or a place of the playbook; `timeline` for what is only recorded. */
  who: string;
  how: How;
  what: string;
  /** Section of the sheet (`s.5 rule A`), resolution (`TR 33`, `PG 21`, `G5`) and meaning of the language (`language 8`), parted by `;`. */
  cites: string;
  /** Again this long after each act, up to `until` (included), else to the end of the table. */
  every?: string;
  until?: string;
  /** The sheet is silent: the rule is ours. */
  added?: true;
}

/** Who hears what of an incident of one severity. */
export interface Table {
  severity: string;
  title: string;
  opens: string;
  /** How far the table reaches, included. */
  until: string;
  rows: Row[];
}

/** What one playbook does if nobody ever answers. */
export interface Golden {
  playbook: string;
  prefix: 'TR' | 'PG' | 'IL' | 'PX' | 'WT';
  /** Response and resolution targets as the sheet has them, resolved. */
  targets: Record<string, { respond: string; resolve?: string }>;
  people: string[];
  places: string[];
  assumes: string[];
  /** Notices that a run may send beside the table, since neither sheet nor resolution gives them; never a page. */
  besides: string[];
  tables: Table[];
}

/** What people and machines do in a worked scenario, by the clock. */
export interface Act {
  at: string;
  by: string;
  act: string;
}

/** A worked scenario: what is done, who hears of it, and who must not. */
export interface Scenario {
  title: string;
  severity: string;
  opens: string;
  until: string;
  cites: string;
  script: Act[];
  /** The kinds of which `rows` names every one; of any other kind more may happen. */
  complete: How[];
  rows: Row[];
  never: Row[];
}

/** One act, in a form in which a run can be compared. */
export interface Told {
  at: string;
  who: string;
  how: How;
  what: string;
}

const unit = { m: 60_000, h: 3_600_000 };

/** Milliseconds of `15m` or `2h`. */
export function milliseconds(duration: string): number {
  const [, number, of] = /^([1-9]\d*)([mh])$/.exec(duration) ?? [];
  if (number === undefined || (of !== 'm' && of !== 'h'))
    throw new Error(`expected minutes or hours, found ${duration}`);
  return Number(number) * unit[of];
}

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
const rank = (told: Told) => [told.at, told.who, told.how, told.what].join(' ');

/** The rows with every repeat written out, by time, then who, how and what. */
export function told({ rows, until }: { rows: readonly Row[]; until: string }): Told[] {
  const all = rows.flatMap(({ at, who, how, what, every, until: last = until }) => {
    if (every === undefined) return [{ at, who, how, what }];
    const acts: Told[] = [];
    for (let time = Date.parse(at); time <= Date.parse(last); time += milliseconds(every))
      acts.push({ at: iso(time), who, how, what });
    return acts;
  });
  return all.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1));
}
