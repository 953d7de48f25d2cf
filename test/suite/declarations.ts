/** The sample world: one VPC with a vSwitch in a zone that gateways do not support and two in zones that they do. */
export const VPC_ID = 'vpc-2zechat0prod';
export const DOMAIN = 'chat.example.com';

/** A fully managed gateway with the service `chat` and these parts of a spec, a line each. */
export function managed(...parts: string[]): string {
  return `apiVersion: torii/v1
kind: Gateway
metadata: { name: chat-prod, labels: { team: ml } }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
  services: [{ name: chat }]
${parts.map((part) => `  ${part}\n`).join('')}`;
}

/** A gateway of the ALB kind with the service `chat` and these parts of a spec, a line each. */
export function alb(...parts: string[]): string {
  return `apiVersion: torii/v1
kind: Gateway
metadata: { name: chat-prod, labels: { team: ml } }
spec:
  region: cn-beijing
  network: { vpcId: ${VPC_ID}, vSwitches: [vsw-2zechat0zonei, vsw-2zechat0zonek] }
  services: [{ name: chat }]
${parts.map((part) => `  ${part}\n`).join('')}`;
}

export const INTERNET = 'internet: { allow: [203.0.113.0/24] }';
export const VPC = `vpcs: [{ vpcId: ${VPC_ID}, vSwitches: [vsw-2zechat0zoneg, vsw-2zechat0zonei], allow: [10.8.0.0/24] }]`;
export const INTRANET = 'intranet: { allow: [10.8.0.0/24] }';
export const PUBLIC_DOMAIN = `domains: [{ name: ${DOMAIN} }]`;

/** Callers, by what the lists above say of them. */
export const FRIEND = { address: '203.0.113.9' };
export const STRANGER = { address: '192.0.2.77' };
export const INSIDE = { address: '10.8.0.9', vpcId: VPC_ID };
export const INSIDE_BUT_UNLISTED = { address: '10.8.9.9', vpcId: VPC_ID };
/** What somebody meets whom the service answers. */
export const GRANTED = { trusted: true, status: 200, body: 'True' };
