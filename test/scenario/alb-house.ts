import { readFileSync } from 'node:fs';
import { outsideAt } from '../../local/house/outside.ts';
import { HOUR_MS, type Scene } from './open-house.ts';

export const CHAT_ALB = readFileSync('examples/chat-alb.yaml', 'utf8');
export const ALLOWED = '203.0.113.9';
export const STRANGER = '192.0.2.77';
export const VPC = 'vpc-2zechat0prod';

/** The declaration of the example with the lines of `spec` from `from` on to the next field replaced. */
export function changed(text: string, field: string, by: string): string {
  const pattern = new RegExp(`^  ${field}:.*\\n(?:    .*\\n)*`, 'm');
  if (!pattern.test(text)) throw new Error(`the example has no ${field}`);
  return text.replace(pattern, by);
}

/** What the owner has in their account, by what a gateway of the ALB kind is made of. */
export function account({ cloud }: Pick<Scene, 'cloud'>) {
  const { alb, eas } = cloud;
  const owner = { account: cloud.account.id, region: 'cn-beijing' };
  return {
    gateways: eas.gatewaysOf(owner.account, owner.region).length,
    loadBalancers: alb.loadBalancersOf(owner).length,
    lists: alb.acls.of(owner).length,
  };
}

/** The status with which the service answers a client at an address, or `closed` where nobody answers. */
export async function statusFor(
  { cloud, world }: Scene,
  client: { address: string; vpcId?: string; name: string },
): Promise<number | 'closed'> {
  const authorization = await world.tokenOf('chat');
  try {
    const outside = outsideAt(cloud, client.address, client.vpcId);
    const { response } = await outside.get(`https://${client.name}/api/predict/chat`, { authorization });
    return response?.status ?? 'closed';
  } catch {
    return 'closed';
  }
}

/** Asks for the deletion, approves its plan and lets time pass. @returns whether the gateway is gone */
export async function remove({ api, cloud, name }: Scene): Promise<boolean> {
  const { body } = await api('DELETE', `/v1/gateways/${name}?unbindServices=true`);
  await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: body.plan.planHash }));
  const isGone = async () => (await api('GET', `/v1/gateways/${name}`)).status === 404;
  return cloud.clock.runUntil(isGone, cloud.clock.now() + 2 * HOUR_MS);
}

export async function gatewayOf({ api, name }: Scene) {
  return (await api('GET', `/v1/gateways/${name}`)).body;
}

export async function conditionOf(scene: Scene, type: string) {
  const { conditions } = await gatewayOf(scene);
  return conditions.find((condition: { type: string }) => condition.type === type);
}

/** What is blocked, once something is: reasons with their rules. */
export async function untilBlocked(scene: Scene, operation: string) {
  await scene.until(operation, 'Blocked');
  const { blocked } = await scene.look(operation);
  return blocked as { what: string; reason: string; message: string; wayOut: string; rule?: string }[];
}
