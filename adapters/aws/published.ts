import * as z from 'zod';
import { roles } from '#app/api/roles';
import { SignInSchema } from '#app/sign-in/settings-schema';
import { Pack } from '#core/playbook/pack';
import { People } from '#core/playbook/people';

const text = z.string().min(1);
/** Alarms that may open incidents, by name, with the service and the rule that each stands for: both, or neither. */
export const Alarms = z.record(
  z.string(),
  z.strictObject({ service: text.optional(), rule: text.optional() }).superRefine(({ service, rule }, context) => {
    if ((service === undefined) === (rule === undefined)) return;
    const path = [service === undefined ? 'service' : 'rule'];
    context.addIssue({ code: 'custom', path, message: 'missing beside the other' });
  }),
);

/** The deployment's own part: addresses and names that a stack makes up among them. */
export const DeploymentSettings = z.strictObject({
  alarms: Alarms,
  alarmPrefix: text.optional(),
  /** Base address of each service, or null. */
  bases: z.record(z.string(), text.nullable()),
  /** ARN of each function that runbooks may call, and of each topic, by the playbook's name. */
  functions: z.record(z.string(), text),
  topics: z.record(z.string(), text),
  /** The databases that checks may read, by the playbook's name; absent in what an earlier release wrote. */
  databases: z
    .record(z.string(), z.strictObject({ clusterArn: text, secretArn: text, name: text.optional() }))
    .optional(),
  speed: z.number().positive(),
  marginSeconds: z.number().nonnegative(),
  apiUrl: text,
  dashboardUrl: text,
  /** Base of the addresses that people open. */
  publicUrl: text,
  /** What stands before the name of each secret, with its separator. */
  secretPrefix: text,
  /** Target that is paged when the machinery itself fails. */
  catchAll: text,
  /** Where the keys of the tokens are that people paste at the board of the local engine; absent: none is taken. */
  pasted: z.strictObject({ keys: text }).optional(),
  /** The role of each group of the identity provider, by the group's whole name. */
  groupRoles: z.record(text, z.enum(roles)).optional(),
  /** Whose tokens are taken, and where the roles stand in them; absent in what an earlier release wrote. */
  signIn: SignInSchema.optional(),
});
export type DeploymentSettings = z.infer<typeof DeploymentSettings>;
/** The one object that functions read of a deployment. */
export const Published = DeploymentSettings.extend({ pack: Pack, people: People });
export type Published = z.infer<typeof Published>;
