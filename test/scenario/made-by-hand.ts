import { HOUR_MS, type Scene } from './open-house.ts';

export const PLAIN = `apiVersion: torii/v1
kind: Gateway
metadata: { name: by-hand }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
  internet: { allow: [203.0.113.0/24] }
  domains: [{ name: hand.example.com, certificate: none }]
`;

export const EAS = { product: 'eas', version: '2021-07-01', style: 'ROA', region: 'cn-beijing' } as const;

/** A gateway as somebody made it in the console, of one node less than declared. */
export async function madeByHand(scene: Scene, Name = 'by-hand'): Promise<string> {
  const { GatewayId } = await scene.world.owner.call<{ GatewayId: string }>({
    ...EAS,
    action: 'CreateGateway',
    method: 'POST',
    path: '/api/v2/gateways',
    body: { Name, InstanceType: '2c4g', Replicas: 1 },
    idempotent: false,
  });
  await scene.cloud.clock.advanceBy(HOUR_MS);
  return GatewayId;
}
