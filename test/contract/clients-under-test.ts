import { type AlbClient, albClient } from '../../shared/cloud/alb.ts';
import { type AlidnsClient, alidnsClient } from '../../shared/cloud/alidns.ts';
import { type CasClient, casClient } from '../../shared/cloud/cas.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';
import { type VpcClient, vpcClient } from '../../shared/cloud/vpc.ts';
import type { LoopbackServer, Received, Reply } from './loopback-server.ts';
import { transportTo } from './transport-under-test.ts';

export interface Clients {
  eas: EasClient;
  alb: AlbClient;
  vpc: VpcClient;
  alidns: AlidnsClient;
  cas: CasClient;
}

/** All clients, with one server on loopback as their cloud. */
export async function clientsTo(
  reply: (received: Received, count: number) => Reply = () => ({ body: {} }),
): Promise<{ clients: Clients; server: LoopbackServer }> {
  const { transport, server } = await transportTo(reply);
  const clients: Clients = {
    eas: easClient(transport, 'cn-hangzhou'),
    alb: albClient(transport, 'cn-hangzhou'),
    vpc: vpcClient(transport, 'cn-hangzhou'),
    alidns: alidnsClient(transport),
    cas: casClient(transport),
  };
  return { clients, server };
}
