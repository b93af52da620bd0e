import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { deployedPorts } from '#adapters/aws/deployed';
import { outwards } from '#adapters/aws/outwards';
import { provides } from '#adapters/aws/provide';
import { actions } from '#plugins/actions/run';
import { checks } from '#plugins/checks/read';
import { oneAttempt } from '#plugins/sdk-error';

const deployed = deployedPorts();
/** Milliseconds: a function that a runbook calls answers within, or its outcome is unclear. */
const longestFunction = 60_000;

/** Readings of the protected system: over HTTP only from the addresses that the deployment names. */
export const checkPorts = provides('checks', () =>
  checks({ http: outwards(Object.values(deployed.deployed.bases)), cloudwatch: new CloudWatchClient(oneAttempt) }),
);

/** Actions on the protected system; a call whose answer is lost is never made again by itself. */
export const actionPorts = provides('actions', () =>
  actions({
    http: outwards(Object.values(deployed.deployed.bases)),
    lambda: new LambdaClient({
      ...oneAttempt,
      requestHandler: { ...oneAttempt.requestHandler, requestTimeout: longestFunction },
    }),
  }),
);
