import { type Control, control } from './control.ts';
import type { Controlled } from './controlled.ts';

/** Where everything of the cloud is. */
export const statusControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/status',
    summary: 'addresses, virtual now, and how much there is of what can be controlled',
    run: statusOf,
  }),
  control({
    method: 'GET',
    path: '/trusted-root',
    summary: 'the root certificate of the cloud’s certificate authority, PEM',
    run: ({ ca }) => ({ pem: ca.rootPem }),
  }),
];

function statusOf(cloud: Controlled) {
  const { clock, time, dns, dataPlane } = cloud;
  return {
    endpoint: cloud.endpoint,
    region: cloud.defaultRegion,
    account: cloud.account.id,
    accounts: cloud.accounts.all().length,
    now: new Date(clock.now()).toISOString(),
    scale: time.scale,
    frozen: time.frozen,
    dns: `${dns.address}:${dns.port}`,
    nameServers: Object.fromEntries(
      Object.entries(cloud.nameServers).map(([name, { address, port }]) => [name, `${address}:${port}`]),
    ),
    gatewayPorts: { http: dataPlane.httpPort, https: dataPlane.httpsPort },
    acmeDirectory: cloud.acme.directoryUrl,
    calls: cloud.calls.count(),
    faults: cloud.faults.standing.length,
  };
}
