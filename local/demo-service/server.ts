import { listen } from '#local/inbox/listen';
import { createDemoService, type DemoService, type DemoServiceOptions } from './demo-service.ts';

interface StartOptions extends DemoServiceOptions {
  /** 0, the default, is a free one. */
  port?: number;
  log?: (line: string) => void;
}
export interface RunningDemoService extends DemoService {
  url: string;
  close: () => Promise<void>;
}

/** The demo service on 127.0.0.1. */
export const startDemoService = async ({
  port = 0,
  log = () => {},
  ...options
}: StartOptions = {}): Promise<RunningDemoService> => {
  const demoService = createDemoService(options);
  const server = await listen({ handle: demoService.handle, mostBytes: () => 1024 * 1024 }, port, (error) =>
    log(`failed: ${String(error)}`),
  );
  return { ...demoService, ...server };
};
