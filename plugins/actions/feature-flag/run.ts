import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ActionLook } from '#app/ports';
import { NoAnswer, Undeliverable } from '#core/errors';
import { AwsRefused, asLook, bodyOf } from '#plugins/aws-json';
import { awsRest } from '#plugins/aws-rest';
import type { ActionPorts, Ended, Runner } from '../action.ts';
import type { FeatureFlagAct } from './action.ts';
import { switched } from './flags.ts';
import { APPCONFIG } from './service.ts';

const title = 'AppConfig';
const Versions = z.looseObject({ Items: z.array(z.looseObject({ VersionNumber: z.int() })).default([]) });
const Deployments = z.looseObject({
  Items: z
    .array(z.looseObject({ DeploymentNumber: z.int(), State: z.string(), VersionLabel: z.string().nullish() }))
    .default([]),
});
const Deployment = z.looseObject({
  DeploymentNumber: z.int(),
  ConfigurationProfileId: z.string(),
  ConfigurationVersion: z.string(),
  State: z.string(),
});
const Started = z.looseObject({ DeploymentNumber: z.int() });

const running = ['VALIDATING', 'DEPLOYING', 'ROLLING_BACK'];
/** Everywhere already: while it bakes, AppConfig only watches the alarms of the environment. */
const everywhere = ['BAKING', 'COMPLETE'];
const undone = ['ROLLED_BACK', 'REVERTED'];
/** Deployments of an environment that are looked into for the one that holds now; those of other profiles lie between. */
const MOST_LOOKS = 10;

/** By which the version that a key has made, and its deployment, are found again: a label is a profile's own. */
export const labelOf = (key: string): string => `tocsin-${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;

const wantedOf = ({ flag, enabled, parameters }: FeatureFlagAct) => ({ flag, enabled, attributes: parameters });

/** Switches flags and looks at the deployments. What is made before a deployment starts has no effect yet, so losing its answer says nothing was started. */
export const connect = (ports: ActionPorts): Runner<FeatureFlagAct> => {
  const call = awsRest({ ...APPCONFIG, title }, ports);
  const get = async <T extends z.ZodType>(path: string, shape: T): Promise<z.infer<T>> =>
    bodyOf(title, shape, await call({ method: 'GET', path }));
  const versionsOf = ({ application, profile }: FeatureFlagAct): string =>
    `/applications/${application}/configurationprofiles/${profile}/hostedconfigurationversions`;
  const deploymentsOf = ({ application, environment }: FeatureFlagAct): string =>
    `/applications/${application}/environments/${environment}/deployments`;

  /** The content that holds in the environment now: of the newest deployment of the profile that has not been undone. They are listed newest first. */
  async function deployed(act: FeatureFlagAct): Promise<string> {
    const { Items } = await asLook(get(`${deploymentsOf(act)}?max_results=50`, Deployments));
    const holding = Items.filter(({ State }) => everywhere.includes(State)).toSorted(
      (a, b) => b.DeploymentNumber - a.DeploymentNumber,
    );
    for (const { DeploymentNumber } of holding.slice(0, MOST_LOOKS)) {
      const one = await asLook(get(`${deploymentsOf(act)}/${DeploymentNumber}`, Deployment));
      if (one.ConfigurationProfileId !== act.profile) continue;
      const path = `${versionsOf(act)}/${encodeURIComponent(one.ConfigurationVersion)}`;
      return (await asLook(call({ method: 'GET', path }))).body;
    }
    throw new Undeliverable(`${title}: nothing of the profile ${act.profile} is deployed in the environment`);
  }

  /** The version in which the flag is as wanted, made under the label; nothing where what is deployed has it so already. */
  async function versionFor(act: FeatureFlagAct, label: string, incidentId: string): Promise<number | undefined> {
    const content = switched(await deployed(act), wantedOf(act));
    if (content === undefined) return undefined;
    const headers = {
      'content-type': 'application/json',
      description: `${incidentId}: ${act.flag} ${act.enabled ? 'on' : 'off'}`,
      versionlabel: label,
    };
    const answer = await asLook(call({ method: 'POST', path: versionsOf(act), headers, body: content })).catch(
      (error: unknown) => {
        // somebody has made it under this very key meanwhile, and may start its deployment
        if (error instanceof AwsRefused && error.error === 'ConflictException')
          throw new NoAnswer(error.message, { cause: error });
        throw error;
      },
    );
    const number = Number(answer.headers['version-number']);
    // it is found by its label at the next attempt
    if (!Number.isInteger(number)) throw new NoAnswer(`${title} answers without the number of the version`);
    return number;
  }

  return {
    async start(key, act, incidentId): Promise<{ handle: string } | Ended> {
      const label = labelOf(key);
      // whether there is one already is not known where the list was not given: neither is then the outcome
      const { Items: made } = await get(`${versionsOf(act)}?version_label=${label}`, Versions);
      if (made.length > 0) {
        const { Items } = await get(`${deploymentsOf(act)}?max_results=50`, Deployments);
        const begun = Items.find(({ VersionLabel }) => VersionLabel === label);
        if (begun !== undefined) return { handle: String(begun.DeploymentNumber) };
      }
      const version = made[0]?.VersionNumber ?? (await versionFor(act, label, incidentId));
      if (version === undefined)
        return { status: 'succeeded', output: `${act.flag} was ${act.enabled ? 'on' : 'off'} already` };
      const body = JSON.stringify({
        DeploymentStrategyId: act.strategy,
        ConfigurationProfileId: act.profile,
        ConfigurationVersion: String(version),
        Description: `${incidentId}: ${act.flag} ${act.enabled ? 'on' : 'off'}`,
      });
      const headers = { 'content-type': 'application/json' };
      try {
        const answer = await call({ method: 'POST', path: deploymentsOf(act), headers, body });
        return { handle: String(bodyOf(title, Started, answer).DeploymentNumber) };
      } catch (error) {
        if (error instanceof AwsRefused && error.error === 'ConflictException')
          throw new Undeliverable(
            `${title}: another deployment in the environment is under way, or still bakes (ConflictException)`,
            { cause: error },
          );
        throw error;
      }
    },
    async look(act, handle): Promise<ActionLook> {
      const number = encodeURIComponent(handle);
      const { State } = await asLook(get(`${deploymentsOf(act)}/${number}`, Deployment));
      if (running.includes(State)) return { status: 'running' };
      if (undone.includes(State)) return { status: 'failed', output: `deployment ${handle} is ${State}` };
      if (!everywhere.includes(State)) throw new NoAnswer(`${title}: the deployment is ${State}`);
      const is = `${act.flag} is ${act.enabled ? 'on' : 'off'}`;
      return { status: 'succeeded', output: `${is}, deployed everywhere by deployment ${handle}` };
    },
    async stop(act, handle) {
      await call({ method: 'DELETE', path: `${deploymentsOf(act)}/${encodeURIComponent(handle)}` });
    },
  };
};
