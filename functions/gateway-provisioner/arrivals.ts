import type { AlbReader } from '../../shared/cloud/alb.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import type { GatewayDetail } from '../../shared/cloud/eas-wire.ts';
import { readEndpoints } from '../../shared/cloud/gateway-observation.ts';
import { ENDPOINT_SHOWN, shownAmong } from '../../shared/domain-rules/binding/endpoints.ts';
import type { Wait } from '../../shared/domain-rules/plan.ts';
import { PROGRESSING } from '../../shared/domain-rules/provisioning/gateway.ts';
import {
  BALANCERS_GONE,
  GATEWAY_RUNNING,
  INTERNET_RUNNING,
  INTRANET_RUNNING,
} from '../../shared/domain-rules/provisioning/step.ts';
import { isChanging } from '../../shared/domain-rules/services.ts';
import type { Arrival } from '../../shared/engine/worker.ts';
import { askAlb, isOfAlb } from './arrivals-alb.ts';

/**
 * Whether any of the things that are waited for has come: one call for each kind of thing, instead of a whole look.
 * What is not known here counts as come, so that it gets its whole look.
 *
 * @param owner the mark on what is ours, from `ownerMark`
 */
export async function hasArrived(
  { eas, alb }: { eas: EasReader; alb: AlbReader },
  { gatewayId, owner }: { gatewayId: string; owner: string },
  waits: Wait[],
): Promise<Arrival> {
  const ids = waits.map(({ id }) => id);
  const ofGateway = ids.filter((id) => OF_GATEWAY.includes(id));
  const links = namesAfter(LINK, ids);
  const domains = namesAfter(DOMAIN, ids);
  const services = namesAfter(SERVICE, ids);
  const shown = namesAfter(ENDPOINT_SHOWN, ids);
  const endpoints = awaitedEndpoints(shown);
  const ofAlb = ids.filter(isOfAlb);
  const known = [ofGateway, links, domains, services, shown, ofAlb].flat();
  if (known.length < ids.length) return true;
  const asked = await Promise.all([
    ofGateway.length > 0 && eas.describeGateway(gatewayId).then((detail) => gatewayArrived(detail, ofGateway)),
    links.length > 0 && linkArrived(eas, gatewayId, links),
    domains.length > 0 && domainArrived(eas, gatewayId, domains),
    ...Object.entries(endpoints).map(([service, awaited]) => endpointArrived(eas, gatewayId, service, awaited)),
    ...ofAlb.map((id) => askAlb(alb, owner, id)),
    ...services.map(async (name) => !isChanging((await eas.describeService(name)).Status)),
  ]);
  // A gateway that runs has parts that nobody could look at before.
  return asked[0] && ids.includes(GATEWAY_RUNNING) ? 'everything' : asked.includes(true);
}

function gatewayArrived(detail: GatewayDetail, ids: string[]): boolean {
  const { Status, InternetStatus, IntranetDomain, LoadBalancerList } = detail;
  if (ids.includes(GATEWAY_RUNNING)) return !PROGRESSING.includes(Status);
  const leaving = InternetStatus === 'Deleting' || LoadBalancerList?.some((one) => one.Status === 'Deleting');
  return (
    (ids.includes(INTERNET_RUNNING) && InternetStatus !== 'Creating') ||
    (ids.includes(INTRANET_RUNNING) && Boolean(IntranetDomain)) ||
    (ids.includes(BALANCERS_GONE) && !leaving)
  );
}

export const OF_GATEWAY = [GATEWAY_RUNNING, INTERNET_RUNNING, INTRANET_RUNNING, BALANCERS_GONE];

/** @param links VPC ids, or `vpc/vswitch` where one row of several is meant */
async function linkArrived(eas: EasReader, gatewayId: string, links: string[]): Promise<boolean> {
  const { IntranetLinkedVpcList } = await eas.listGatewayIntranetLinkedVpc(gatewayId);
  return IntranetLinkedVpcList.some(
    ({ VpcId, VSwitchId, Status }) =>
      Status === 'Running' && (links.includes(VpcId) || links.includes(`${VpcId}/${VSwitchId}`)),
  );
}

async function domainArrived(eas: EasReader, gatewayId: string, keys: string[]): Promise<boolean> {
  const { CustomDomains } = await eas.listGatewayDomains(gatewayId);
  return CustomDomains.some(
    ({ Domain, Type, CertificateStatus }) =>
      keys.includes(`${Domain.toLowerCase()}/${Type}`) && CertificateStatus === 'Succeeded',
  );
}

async function endpointArrived(
  eas: EasReader,
  gatewayId: string,
  service: string,
  awaited: string[],
): Promise<boolean> {
  const { Endpoints } = await eas.describeServiceEndpoints(service);
  const shown = shownAmong([gatewayId, ...awaited], readEndpoints(Endpoints, gatewayId));
  return awaited.some((one) => shown.includes(one));
}

/** By service, what each wait of the form `service/what it should show` is for. */
function awaitedEndpoints(waits: string[]): Record<string, string[]> {
  const awaited: Record<string, string[]> = {};
  for (const wait of waits) {
    const service = wait.slice(0, wait.indexOf('/'));
    awaited[service] = [...(awaited[service] ?? []), wait.slice(service.length + 1)];
  }
  return awaited;
}

function namesAfter(prefix: string, ids: string[]): string[] {
  return ids.flatMap((id) => (id.startsWith(prefix) ? [id.slice(prefix.length)] : []));
}

const LINK = 'link-running/';
const DOMAIN = 'domain-attached/';
const SERVICE = 'service/';
