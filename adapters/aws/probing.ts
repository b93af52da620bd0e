import { published } from '#adapters/aws/deployed';
import { settings } from '#adapters/aws/environment';
import { lazySecretsIn } from '#adapters/aws/lazy-secrets';
import { outwards, outwardsTls } from '#adapters/aws/outwards';
import { plainPorts } from '#adapters/aws/plain';
import { provides } from '#adapters/aws/provide';
import { signer } from '#adapters/aws/sign-requests';
import type { Http, HttpRequest } from '#app/ports';
import { own } from '#core/own';
import { calls } from '#plugins/access/call';
import { handshakes } from '#plugins/access/handshake';
import { actions } from '#plugins/actions/registry';
import { runs } from '#plugins/actions/runs';
import { awsAddress } from '#plugins/aws-json';
import { readings } from '#plugins/checks/readings';
import { checks } from '#plugins/checks/registry';
import type { AwsPlace } from '#plugins/plugin';
import { oneAttempt } from '#plugins/sdk-error';
import { variablesIn } from '#plugins/variables';

/**
 * Milliseconds: a function that a runbook calls answers within, or its outcome is unclear. Less than the time of each handler that calls one:
 * a handler that is stopped in its call can say nothing of it.
 */
export const longestFunction = 60_000;

/** The protected system over HTTP: only at addresses that the deployment names, and services of AWS, which in a VPC may have private addresses. */
const system = (folder: 'checks/' | 'actions/', places: readonly AwsPlace[] = []) => {
  const env = variablesIn(process.env);
  const sign = signer(process.env, plainPorts().wallClock);
  let made: { of: object; http: Http } | undefined;
  const http = () => {
    const { bases } = published();
    if (made?.of !== bases)
      made = { of: bases, http: outwards([...Object.values(bases), ...places.map((place) => awsAddress(place, env))]) };
    return made.http;
  };
  // of what is deployed now: an incident keeps its rules, but a certificate that was replaced is wrong
  const certificateOf = (file: string) => own(published().pack.certificates ?? {}, file);
  const guarded: Http = { send: async (request: HttpRequest) => http().send(request) };
  return {
    http: guarded,
    call: calls({
      http: guarded,
      secrets: lazySecretsIn(folder),
      secretPrefix: `${settings('secrets').SECRET_PREFIX}${folder}`,
      certificateOf,
      sign,
    }),
    handshake: handshakes({
      tls: { look: async (request) => outwardsTls(Object.values(published().bases)).look(request) },
      certificateOf,
    }),
    sign,
    addressOf: (name: string) => own(published().bases, name) ?? undefined,
    env,
  };
};

/** Readings of the protected system. */
export const checkPorts = provides('checks', () =>
  readings(checks, {
    ...system(
      'checks/',
      checks.flatMap(({ aws = [] }) => aws),
    ),
    databaseOf: (name) => own(published().databases ?? {}, name),
    wallClock: plainPorts().wallClock,
    aws: oneAttempt,
  }),
);

/** Actions on the protected system; a call whose answer is lost is never made again by itself. */
export const actionPorts = provides('actions', () =>
  runs(actions, {
    ...system(
      'actions/',
      actions.flatMap(({ aws = [] }) => aws),
    ),
    wallClock: plainPorts().wallClock,
    functionArn: (name) => own(published().functions, name),
    aws: { ...oneAttempt, requestHandler: { ...oneAttempt.requestHandler, requestTimeout: longestFunction } },
  }),
);
