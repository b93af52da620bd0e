import * as z from 'zod';
import { parsedJson } from '#core/json';
import { own } from '#core/own';
import { awsError } from '#plugins/fakes/aws';
import type { Fake } from '#plugins/fakes/simulated-system';
import type { SystemState } from '#plugins/fakes/system';
import { json, type WireAnswer } from '#plugins/fakes/wire';

const Execute = z.strictObject({
  resourceArn: z
    .string()
    .min(11)
    .max(100)
    .regex(/^arn:[\w-]+:rds:[\w-]+:\d{12}:cluster:[\w-]+$/),
  secretArn: z
    .string()
    .min(11)
    .max(100)
    .regex(/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/),
  sql: z.string().min(1).max(65_536),
  database: z.string().max(64).optional(),
});
/** Bytes of an answer at the most. */
const mostBytes = 1024 * 1024;

export const endpoints: NonNullable<Fake['endpoints']> = (demoService) => ({ 'rds-data': demoService });

/** `ExecuteStatement` of the RDS Data API: a statement gives the metric that it names, one row of one column. */
export const answer: Fake['answer'] = ({ base, segments, method, body }, { state }) => {
  if (base !== undefined || segments.join('/') !== 'Execute' || method !== 'POST') return undefined;
  const asked = Execute.safeParse(parsedJson(body));
  if (!asked.success) return awsError(400, 'BadRequestException', { message: z.prettifyError(asked.error) });
  return executed(asked.data.sql, state());
};

const failed = (message: string): WireAnswer => awsError(400, 'DatabaseErrorException', { message });

function executed(sql: string, { metrics }: SystemState): WireAnswer {
  const code = sql.replaceAll(/'(?:[^']|'')*'/g, "''").replace(/;\s*$/, '');
  if (code.includes(';')) return awsError(400, 'BadRequestException', { message: 'Multistatements aren’t supported' });
  if ((code.match(/\(/g) ?? []).length !== (code.match(/\)/g) ?? []).length)
    return failed('ERROR: syntax error; Position: 17; SQLState: 42601');
  const name = Object.keys(metrics).find((metric) => new RegExp(`\\b${metric}\\b`).test(code));
  if (name === undefined) return answered([]);
  const value = own(metrics, name) ?? null;
  if (value === null) return answered([{ isNull: true }]);
  // a sum is numeric, which is told as text; a count is a whole number
  if (/\bsum\s*\(/i.test(code)) return answered([{ stringValue: String(value) }]);
  return answered([Number.isInteger(value) ? { longValue: value } : { doubleValue: value }]);
}

function answered(row: object[]): WireAnswer {
  const said = json(200, { numberOfRecordsUpdated: 0, records: row.length === 0 ? [] : [row] });
  if (said.body.length <= mostBytes) return said;
  return awsError(400, 'BadRequestException', {
    message: 'Database returned more than the allowed response size limit',
  });
}
