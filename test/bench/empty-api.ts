import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import { clientOf, Laid } from './laid.ts';

const Authorizers = z.object({ items: z.array(z.object({ authorizerId: z.string() })) });
const Integration = z.object({ integrationId: z.string() });
const path = '/bench/puts';

/**
 * The same way as a declaration's: the product's own API with its authorizer, a function as large as the product's, and one conditional put
 * into a table with a stream that nobody reads. Gives the path, and the way to take it down.
 */
export async function layEmptyApi(
  engineUrl: string,
  apiId: string,
): Promise<{ path: string; down: () => Promise<void> }> {
  const laid = new Laid(engineUrl, 'bench-puts');
  const lambda = new LambdaClient(clientOf(engineUrl));
  const call = async (method: string, what: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${engineUrl}/v2/apis/${apiId}/${what}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${what}: ${answer.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  try {
    const table = await laid.table();
    const FunctionName = await laid.fn('put', 'empty/put', 512, { TABLE_NAME: table.name });
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    const [authorizer] = Authorizers.parse(await call('GET', 'authorizers')).items;
    const { integrationId } = Integration.parse(
      await call('POST', 'integrations', {
        integrationType: 'AWS_PROXY',
        integrationUri: Configuration?.FunctionArn,
        payloadFormatVersion: '2.0',
      }),
    );
    await call('POST', 'routes', {
      routeKey: `POST ${path}`,
      target: `integrations/${integrationId}`,
      authorizationType: 'JWT',
      authorizerId: authorizer?.authorizerId,
    });
    return { path, down: () => laid.down() };
  } catch (error) {
    await laid.down();
    throw error;
  } finally {
    lambda.destroy();
  }
}
