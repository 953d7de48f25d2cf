import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EasClient, entries, serviceConfig } from './eas-client.ts';
import { type EasCloud, startEasCloud } from './eas-cloud.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let runningGateway: EasCloud['runningGateway'];

beforeEach(async () => {
  ({ cloud, eas, runningGateway } = await startEasCloud());
});
afterEach(() => cloud.close());

type OnGateway = (eas: EasClient, id: string) => Promise<unknown>;
const domain = { Domain: 'a.example.com', Type: 'internet' };

const changes: [string, OnGateway][] = [
  ['UpdateGateway', (client, id) => client.updateGateway(id, { Name: 'x' })],
  ['DeleteGateway', (client, id) => client.deleteGateway(id)],
  ['CreateGatewayIntranetLinkedVpc', (client, id) => client.link(id, 'vpc-a', 'vsw-a-i')],
  ['DeleteGatewayIntranetLinkedVpc', (client, id) => client.unlink(id, 'vpc-a', 'vsw-a-i')],
  ['CreateAclPolicy', (client, id) => client.allow(id, entries('10.0.0.0/8'))],
  ['DeleteAclPolicy', (client, id) => client.disallow(id, entries('10.0.0.0/8'))],
  ['CreateGatewayIntranetLinkedVpcPeer', (client, id) => client.peer(id, 'vpc-a', [])],
  ['DeleteGatewayIntranetLinkedVpcPeer', (client, id) => client.unpeer(id, 'vpc-a', [])],
  ['AttachGatewayDomain', (client, id) => client.attach(id, domain)],
  ['DetachGatewayDomain', (client, id) => client.detach(id, domain)],
];
const others: [string, OnGateway][] = [
  ['DescribeGateway', (client, id) => client.describeGateway(id)],
  ['UpdateGatewayLabel', (client, id) => client.setLabels(id, {})],
  ['DeleteGatewayLabel', (client, id) => client.dropLabels(id, [])],
  ['ListGatewayIntranetLinkedVpc', (client, id) => client.links(id)],
  ['ListGatewayIntranetSupportedZone', (client, id) => client.supportedZones(id)],
  ['ListGatewayIntranetLinkedVpcPeer', (client, id) => client.peers(id)],
  ['ListAclPolicy', (client, id) => client.allowlists(id)],
  ['ListGatewayDomains', (client, id) => client.domains(id)],
];

describe('a gateway that is not there, or not yet', () => {
  it.each([...changes, ...others])('%s does not know it', async (_action, call) => {
    const refused = { code: 'InvalidGateway.NotFound', statusCode: 404 };
    await expect(call(eas, 'gw-none')).rejects.toMatchObject(refused);
  });

  it.each(changes)('%s does not do it while it is being created', async (_action, call) => {
    const id = await eas.createGateway();
    await expect(call(eas, id)).rejects.toMatchObject({ code: 'IncorrectGatewayStatus', statusCode: 400 });
  });
});

describe('parameters that cannot be', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['a size that is not sold', () => eas.createGateway({ InstanceType: 'ecs.c7.large' }), 'InvalidInstanceType'],
    ['no size', () => eas.createGateway({ InstanceType: undefined }), 'MissingInstanceType'],
    ['no nodes', () => eas.createGateway({ Replicas: 0 }), 'InvalidReplicas'],
    ['another type', () => eas.createGateway({ GatewayType: 'Other' }), 'InvalidGatewayType'],
    ['a label filter that is no object', () => eas.listGateway({ Label: ['a'] }), 'InvalidLabels'],
    ['a label filter that is no JSON', () => eas.listGateway({ Label: 'a' }), 'InvalidLabel'],
    ['a service that is not there', () => eas.updateService('none', {}), 'InvalidService.NotFound'],
    ['its endpoints', () => eas.endpoints('none'), 'InvalidService.NotFound'],
    ['its deletion', () => eas.deleteService('none'), 'InvalidService.NotFound'],
    [
      'labels of a service that are no object',
      () => eas.createService(serviceConfig('chat'), { Labels: [1] }),
      'InvalidLabels',
    ],
    ['no service', () => eas.call('CreateService', 'POST', '/services'), 'Missingbody'],
  ])('refuses %s', async (_what, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
  });

  it.each<[string, OnGateway, string]>([
    ['labels that are no texts', (client, id) => client.setLabels(id, { a: 1 }), 'InvalidLabels'],
    ['label keys that are no list', (client, id) => client.dropLabels(id, { a: 1 }), 'InvalidLabelKeys'],
    [
      'networks of another type of gateway',
      (client, id) => client.updateGateway(id, { VpcId: 'vpc-a' }),
      'OperationNotSupported.GatewayType',
    ],
  ])('refuses %s', async (_what, call, code) => {
    const id = await runningGateway();
    await expect(call(eas, id)).rejects.toMatchObject({ code });
  });
});
