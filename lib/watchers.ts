import { Annotations, Aspects, Reference, Token, Tokenization } from 'aws-cdk-lib';
import type { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IConstruct } from 'constructs';
import { DoesNotFit } from './does-not-fit.ts';
import type { WatchProps } from './props.ts';

/** Subscribes the addresses to the watch topic. Throws `DoesNotFit` for what is no address. */
export function subscribe(product: IConstruct, topic: Topic, { email = [] }: Partial<WatchProps>): void {
  for (const address of typeof email === 'string' ? [email] : email) {
    if (!Token.isUnresolved(address) && !/^[^\s@]+@[^\s@]+$/.test(address))
      throw new DoesNotFit(`${product.node.path}: watch.email: '${address}' is not an email address`);
    topic.addSubscription(new EmailSubscription(address));
  }
}

/** Warns at synthesis while nobody is subscribed to the watch topic. */
export function warnWhileNobodyWatches(product: IConstruct, topic: Topic): void {
  // only at the end is it known who is subscribed, and by which stack
  Aspects.of(product).add({
    visit: (node) => {
      if (node !== product || isSubscribed(topic)) return;
      Annotations.of(product).addWarningV2(
        'tocsin:watch',
        "nobody is subscribed to the watch topic, so nobody hears of it when Tocsin itself fails: give watch: { email: 'somebody@example.com' }, or subscribe to watchTopic somebody whom Tocsin does not page",
      );
    },
  });
}

const isSubscribed = (topic: Topic): boolean => topic.node.root.node.findAll().some((node) => isOf(node, topic));

/** Whether a resource is a subscription to this topic; asked by type and reference, for a subscription may be of another stack. */
const isOf = (node: IConstruct, topic: Topic): boolean => {
  const { cfnResourceType, topicArn } = node as Partial<CfnSubscription>;
  if (cfnResourceType !== 'AWS::SNS::Subscription' || topicArn === undefined) return false;
  return Tokenization.reverseString(topicArn).tokens.some(
    (token) => Reference.isReference(token) && token.target === topic.node.defaultChild,
  );
};
