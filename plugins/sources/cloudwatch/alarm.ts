import type { Signal } from '#core/incident/signal';
import { type Allowed, watchedBy } from '../allowed.ts';
import { type Change, changeOf } from './change.ts';
import { timeOf } from './forms.ts';
import { nothingMeasured, reasonData, valueOf } from './reading.ts';

/**
 * A CloudWatch alarm as a signal; none for an alarm that may open nothing. A contributor, one series of an alarm over many, is a signal
 * under a key of its own. Throws `InvalidInput` that names every wrong field.
 */
export function alarmSignals(body: unknown, allowed: Allowed): Signal[] {
  const change = changeOf(body);
  const watched = watchedBy(change.name, allowed);
  if (watched === undefined) return [];
  const { contributor, reason } = change;
  const data = reasonData(change.data);
  const value = valueOf(reason, data);
  const state = stateOf(change);
  const began = data?.startDate === undefined ? undefined : timeOf(data.startDate);
  const summary = state === 'suppressed' ? `${change.suppressed}: ${reason}` : reason;
  const signal: Signal = {
    source: 'cloudwatch',
    key: contributor === undefined ? change.arn : `${change.arn}#${contributor.id}`,
    state,
    at: change.at,
    ...(began === undefined ? {} : { began }),
    title: contributor === undefined ? change.name : `${change.name} (${seriesOf(contributor)})`,
    ...watched,
    ...(value === undefined ? {} : { value }),
    summary: summary.slice(0, 1023),
  };
  return [signal];
}

/** An alarm whose actions are kept back is suppressed while it fires; an OK without a measurement says nothing about recovery. */
function stateOf({ value, reason, suppressed }: Change): Signal['state'] {
  switch (value) {
    case 'ALARM':
      return suppressed === undefined ? 'firing' : 'suppressed';
    case 'OK':
      return nothingMeasured(reason) ? 'unknown' : 'recovered';
    case 'INSUFFICIENT_DATA':
      return 'unknown';
  }
}

/** `TableName=orders`; a contributor may have dozens of attributes, so a long list is cut. */
function seriesOf({ id, attributes }: NonNullable<Change['contributor']>): string {
  const all = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  const text = all.join(', ') || id;
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`;
}
