import type { Plugins } from '#plugins/registry';

/** Where a deployment on this machine finds what plugins speak to: their fakes, in the inbox and in the demo service. */
export async function endpointsOf(
  { channels, checks, actions }: Plugins,
  at: { inbox: string; demoService: string },
): Promise<Record<string, string>> {
  const received = channels.map(async (channel) => (await channel.fake()).fake.endpoints(at.inbox));
  const measured = [...checks, ...actions].map(async (one) => (await one.fake()).endpoints?.(at.demoService) ?? {});
  return Object.assign({}, ...(await Promise.all([...received, ...measured])));
}
