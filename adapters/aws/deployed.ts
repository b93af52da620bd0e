import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { settings } from '#adapters/aws/environment';
import { provides } from '#adapters/aws/provide';
import type { Deployed } from '#app/ports';
import { NotConfigured } from '#core/errors';
import { Pack } from '#core/playbook/pack';
import { People } from '#core/playbook/people';
import { plugins, vocabularyOf } from '#plugins/registry';

/** What a deployment stages beside each handler as `playbook.json`. */
export const Staged = z.strictObject({ pack: Pack, people: People });

/** The playbook and people staged in a directory; throws `NotConfigured` where there are none, `ZodError` where they do not fit. */
export function readStaged(directory: string): z.infer<typeof Staged> {
  const path = join(directory, 'playbook.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new NotConfigured(`no ${path}`, { cause });
  }
  return Staged.parse(JSON.parse(text));
}

const Alarms = z.record(z.string(), z.strictObject({ service: z.string(), rule: z.string() }));
/** Alarms whose names were known at synthesis, staged beside the handlers that read signals; none where the file is not there. */
function stagedAlarms(directory: string): z.infer<typeof Alarms> {
  const path = join(directory, 'alarms.json');
  return existsSync(path) ? Alarms.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
}

/** What is deployed today: the staged playbook and people of a directory, and the settings of the environment. */
export function deployedIn(directory: string, env: NodeJS.ProcessEnv = process.env): Deployed {
  const given = settings('deployed', env);
  return {
    ...readStaged(directory),
    vocabulary: vocabularyOf(plugins),
    bases: given.BASES,
    functions: given.ACTION_ARNS ?? {},
    speed: given.SPEED,
    marginSeconds: given.MARGIN_SECONDS,
    apiUrl: given.API_URL,
    dashboardUrl: given.DASHBOARD_URL,
    publicUrl: given.PUBLIC_URL,
    alarms: { ...stagedAlarms(directory), ...given.ALARMS },
    ...(given.ALARM_PREFIX !== undefined && { alarmPrefix: given.ALARM_PREFIX }),
    catchAll: given.CATCH_ALL,
    ...(given.GROUP_ROLES !== undefined && { groupRoles: given.GROUP_ROLES }),
  };
}

/** What is deployed beside this handler: Lambda unpacks a function's code into `LAMBDA_TASK_ROOT`. */
export const deployedPorts = provides('deployed', () => deployedIn(process.env['LAMBDA_TASK_ROOT'] ?? process.cwd()));
