import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Ports that nobody uses now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((up) => {
          const server = createServer().listen(0, '127.0.0.1', () => up(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((down) => server.close(down))));
  return ports;
}
