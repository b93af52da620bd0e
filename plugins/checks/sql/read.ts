import * as z from 'zod';
import type { Reading } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { cut, oneLine } from '#core/message/plain-text';
import { seconds } from '#core/playbook/words';
import { asLook, bodyOf } from '#plugins/aws-json';
import { awsRest } from '#plugins/aws-rest';
import type { CheckPorts, Reader } from '../check.ts';
import { nothing } from '../nothing.ts';
import type { SqlEntry } from './check.ts';
import { RDS_DATA } from './service.ts';

const title = 'RDS Data API';
/** A value as the service tells it; a number of many digits, or with a fraction that must not be lost, is text. */
const Field = z.looseObject({
  isNull: z.boolean().optional(),
  longValue: z.number().optional(),
  doubleValue: z.number().optional(),
  booleanValue: z.boolean().optional(),
  stringValue: z.string().optional(),
});
const Answer = z.looseObject({ records: z.array(z.array(Field)).default([]) });

/** Runs one statement for each reading. Reading changes nothing, so one whose answer is lost is simply not known. */
export const connect = (ports: CheckPorts): Reader<SqlEntry> => {
  const call = awsRest({ ...RDS_DATA, title }, ports);
  return {
    async read({ database, sql, timeout }) {
      const given = ports.databaseOf(database);
      if (given === undefined) throw new NotConfigured(`no database is deployed as ${database}`);
      const { clusterArn, secretArn, name } = given;
      const input = { resourceArn: clusterArn, secretArn, sql, ...(name !== undefined && { database: name }) };
      const answer = await asLook(
        call({
          method: 'POST',
          path: '/Execute',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
          timeoutMs: seconds(timeout) * 1000,
        }),
      );
      const [row] = bodyOf(title, Answer, answer).records;
      const [field] = row ?? [];
      return field === undefined ? nothing('the statement gives no row') : readingOf(field);
    },
  };
};

function readingOf({ isNull, longValue, doubleValue, booleanValue, stringValue }: z.infer<typeof Field>): Reading {
  if (isNull === true) return nothing('the first column of the first row is null');
  if (booleanValue !== undefined) return { value: booleanValue ? 1 : 0, because: `reads ${booleanValue}` };
  const number = longValue ?? doubleValue;
  if (number !== undefined) return { value: number, because: `reads ${number}` };
  if (stringValue === undefined) return nothing('the first column of the first row is no number, boolean or text');
  const value = stringValue.trim() === '' ? Number.NaN : Number(stringValue);
  if (Number.isFinite(value)) return { value, because: `reads ${value}` };
  return { value: null, text: stringValue, because: `reads ${JSON.stringify(cut(oneLine(stringValue), 100))}` };
}
