import type { EasCloud } from '../contract/eas-cloud.ts';
import { REGION } from '../contract/eas-cloud.ts';
import { type Reply, visit } from '../contract/gateway-client.ts';

/** A request to a service of the shared gateway, with its token `token`. */
export async function callOf({ cloud, eas }: Pick<EasCloud, 'cloud' | 'eas'>, name: string): Promise<Reply> {
  const { hostname: host, pathname: path } = new URL(String((await eas.describeService(name)).InternetEndpoint));
  const address = cloud.dataPlane.addressOf(`shared/${cloud.account.id}/${REGION}`);
  const from = cloud.network.standIn('203.0.113.7');
  return visit({ address, port: cloud.dataPlane.httpPort, from, host, path, authorization: 'token' });
}
