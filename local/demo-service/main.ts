import { parseArgs } from 'node:util';
import * as z from 'zod';
import { startDemoService } from './server.ts';

const Options = z.strictObject({
  port: z.coerce.number().int().min(0).max(65_535).default(0),
  components: z.string().default(''),
});
const asked = (): z.infer<typeof Options> => {
  try {
    const options = { port: { type: 'string' }, components: { type: 'string' } } as const;
    return Options.parse({ ...parseArgs({ options }).values });
  } catch (error) {
    process.stderr.write(`demo service: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}\n`);
    process.exit(2);
  }
};
const { port, components } = asked();

const demoService = await startDemoService({
  port,
  components: components.split(',').filter(Boolean),
  log: (line) => process.stderr.write(`demoService: ${line}\n`),
});
process.stdout.write(`${JSON.stringify({ url: demoService.url })}\n`);

const stop = () => void demoService.close().finally(() => process.exit(0));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
