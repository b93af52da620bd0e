import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { synthesize } from '#local/synthesize';

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.looseObject({}).default({}) })),
});
const LambdaFunction = z.object({
  Description: z.string(),
  MemorySize: z.number(),
  TracingConfig: z.object({ Mode: z.string() }).optional(),
});
const Mapping = z.object({ EventSourceArn: z.unknown() });
const Alarm = z.object({ AlarmName: z.string() });

/** What `bin/app.ts` deploys, as far as it costs anything. */
export interface Deployed {
  counts: Record<string, number>;
  megabytes: Record<string, number>;
  traced: Record<string, boolean>;
  polledQueues: number;
  rateRules: number;
  ownAlarms: string[];
  otherAlarms: string[];
}

/** Synthesizes the app as for an account and reads its template. */
export async function deployed(): Promise<Deployed> {
  const assembly = await synthesize({ stack: 'tocsin' }, 'http://127.0.0.1:1');
  try {
    const text = readFileSync(join(assembly, 'tocsin.template.json'), 'utf8');
    const resources = Object.values(Template.parse(JSON.parse(text)).Resources);
    const of = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
    const functions = of('AWS::Lambda::Function').map((p) => LambdaFunction.parse(p));
    const name = (description: string) => description.replace('Tocsin: ', '');
    const alarms = of('AWS::CloudWatch::Alarm').map((p) => Alarm.parse(p).AlarmName);
    const counts: Record<string, number> = {};
    for (const { Type } of resources) counts[Type] = (counts[Type] ?? 0) + 1;
    return {
      counts,
      megabytes: Object.fromEntries(functions.map((f) => [name(f.Description), f.MemorySize])),
      traced: Object.fromEntries(functions.map((f) => [name(f.Description), f.TracingConfig?.Mode === 'Active'])),
      polledQueues: of('AWS::Lambda::EventSourceMapping').filter(
        (p) => !JSON.stringify(Mapping.parse(p).EventSourceArn).includes('StreamArn'),
      ).length,
      rateRules: of('AWS::Events::Rule').filter((p) => typeof p['ScheduleExpression'] === 'string').length,
      ownAlarms: alarms.filter((alarm) => alarm.startsWith('tocsin-self-')),
      otherAlarms: alarms.filter((alarm) => !alarm.startsWith('tocsin-self-')),
    };
  } finally {
    rmSync(assembly, { recursive: true, force: true });
  }
}
