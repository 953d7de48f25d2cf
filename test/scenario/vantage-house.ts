import { readFileSync } from 'node:fs';
import { HOUR_MS, type Scene } from './open-house.ts';

export const PROBED = readFileSync('examples/chat-probed.yaml', 'utf8');
export const DOMAIN = 'chat.example.com';

/** EndpointVerified as the API shows it. */
export async function proof(
  scene: Scene,
  operation: string,
): Promise<{ status: string; reason: string; message: string }> {
  const { conditions } = await scene.look(operation);
  return conditions.find(({ type }: { type: string }) => type === 'EndpointVerified');
}

export async function untilProofSays(scene: Scene, operation: string, reason: string, limitMs = 2 * HOUR_MS) {
  const limit = scene.cloud.clock.now() + limitMs;
  await scene.cloud.clock.runUntil(async () => (await proof(scene, operation))?.reason === reason, limit);
  return proof(scene, operation);
}

/** What became of EndpointVerified, in order. */
export async function reasons(scene: Scene): Promise<string[]> {
  const { entries } = (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body;
  return entries
    .filter(({ data }: { data?: { condition?: string } }) => data?.condition === 'EndpointVerified')
    .map(({ reason }: { reason: string }) => reason);
}

/** Requests that came from a vantage point, not from a test's client. */
export const probes = ({ cloud }: Scene) =>
  cloud.dataPlane.requests.all().filter(({ origin }) => origin.address === '198.51.100.7' || origin.vpcId);

export function attachedCertificates({ cloud }: Scene): string[] {
  return cloud.calls
    .of('AttachGatewayDomain')
    .map(({ parameters }) => (parameters.CustomDomain as { CertificateId: string }).CertificateId);
}
