import { HOUR_MS, type Scene } from './open-house.ts';
import { whenWritten } from './when-written.ts';

const ALIDNS = { product: 'alidns', version: '2015-01-09', style: 'RPC', method: 'POST', path: '/' } as const;
const PVTZ = { product: 'pvtz', version: '2018-01-01', style: 'RPC', method: 'POST', path: '/' } as const;

/** A public gateway with these domains, and the VPCs that private names are for. */
export const dnsDeclaration = (domains: string[], vpcs: string[] = []) => `apiVersion: torii/v1
kind: Gateway
metadata: { name: chat-prod }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
  internet: { allow: [203.0.113.0/24] }
  vpcs: [${vpcs.map((vpc) => `{ vpcId: vpc-2ze${vpc}, vSwitches: [vsw-2ze${vpc}zonei] }`).join(', ')}]
  domains: [${domains.map((domain) => `{ ${domain}, certificate: none }`).join(', ')}]
  approve: [bills, exposes]
`;

interface Told {
  status: string;
  reason: string;
  message: string;
}

/** RecordsPublished as the API shows it. */
export async function recordsPublished({ look }: Scene, operation: string): Promise<Told | undefined> {
  const { conditions } = await look(operation);
  return conditions.find(({ type }: { type: string }) => type === 'RecordsPublished');
}

/** Lets virtual time pass until RecordsPublished has that reason. @returns its message, or why it never came to it */
export async function untilRecords(scene: Scene, operation: string, reason: string): Promise<string> {
  const { clock } = scene.cloud;
  await clock.runUntil(
    whenWritten(scene, async () => (await recordsPublished(scene, operation))?.reason === reason),
    clock.now() + HOUR_MS,
  );
  const told = await recordsPublished(scene, operation);
  return told?.reason === reason ? told.message : `RecordsPublished is ${told?.reason}: ${told?.message}`;
}

/** Calls Alibaba Cloud DNS as the owner of the account does. */
export function inAlidns({ world }: Scene, action: string, query: object): Promise<{ RecordId: string }> {
  return world.owner.call({ ...ALIDNS, action, query, idempotent: false });
}

/** The same for PrivateZone. */
export function inPrivateZone({ world }: Scene, action: string, query: object): Promise<{ ZoneId: string }> {
  return world.owner.call({ ...PVTZ, action, query, idempotent: false });
}

/** The gateway's own names. */
export function ownNames({ cloud }: Scene): { internetDomain: string; intranetDomain: string } {
  const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
  const { internetDomain, intranetDomain } = gateway ?? {};
  if (!internetDomain || !intranetDomain) throw new Error('the gateway has no names yet');
  return { internetDomain, intranetDomain };
}

/** Says yes to the plan of now. */
export async function approvePlan({ api, name }: Scene): Promise<void> {
  const plan = (await api('GET', `/v1/gateways/${name}/plan`)).body;
  await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: plan.planHash }));
}

/** Takes the gateway down. @returns whether it is gone within three hours */
export async function takeDown(scene: Scene): Promise<boolean> {
  const { api, name, cloud } = scene;
  await api('DELETE', `/v1/gateways/${name}`);
  await approvePlan(scene);
  return cloud.clock.runUntil(
    whenWritten(scene, async () => (await api('GET', `/v1/gateways/${name}`)).status === 404),
    cloud.clock.now() + 3 * HOUR_MS,
  );
}
