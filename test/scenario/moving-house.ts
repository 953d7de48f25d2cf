import { outsideAt } from '../../local/house/outside.ts';
import { openConnection } from '../../shared/function-compute/network.ts';
import { get, shakeHands } from '../../shared/tls/https-exchange.ts';
import { HOUR_MS, openHouse, type Scene } from './open-house.ts';
import { whenWritten } from './when-written.ts';

export const DOMAIN = 'chat.example.com';
export const CLIENT = '203.0.113.9';
const TTL_MS = 600_000;

export interface Wanted {
  name: string;
  region?: string;
  service: string;
  domains: string[];
}

/** A gateway with a service, and with the domain or without. */
export const declarationOf = ({ name, region = 'cn-beijing', service, domains }: Wanted): string => `
apiVersion: torii/v1
kind: Gateway
metadata: { name: ${name} }
spec:
  region: ${region}
  type: managed
  specification: 2c4g
  nodes: 2
  internet: { allow: [203.0.113.0/24] }
  domains: [${domains.map((domain) => `{ name: ${domain} }`).join(', ')}]
  services: [{ name: ${service} }]
  approve: [bills, exposes]
`;

export const OLD: Wanted = { name: 'chat-old', service: 'chat', domains: [DOMAIN] };
export const NEW: Wanted = { name: 'chat-new', service: 'chat_new', domains: [DOMAIN] };
export const without = (wanted: Wanted): string => declarationOf({ ...wanted, domains: [] });

/** Two gateways, each with a service of its own; the domain is on the old one. */
export async function openTwo(next: Wanted = NEW): Promise<Scene> {
  const scene = await openHouse(declarationOf(OLD));
  const { service, region = 'cn-beijing' } = next;
  await scene.world.owner.call({
    product: 'eas',
    version: '2021-07-01',
    style: 'ROA',
    region,
    action: 'CreateService',
    method: 'POST',
    path: '/api/v2/services',
    body: JSON.stringify({ metadata: { name: service, instance: 1 }, containers: [{ image: 'one', port: 8000 }] }),
    idempotent: false,
  });
  await declare(scene, OLD.name, declarationOf(OLD));
  await declare(scene, next.name, without(next));
  await succeed(scene, OLD.name);
  await succeed(scene, next.name);
  return scene;
}

/** PUTs a declaration and says yes to what it disrupts. */
export async function declare(scene: Scene, name: string, text: string): Promise<void> {
  const { status, body } = await scene.api('PUT', `/v1/gateways/${name}`, text);
  if (status >= 300) throw new Error(`PUT answered ${status}: ${JSON.stringify(body)}`);
  await approve(scene, name);
}

export async function approve(scene: Scene, name: string): Promise<void> {
  const { planHash } = (await scene.api('GET', `/v1/gateways/${name}/plan`)).body;
  await scene.api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash }));
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it asks about.
export const look = async (scene: Scene, name: string): Promise<any> =>
  (await scene.api('GET', `/v1/gateways/${name}`)).body;

export async function succeed(scene: Scene, name: string): Promise<void> {
  const { clock } = scene.cloud;
  const reached = whenWritten(scene, async () => (await look(scene, name)).state === 'Succeeded');
  if (await clock.runUntil(reached, clock.now() + 3 * HOUR_MS)) return;
  throw new Error(`${name} did not succeed: ${JSON.stringify(await look(scene, name))}`);
}

export interface Watch {
  probes: number;
  /** What went wrong, with the minute. */
  failures: string[];
}

/**
 * Until `reached`, every twenty seconds of virtual time: callers ask for the domain. DNS is asked each time, and some go by
 * what it said up to its TTL ago. Whichever gateway they are led to has to answer for its service.
 */
export async function watch(scene: Scene, next: Wanted, reached: () => Promise<boolean>): Promise<Watch> {
  const { clock } = scene.cloud;
  const startedAt = clock.now();
  const seen: Watch = { probes: 0, failures: [] };
  const client = outsideAt(scene.cloud, CLIENT);
  const services = servicesByAddress(scene);
  const told = new Map<string, number>();
  const probe = async (): Promise<void> => {
    const { address } = await client.resolve(DOMAIN);
    if (address) told.set(address, clock.now());
    else seen.failures.push(`${minutes()}: the name has no address`);
    for (const [one, at] of told) {
      if (clock.now() - at >= TTL_MS) continue;
      seen.probes += 1;
      const failure = await ask(scene, one, services[one]).catch((error: Error) => error.message);
      if (failure) seen.failures.push(`${minutes()}: ${failure} from ${services[one]?.name}`);
    }
  };
  const minutes = () => `${((clock.now() - startedAt) / 60_000).toFixed(1)} min`;
  let nextAt = startedAt;
  const ended = await clock.runUntil(
    async () => {
      if (clock.now() >= nextAt) {
        nextAt = clock.now() + 20_000;
        clock.schedule(nextAt, () => undefined);
        await probe();
      }
      return reached();
    },
    startedAt + 6 * HOUR_MS,
  );
  if (ended) return seen;
  throw new Error(
    `it did not come to its end: ${JSON.stringify([await look(scene, OLD.name), await look(scene, next.name)])}`,
  );
}

type Served = { name: string; token: string } | undefined;

/** Which service answers behind each gateway, by its address. */
function servicesByAddress({ cloud }: Scene): Record<string, Served> {
  return Object.fromEntries(
    cloud.eas.allGateways().map((gateway) => [cloud.network.addressOf(gateway.id), cloud.eas.servicesOn(gateway)[0]]),
  );
}

/** @returns what is wrong with the answer, if anything is */
async function ask({ cloud }: Scene, host: string, service: Served): Promise<string | undefined> {
  const localAddress = cloud.network.standIn(CLIENT);
  const connection = await openConnection({ host, port: cloud.dataPlane.httpsPort, localAddress });
  try {
    const { socket, verdict } = await shakeHands(connection, DOMAIN, {
      roots: [cloud.ca.rootPem],
      now: cloud.clock.now(),
    });
    if (!verdict.trusted) return verdict.message;
    const path = `/api/predict/${service?.name}`;
    const { status } = await get(socket, { host: DOMAIN, path, headers: { authorization: service?.token ?? '' } });
    return status === 200 ? undefined : `status ${status}`;
  } finally {
    connection.destroy();
  }
}

export const isDetached = (scene: Scene) => async (): Promise<boolean> =>
  scene.cloud.calls.of('DetachGatewayDomain').some(({ status }) => status === 200);

export async function movedTo(scene: Scene, name: string): Promise<boolean> {
  const { internetDomain } = await look(scene, name);
  const [record, another] = (scene.cloud.alidns.zone('example.com')?.all() ?? []).filter(
    ({ content }) => content.rr === 'chat',
  );
  return (
    record?.content.value === internetDomain && record?.remark.endsWith(`/${name}`) === true && another === undefined
  );
}

/** The writes that move a domain, in order, without what was refused. */
export function writes({ cloud }: Scene, from: number): string[] {
  return cloud.calls
    .all()
    .slice(from)
    .filter(
      ({ action, status }) =>
        status === 200 && /^(AttachG|DetachG|UpdateDomainRecord$|AddDomainR|DeleteDomainR)/.test(action),
    )
    .map(({ action }) => action);
}
