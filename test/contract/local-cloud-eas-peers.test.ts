import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entries } from './eas-client.ts';
import { type EasCloud, REGION, startEasCloud } from './eas-cloud.ts';
import { visit } from './gateway-client.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let id: string;

const PEER = [{ VpcId: 'vpc-peer', Region: 'cn-hangzhou' }];

beforeEach(async () => {
  const started = await startEasCloud();
  ({ cloud, eas, later } = started);
  const furnished = { account: cloud.account.id, region: 'cn-hangzhou', vpcId: 'vpc-peer', cidrBlock: '172.16.0.0/16' };
  cloud.vpc.addVpc(furnished);
  id = await started.runningGateway();
  await eas.link(id, 'vpc-a', 'vsw-a-i');
  await later();
});
afterEach(() => cloud.close());

describe('peers of a linked VPC', () => {
  it('answer, as no other action does, with a lower-case requestId', async () => {
    const requestId = expect.stringMatching(/^[0-9A-F-]{36}$/);
    expect(await eas.peer(id, 'vpc-a', PEER)).toEqual({
      requestId,
      GatewayId: id,
      Message: 'Successfully add intranet linked vpc Peer for gateway',
    });
    expect(await eas.peers(id)).toEqual({
      requestId,
      GatewayId: id,
      PeerVpcList: [{ VpcId: 'vpc-a', PeerVpcs: [{ ...PEER[0], Status: 'Creating' }] }],
    });
    expect(await eas.unpeer(id, 'vpc-a', PEER)).toEqual({
      requestId,
      GatewayId: id,
      Message: 'Successfully delete intranet linked vpc Peer for gateway',
    });
    expect((await eas.peers(id)).PeerVpcList).toEqual([]);
  });

  it('come in through the VPC they are connected to, by its list, until they are taken away', async () => {
    const { httpPort: port } = cloud.dataPlane;
    const from = cloud.network.standIn('172.16.0.5', 'vpc-peer');
    const host = `${id}-vpc.${REGION}.pai-eas.aliyuncs.com`;
    const call = () => visit({ address: cloud.dataPlane.addressOf(id), port, from, host });
    await expect(call()).rejects.toThrow();

    await eas.peer(id, 'vpc-a', PEER);
    await later();
    expect((await eas.peers(id)).PeerVpcList).toMatchObject([{ PeerVpcs: [{ Status: 'Running' }] }]);
    expect((await call()).status).toBe(404);
    await eas.disallow(id, entries('0.0.0.0/0'), 'vpc-a');
    expect((await call()).status).toBe(403);

    await eas.unpeer(id, 'vpc-a', PEER);
    await expect(call()).rejects.toThrow();
  });

  it('are added once, listed by linked VPC, and go with its last link', async () => {
    await eas.link(id, 'vpc-b', 'vsw-b-l');
    await eas.peer(id, 'vpc-a', PEER);
    await eas.peer(id, 'vpc-a', PEER);
    await eas.peer(id, 'vpc-b', PEER);
    expect((await eas.peers(id, { VpcId: 'vpc-a' })).PeerVpcList).toMatchObject([
      { VpcId: 'vpc-a', PeerVpcs: [{ VpcId: 'vpc-peer' }] },
    ]);
    expect((await eas.peers(id)).PeerVpcList).toHaveLength(2);
    await eas.unlink(id, 'vpc-a', 'vsw-a-i');
    expect((await eas.peers(id)).PeerVpcList).toMatchObject([{ VpcId: 'vpc-b' }]);
  });

  it.each<[string, string, unknown, string]>([
    ['a VPC that is not linked', 'vpc-b', PEER, 'InvalidVpcId.NotLinked'],
    ['a peer that is not there', 'vpc-a', [{ VpcId: 'vpc-none', Region: REGION }], 'InvalidVpcId.NotFound'],
    [
      'a peer in another region',
      'vpc-a',
      [...PEER, { VpcId: 'vpc-b', Region: 'cn-hangzhou' }],
      'InvalidVpcId.NotFound',
    ],
    ['a peer without a region', 'vpc-a', [{ VpcId: 'vpc-peer' }], 'InvalidPeerVpcs'],
    ['what is no list', 'vpc-a', { VpcId: 'vpc-peer' }, 'InvalidPeerVpcs'],
    ['what is no JSON', 'vpc-a', 'vpc-peer', 'InvalidPeerVpcs'],
    ['no peers', 'vpc-a', '', 'MissingPeerVpcs'],
  ])('refuse %s, and add nothing', async (_what, vpcId, peers, code) => {
    await expect(eas.peer(id, vpcId, peers)).rejects.toMatchObject({ code });
    expect((await eas.peers(id)).PeerVpcList).toEqual([]);
  });

  it('are not taken from a VPC that is not linked, nor by nonsense', async () => {
    await expect(eas.unpeer(id, 'vpc-b', PEER)).rejects.toMatchObject({ code: 'InvalidVpcId.NotLinked' });
    await expect(eas.unpeer(id, 'vpc-a', {})).rejects.toMatchObject({ code: 'InvalidPeerVpcs' });
    await eas.unpeer(id, 'vpc-a', PEER);
  });
});
