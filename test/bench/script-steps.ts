import type { World } from '../../local/house/world.ts';
import type { AlidnsClient } from '../../shared/cloud/alidns.ts';
import type { EasClient } from '../../shared/cloud/eas.ts';
import type { Script } from './script.ts';

/** Attaches the custom domain and writes its record: public access has to be open. */
export async function serveDomain(
  eas: EasClient,
  alidns: AlidnsClient,
  script: Script,
  gatewayId: string,
  world: World,
): Promise<void> {
  const { InternetDomain = '' } = await eas.describeGateway(gatewayId);
  await alidns.addDomainRecord({ DomainName: 'example.com', RR: 'chat', Type: 'CNAME', Value: InternetDomain });
  await eas.attachGatewayDomain(gatewayId, {
    Domain: DOMAIN,
    Type: 'internet',
    CertificateId: world.certificates[DOMAIN] ?? '',
  });
  await script.until(async () =>
    (await eas.listGatewayDomains(gatewayId)).CustomDomains.every(
      ({ CertificateStatus }) => CertificateStatus === 'Succeeded',
    ),
  );
}

export async function bindService(eas: EasClient, script: Script, gatewayId: string): Promise<void> {
  await eas.updateService(SERVICE, {
    UpdateType: 'merge',
    body: JSON.stringify({ networking: { gateway: gatewayId } }),
  });
  await script.until(async () => (await eas.describeService(SERVICE)).Status === 'Running');
}

/** Only then has a custom domain taken effect, up to five minutes after it was attached (G43). @returns the token */
export async function untilDomainShows(eas: EasClient, script: Script): Promise<string> {
  let token = '';
  await script.until(async () => {
    const { AccessToken = '', Endpoints } = await eas.describeServiceEndpoints(SERVICE);
    token = AccessToken;
    return Endpoints.some(({ InternetEndpoints }) =>
      InternetEndpoints?.some((endpoint) => new URL(endpoint).hostname === DOMAIN),
    );
  });
  return token;
}

export const REGION = 'cn-beijing';
export const DOMAIN = 'chat.example.com';
export const VPC = 'vpc-2zechat0prod';
export const SERVICE = 'chat';
