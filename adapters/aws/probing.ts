import { published } from '#adapters/aws/deployed';
import { outwards } from '#adapters/aws/outwards';
import { plainPorts } from '#adapters/aws/plain';
import { provides } from '#adapters/aws/provide';
import type { Http, HttpRequest } from '#app/ports';
import { own } from '#core/own';
import { actions } from '#plugins/actions/registry';
import { runs } from '#plugins/actions/runs';
import { readings } from '#plugins/checks/readings';
import { checks } from '#plugins/checks/registry';
import { oneAttempt } from '#plugins/sdk-error';
import { variablesIn } from '#plugins/variables';

/**
 * Milliseconds: a function that a runbook calls answers within, or its outcome is unclear. Less than the time of each handler that calls one:
 * a handler that is stopped in its call can say nothing of it.
 */
export const longestFunction = 60_000;

/** The protected system over HTTP: only at addresses that the deployment names. */
const system = () => {
  let made: { of: object; http: Http } | undefined;
  const http = () => {
    const { bases } = published();
    if (made?.of !== bases) made = { of: bases, http: outwards(Object.values(bases)) };
    return made.http;
  };
  return {
    http: { send: async (request: HttpRequest) => http().send(request) },
    addressOf: (name: string) => own(published().bases, name) ?? undefined,
    env: variablesIn(process.env),
  };
};

/** Readings of the protected system. */
export const checkPorts = provides('checks', () =>
  readings(checks, { ...system(), wallClock: plainPorts().wallClock, aws: oneAttempt }),
);

/** Actions on the protected system; a call whose answer is lost is never made again by itself. */
export const actionPorts = provides('actions', () =>
  runs(actions, {
    ...system(),
    functionArn: (name) => own(published().functions, name),
    aws: { ...oneAttempt, requestHandler: { ...oneAttempt.requestHandler, requestTimeout: longestFunction } },
  }),
);
