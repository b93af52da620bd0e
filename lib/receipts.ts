import { Stack } from 'aws-cdk-lib';
import { CfnConfigurationSetEventDestination, EmailSendingEvent } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { ChannelPlugin } from '#plugins/channels/channel';
import type { TellsOf } from '#plugins/channels/receipts';
import type { Ingest } from './ingest.ts';
import { nameOf } from './names.ts';

/**
 * How providers tell what became of a page: by events that only AWS can put on the account's default bus. A rule for each channel leads them
 * into the queue of alarms, whose policy admits these rules. End User Messaging puts them there by itself, SES for a configuration set that
 * is told to.
 */
export class Receipts extends Construct {
  constructor(
    product: Construct,
    id: string,
    { ingest, channels, deployment }: { ingest: Ingest; channels: readonly ChannelPlugin[]; deployment: TellsOf },
  ) {
    super(product, id);
    for (const { tool, receipts } of channels) {
      const more = receipts?.pattern(deployment);
      if (receipts === undefined || more === undefined) continue;
      ingest.hear(`Receipts-${tool}`, `What became of pages by ${tool}.`, {
        source: [receipts.source],
        'detail-type': receipts.detailTypes,
        ...more,
      });
    }
    if (deployment.mailConfigurationSet !== undefined) this.told(product, deployment.mailConfigurationSet);
  }

  private told(product: Construct, configurationSetName: string) {
    const { region, account, partition } = Stack.of(this);
    new CfnConfigurationSetEventDestination(this, 'Mail', {
      configurationSetName,
      eventDestination: {
        // of this deployment: a set may serve several, and takes ten destinations
        name: nameOf(product, 'receipts').slice(-64),
        enabled: true,
        matchingEventTypes: [
          EmailSendingEvent.DELIVERY,
          EmailSendingEvent.BOUNCE,
          EmailSendingEvent.COMPLAINT,
          EmailSendingEvent.REJECT,
        ],
        // SES knows no other bus
        eventBridgeDestination: { eventBusArn: `arn:${partition}:events:${region}:${account}:event-bus/default` },
      },
    });
  }
}
