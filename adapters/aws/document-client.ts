import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { sdk } from '#adapters/aws/sdk';

/** A DynamoDB client as `dynamoTable` wants it: undefined attributes are left out, at any depth. */
export const documentClient = (config: DynamoDBClientConfig = {}): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...sdk, ...config }), {
    marshallOptions: { removeUndefinedValues: true },
  });
