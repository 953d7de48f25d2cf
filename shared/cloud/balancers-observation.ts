import type { GatewayObservation } from '../domain-rules/provisioning/observation.ts';
import type { BalancersQuestion } from '../domain-rules/subject.ts';
import type { AlbReader } from './alb.ts';
import type { LoadBalancer } from './alb-wire.ts';
import { observeLoadBalancers } from './load-balancer-observation.ts';

/**
 * Adds what ALB says of the load balancers of a gateway. No document says how EAS marks them: taken for the gateway's are
 * those whose DNS name EAS lists with it, and those whose name has the gateway's id in it (inferred).
 *
 * @param question undefined for the managed kind, which has none: ALB is not asked then
 * @param asksCertificates whether the certificates of a listener are worth a call; absent: of none
 */
export async function withLoadBalancers(
  alb: AlbReader,
  observation: GatewayObservation,
  question: BalancersQuestion | undefined,
  asksCertificates?: (listenerId: string) => boolean,
): Promise<GatewayObservation> {
  if (!question) return observation;
  const { owner, vpcIds, gatewayId } = question;
  // Without a gateway only our lists can be left.
  const listed = gatewayId && vpcIds.length > 0 ? await alb.allLoadBalancers({ VpcIds: vpcIds }) : [];
  const ids = listed.filter((one) => isOfGateway(one, question)).map(({ LoadBalancerId }) => LoadBalancerId);
  return { ...observation, ...(await observeLoadBalancers(alb, ids, owner, asksCertificates)) };
}

function isOfGateway({ DNSName, LoadBalancerName = '' }: LoadBalancer, question: BalancersQuestion): boolean {
  const { addresses, gatewayId } = question;
  return (
    (DNSName !== undefined && addresses.includes(DNSName)) ||
    (gatewayId !== undefined && LoadBalancerName.includes(gatewayId))
  );
}
