import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Ports that fetch refuses to speak to, even on loopback (WHATWG Fetch, "bad port"); those a user could bind. */
const BAD_PORTS: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

const bind = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const unbind = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });

/**
 * Listens on 127.0.0.1 only. Port 0 takes a free one that clients will speak to.
 * @throws when the port is taken, or is one that no fetch-based client connects to.
 */
export const listen = async (server: Server, port: number): Promise<number> => {
  if (BAD_PORTS.has(port))
    throw new Error(`Port ${port} is blocked by fetch in every Salesforce client. Take another.`);
  const bound = await bind(server, port);
  if (!BAD_PORTS.has(bound)) return bound;
  await unbind(server);
  return listen(server, 0);
};
