import middy from '@middy/core';
export const handler = middy().handler(async () => ({ statusCode: 503, body: 'soon' }));
