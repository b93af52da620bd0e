import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Reading } from '#app/ports';
import { NoAnswer, RateLimited, Unreachable } from '#core/errors';
import { TEXT_BYTES } from '#core/incident/reading-text';
import { oneLine } from '#core/message/plain-text';
import { seconds } from '#core/playbook/words';
import { AnswerTooLong, AwsRefused, awsJson } from '#plugins/aws-json';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { LogsEntry } from './check.ts';
import { LOGS } from './service.ts';

const Started = z.looseObject({ queryId: z.string().min(1) });
const Row = z.array(z.looseObject({ field: z.string(), value: z.string().default('') }));
const Look = z.looseObject({ status: z.string(), results: z.array(Row).default([]) });
type Row = z.infer<typeof Row>;

/** Milliseconds between looks: at first short, and never more often than five a second, which is what the service allows an account. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 1_000;

/**
 * Runs one query for each reading and never a second one: where the answer to its start is lost nothing is read, and what runs past the
 * reading's time is stopped, because an account has only so many at once.
 */
export const connect = (ports: CheckPorts): Reader<LogsEntry> => {
  const call = awsJson({ ...LOGS, prefix: 'Logs_20140328', title: 'CloudWatch Logs' }, ports);

  /** The results once the query has ended; its status where it has ended otherwise; undefined when there is no time left. */
  async function ended(queryId: string, until: number): Promise<z.infer<typeof Look> | undefined> {
    for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
      const look = await looked(queryId);
      if (look !== undefined && look.status !== 'Scheduled' && look.status !== 'Running') return look;
      if (performance.now() + wait >= until) return undefined;
      await pause(wait);
    }
  }

  /** One look; undefined where it was not answered, which says nothing of the query. */
  async function looked(queryId: string): Promise<z.infer<typeof Look> | undefined> {
    try {
      return await call('GetQueryResults', { queryId }, Look);
    } catch (error) {
      if (error instanceof AnswerTooLong) throw error;
      if (error instanceof RateLimited || error instanceof Unreachable || error instanceof NoAnswer) return undefined;
      throw error;
    }
  }

  return {
    async read(entry) {
      const { logGroups, query, since, limit, timeout } = entry;
      const until = performance.now() + seconds(timeout) * 1000;
      const endTime = Math.floor(ports.wallClock().getTime() / 1000);
      const { queryId } = await call(
        'StartQuery',
        { logGroupNames: logGroups, queryString: query, startTime: endTime - seconds(since), endTime, limit },
        Started,
      );
      const end = await ended(queryId, until);
      if (end?.status === 'Complete') return readingOf(entry, end.results);
      if (end !== undefined) return nothing(`the query has ended as ${oneLine(end.status).slice(0, 40)}`);
      return nothing(
        `the query had not ended after ${timeout}${(await stopped(queryId)) ? '' : ', and may still run'}`,
      );
    },
  };

  async function stopped(queryId: string): Promise<boolean> {
    try {
      await call('StopQuery', { queryId }, z.unknown());
      return true;
    } catch (error) {
      // it had just ended
      if (error instanceof AwsRefused && error.error === 'InvalidParameterException') return true;
      // by itself it ends after an hour
      return false;
    }
  }
};

function readingOf({ field, limit, since }: LogsEntry, results: readonly Row[]): Reading {
  const [first] = results;
  if (first === undefined) {
    const because = `finds no result over ${since}`;
    return field === undefined ? { value: 0, because } : nothing(because);
  }
  const text = textOf(results);
  const of = (reading: Reading): Reading => (text === '' ? reading : { ...reading, text });
  if (field === undefined) {
    const n = results.length;
    const many = `${n} ${n === 1 ? 'result' : 'results'}${n >= limit ? ' or more' : ''}`;
    return of({ value: n, because: `finds ${many} over ${since}` });
  }
  const said = first.find((one) => one.field === field)?.value;
  const value = said === undefined || said.trim() === '' ? Number.NaN : Number(said);
  const other = results.length === 1 ? '' : `, in the first of ${results.length} results`;
  if (!Number.isFinite(value))
    return of(nothing(`the first result has ${said === undefined ? 'no field' : 'no number in'} ${field}`));
  return of({ value, because: `reads ${field} ${value} over ${since}${other}` });
}

/** The first results, a line each, without the pointers that only the service reads; no more than is kept of a text. */
function textOf(results: readonly Row[]): string {
  const lines: string[] = [];
  let length = 0;
  for (const row of results) {
    const line = oneLine(row.flatMap(({ field, value }) => (field === '@ptr' ? [] : [`${field}=${value}`])).join(' '));
    lines.push(line);
    length += line.length + 1;
    if (length > TEXT_BYTES) break;
  }
  return lines.join('\n');
}
