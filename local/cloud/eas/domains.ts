import { X509Certificate } from 'node:crypto';
import type { Side } from '../data-plane/gateway-view.ts';
import { ApiError, actionsOf } from '../product.ts';
import type { Progress } from '../progress.ts';
import { task } from '../tasks.ts';
import type { EasErrorCode } from './errors.ts';
import { furnishListeners } from './furnish-listeners.ts';
import { type AttachedCertificate, type CustomDomain, domainKey, type Gateway } from './gateway.ts';
import { gatewayPath } from './gateway-path.ts';
import { CERTIFICATE, type CertificateStatus, Lifecycle } from './lifecycle.ts';
import { isObject } from './services/config.ts';
import type { EasState } from './state.ts';
import { utcDate, utcTime } from './times.ts';

const row = actionsOf<EasState>();

export const attachGatewayDomain = row({
  name: 'AttachGatewayDomain',
  style: { method: 'PUT', path: `${gatewayPath.template}/domain/attach` },
  parameters: { ...gatewayPath.parameters, CustomDomain: { type: 'json', required: true } },
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'InvalidCustomDomain',
    'InternetNotEnabled',
    'IntranetNotEnabled',
    'InvalidCertificate.NotFound',
    'InvalidCertificate.DomainMismatch',
    'InvalidCustomDomain.AlreadyAttached',
    'InvalidCustomDomain.Occupied',
  ] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId, CustomDomain: text }, now, progress }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    const wanted = readDomain(text);
    checkSide(gateway, wanted.type);
    const certificate = wanted.certificateId
      ? findCertificate(state, gateway, wanted.certificateId, wanted.domain)
      : undefined;
    const known = find(gateway, wanted);
    if (known && state.reattachingDomain === 'refused') {
      throw new ApiError<EasErrorCode>('InvalidCustomDomain.AlreadyAttached', {
        domain: known.domain,
        type: known.type,
      });
    }
    if (!known) checkUnoccupied(state, wanted);
    const domain = known ?? add(gateway, wanted, now);
    domain.certificate = certificate;
    domain.updatedAt = now;
    takeEffect(state, gateway, domain, progress);
    return { GatewayId: gateway.id, Message: `Successfully update custom endpoint for gateway ${gateway.id}\n` };
  },
});

export const detachGatewayDomain = row({
  name: 'DetachGatewayDomain',
  style: { method: 'PUT', path: `${gatewayPath.template}/domain/detach` },
  parameters: { ...gatewayPath.parameters, CustomDomain: { type: 'json', required: true } },
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'InvalidCustomDomain',
    'InvalidCustomDomain.NotFound',
  ] satisfies EasErrorCode[],
  // It is gone at once (inferred).
  handler: (state, { account, parameters: { ClusterId, GatewayId, CustomDomain: text } }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    const wanted = readDomain(text);
    const domain = find(gateway, wanted);
    if (!domain) {
      const values = { gateway: gateway.id, domain: wanted.domain, type: wanted.type };
      throw new ApiError<EasErrorCode>('InvalidCustomDomain.NotFound', values);
    }
    domain.lifecycle.cancel();
    gateway.customDomains.delete(domainKey(wanted.type, wanted.domain));
    furnishListeners(state, gateway);
    return { GatewayId: gateway.id, Message: `Successfully delete custom endpoint for gateway ${gateway.id}\n` };
  },
});

export const listGatewayDomains = row({
  name: 'ListGatewayDomains',
  style: { method: 'GET', path: `${gatewayPath.template}/domains` },
  parameters: gatewayPath.parameters,
  response: {
    Message: 'string',
    CustomDomains: [
      {
        Domain: 'string',
        Type: 'string',
        CertificateId: 'string',
        CertificateName: 'string',
        CertificateStartDate: 'string',
        CertificateEndDate: 'string',
        CertificateStatus: 'string',
        CreateTime: 'string',
        UpdateTime: 'string',
      },
    ],
  },
  errors: ['InvalidGateway.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId } }) => ({
    Message: 'Successfully get custom domains',
    CustomDomains: [...state.gateway(account, ClusterId, GatewayId).customDomains.values()].map((domain) => ({
      Domain: domain.domain,
      Type: domain.type,
      CertificateId: domain.certificate?.id,
      CertificateName: domain.certificate?.name,
      CertificateStartDate: domain.certificate && utcDate(domain.certificate.notBefore),
      CertificateEndDate: domain.certificate && utcDate(domain.certificate.notAfter),
      CertificateStatus: domain.lifecycle.status === 'Succeeded' ? 'Succeeded' : state.certificateStatusInFlight,
      CreateTime: utcTime(domain.createdAt),
      UpdateTime: utcTime(domain.updatedAt),
    })),
  }),
});

interface WantedDomain {
  readonly domain: string;
  readonly type: Side;
  readonly certificateId: string | undefined;
}

/** `{"Domain":"chat.example.com","Type":"internet","CertificateId":"1473"}` */
function readDomain(value: unknown): WantedDomain {
  if (!isObject(value)) throw new ApiError<EasErrorCode>('InvalidCustomDomain', { reason: 'not an object' });
  const domain = String(value.Domain ?? '').toLowerCase();
  if (!/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(domain)) {
    throw new ApiError<EasErrorCode>('InvalidCustomDomain', { reason: 'Domain is not a domain name' });
  }
  if (value.Type !== 'internet' && value.Type !== 'intranet') {
    throw new ApiError<EasErrorCode>('InvalidCustomDomain', { reason: 'Type is neither internet nor intranet' });
  }
  const certificateId = value.CertificateId === undefined ? undefined : String(value.CertificateId);
  return { domain, type: value.Type, certificateId: certificateId || undefined };
}

function find(gateway: Gateway, { domain, type }: Pick<WantedDomain, 'domain' | 'type'>): CustomDomain | undefined {
  return gateway.customDomains.get(domainKey(type, domain));
}

function add(gateway: Gateway, { domain, type }: WantedDomain, now: number): CustomDomain {
  const lifecycle = new Lifecycle<CertificateStatus>();
  const times = { createdAt: now, updatedAt: now };
  const added = { domain, type, ...times, certificate: undefined, lifecycle, loaded: undefined };
  gateway.customDomains.set(domainKey(type, domain), added);
  return added;
}

/** Documented: before a domain can be attached, its network must be enabled. */
function checkSide(gateway: Gateway, type: Side): void {
  const values = { gateway: gateway.id };
  if (type === 'internet' && gateway.internet.status !== 'Running') {
    throw new ApiError<EasErrorCode>('InternetNotEnabled', values);
  }
  if (type === 'intranet' && !isPrivate(gateway)) throw new ApiError<EasErrorCode>('IntranetNotEnabled', values);
}

/** Of the application type: once the private name answers. Of the classic type: switched on, linked or not. */
function isPrivate(gateway: Gateway): boolean {
  return gateway.type === 'classic' ? gateway.intranetSwitch : gateway.intranet.status === 'Running';
}

/** Assumption: whether two gateways may hold one name, as happens while a name moves from one to the other. */
function checkUnoccupied(state: EasState, wanted: WantedDomain): void {
  if (state.domainOnTwoGateways === 'allowed') return;
  if (state.allGateways().some((gateway) => find(gateway, wanted))) {
    throw new ApiError<EasErrorCode>('InvalidCustomDomain.Occupied', { domain: wanted.domain });
  }
}

function findCertificate(state: EasState, gateway: Gateway, id: string, domain: string): AttachedCertificate {
  // The plain number only: whether the `{id}-{region}` form of other products is taken here is not known (inferred).
  const found = /^\d+$/.test(id) ? state.certificates.find(gateway.account, id) : undefined;
  // One without its key, which whoever ordered it kept, cannot be served: what a gateway says of it is inferred.
  if (!found?.privateKey) throw new ApiError<EasErrorCode>('InvalidCertificate.NotFound', { certificate: id });
  const leaf = new X509Certificate(found.certificate);
  // No client ever asks for a wildcard itself: any name under it does for the check.
  if (leaf.checkHost(domain.replace(/^\*/, 'any'), { subject: 'never' }) === undefined) {
    throw new ApiError<EasErrorCode>('InvalidCertificate.DomainMismatch', { certificate: id, domain });
  }
  return {
    id,
    name: found.name,
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    material: { certificate: found.certificate, privateKey: found.privateKey },
  };
}

/**
 * First the status succeeds, then, later, the nodes serve it (up to five minutes: G43). Until then they go on as before:
 * with the certificate before, or not at all. The newest attachment wins over one whose effect is still to come.
 */
function takeEffect(state: EasState, gateway: Gateway, domain: CustomDomain, progress: Progress): void {
  const { certificate } = domain;
  domain.lifecycle.begin(CERTIFICATE.attach, progress, attached(state, gateway, domain, certificate, progress));
}

type Attachment = [EasState, Gateway, CustomDomain, AttachedCertificate | undefined];

const attached = task(
  'eas/domain-attached',
  (...[state, gateway, domain, certificate, progress]: [...Attachment, Progress]) =>
    progress.after('eas-domain-effect', effective(state, gateway, domain, certificate)),
);

const effective = task('eas/domain-effective', (...[state, gateway, domain, certificate]: Attachment) => {
  const isCurrent = find(gateway, domain) === domain && domain.certificate === certificate;
  if (!isCurrent) return;
  domain.loaded = { certificate: certificate?.material, certificateId: certificate?.id };
  furnishListeners(state, gateway);
});
