import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Body, entries } from './eas-client.ts';
import { type EasCloud, REGION, startEasCloud } from './eas-cloud.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let runningGateway: EasCloud['runningGateway'];

beforeEach(async () => {
  ({ cloud, eas, later, runningGateway } = await startEasCloud());
});
afterEach(() => cloud.close());

describe('private access', () => {
  it('names the zones it supports', async () => {
    const id = await runningGateway();
    expect((await eas.supportedZones(id)).Zones).toEqual(['cn-beijing-i', 'cn-beijing-l', 'cn-beijing-k']);
    cloud.eas.setSupportedZones(REGION, ['cn-beijing-g']);
    expect((await eas.supportedZones(id)).Zones).toEqual(['cn-beijing-g']);
    await eas.link(id, 'vpc-a', 'vsw-a-g');
  });

  it('links a VPC in some time, with everybody in it allowed', async () => {
    const id = await runningGateway();
    expect(await eas.link(id, 'vpc-a', 'vsw-a-i', { EnableAuthoritativeDns: true })).toMatchObject({
      GatewayId: id,
      Message: 'Successfully add intranet linked vpc for gateway',
    });
    const row = { VpcId: 'vpc-a', VSwitchId: 'vsw-a-i', AccountId: cloud.account.id, AuthoritativeDnsEnabled: true };
    expect((await eas.links(id)).IntranetLinkedVpcList).toMatchObject([{ ...row, Status: 'Creating' }]);
    await later();
    expect((await eas.links(id)).IntranetLinkedVpcList).toMatchObject([
      {
        ...row,
        Status: 'Running',
        Ip: expect.stringMatching(/^10\.0\.1\.\d+$/),
        SecurityGroupId: expect.stringMatching(/^sg-/),
      },
    ]);
    expect((await eas.allowlists(id)).IntranetVpcAclPolicyList).toEqual([
      { VpcId: 'vpc-a', AclPolicyList: [{ Entry: '0.0.0.0/0', Comment: 'default' }] },
    ]);
  });

  it('keeps what was made of the list when the VPC is linked a second time, until its last link is gone', async () => {
    const id = await runningGateway();
    await eas.link(id, 'vpc-a', 'vsw-a-i');
    await eas.disallow(id, entries('0.0.0.0/0'), 'vpc-a');
    await eas.link(id, 'vpc-a', 'vsw-a-k');
    expect((await eas.allowlists(id)).IntranetVpcAclPolicyList).toEqual([{ VpcId: 'vpc-a', AclPolicyList: [] }]);
    expect(await eas.unlink(id, 'vpc-a', 'vsw-a-i')).toMatchObject({
      Message: 'Successfully delete intranet linked vpc for gateway',
    });
    expect((await eas.links(id)).IntranetLinkedVpcList).toHaveLength(1);
    expect((await eas.allowlists(id)).IntranetVpcAclPolicyList).toHaveLength(1);
    await eas.unlink(id, 'vpc-a', 'vsw-a-k');
    expect((await eas.allowlists(id)).IntranetVpcAclPolicyList).toEqual([]);
  });

  it('links a VPC of another account that is named and has allowed it', async () => {
    const id = await runningGateway();
    const other = cloud.addAccount('2222222222222222').id;
    cloud.vpc.addVpc({ account: other, region: REGION, vpcId: 'vpc-x', cidrBlock: '10.0.0.0/8' });
    cloud.vpc.addVSwitch({ vpcId: 'vpc-x', vSwitchId: 'vsw-x', zoneId: 'cn-beijing-i', cidrBlock: '10.0.9.0/24' });
    await expect(eas.link(id, 'vpc-x', 'vsw-x')).rejects.toMatchObject({ code: 'InvalidVpcId.NotFound' });
    await expect(eas.link(id, 'vpc-x', 'vsw-x', { AccountId: other })).rejects.toMatchObject({
      code: 'CrossAccountNotAllowed',
      statusCode: 403,
    });
    cloud.eas.allowCrossAccount(other, cloud.account.id);
    await eas.link(id, 'vpc-x', 'vsw-x', { AccountId: other });
    expect((await eas.links(id)).IntranetLinkedVpcList).toMatchObject([{ AccountId: other }]);
  });

  it('refuses a vSwitch in the wrong zone in the words of the user guide', async () => {
    const id = await runningGateway();
    await expect(eas.link(id, 'vpc-a', 'vsw-a-g')).rejects.toMatchObject({
      statusCode: 400,
      data: {
        Message:
          'vSwitch vsw-a-g in zone cn-beijing-g is not supported, ' +
          'supported zones: [cn-beijing-i cn-beijing-l cn-beijing-k]',
      },
    });
    expect((await eas.links(id)).IntranetLinkedVpcList).toEqual([]);
  });

  it('refuses what does not fit', async () => {
    const id = await runningGateway();
    await eas.link(id, 'vpc-a', 'vsw-a-i', { EnableAuthoritativeDns: true });
    cloud.vpc.addVSwitch({
      vpcId: 'vpc-a',
      vSwitchId: 'vsw-new',
      zoneId: 'cn-beijing-i',
      cidrBlock: '10.0.7.0/24',
      status: 'Pending',
    });
    const refused: [() => Promise<unknown>, string][] = [
      [() => eas.link(id, 'vpc-none', 'vsw-a-i'), 'InvalidVpcId.NotFound'],
      [() => eas.link(id, 'vpc-a', 'vsw-none'), 'InvalidVSwitchId.NotFound'],
      [() => eas.link(id, 'vpc-b', 'vsw-a-i'), 'InvalidVSwitchId.NotInVpc'],
      [() => eas.link(id, 'vpc-a', 'vsw-new'), 'IncorrectVSwitchStatus'],
      [() => eas.link(id, 'vpc-a', 'vsw-a-i'), 'LinkedVpcAlreadyExist'],
      [() => eas.link(id, 'vpc-b', 'vsw-b-l', { EnableAuthoritativeDns: true }), 'AuthoritativeDnsConflict'],
      [() => eas.unlink(id, 'vpc-b', 'vsw-b-l'), 'InvalidVpcId.NotLinked'],
      [() => eas.link(id, '', 'vsw-a-i'), 'MissingVpcId'],
      [() => eas.link(id, 'vpc-a', ''), 'MissingVSwitchId'],
    ];
    for (const [call, code] of refused) await expect(call()).rejects.toMatchObject({ code });
    await eas.updateGateway(id, { EnableIntranet: false });
    await expect(eas.link(id, 'vpc-a', 'vsw-a-k')).rejects.toMatchObject({ code: 'IntranetNotEnabled' });
  });
});

describe('allowlists', () => {
  it('begin empty on the public side, one level deeper than their name says', async () => {
    const id = await runningGateway();
    expect(await eas.allowlists(id)).toMatchObject({
      GatewayId: id,
      InternetAclPolicyList: [{ AclPolicyList: [] }],
      IntranetVpcAclPolicyList: [],
    });
    expect(await eas.allow(id, entries('203.0.113.0/24', '198.51.100.7/32'))).toMatchObject({
      Message: 'Successfully add acl policy for gateway',
    });
    expect((await eas.allowlists(id)).InternetAclPolicyList).toEqual([
      { AclPolicyList: entries('203.0.113.0/24', '198.51.100.7/32') },
    ]);
    expect(await eas.disallow(id, entries('203.0.113.0/24', '192.0.2.0/24'))).toMatchObject({
      Message: 'Successfully delete acl policy for gateway',
    });
    expect((await eas.allowlists(id)).InternetAclPolicyList).toEqual([{ AclPolicyList: entries('198.51.100.7/32') }]);
  });

  it('are separate for each VPC', async () => {
    const id = await runningGateway();
    await eas.link(id, 'vpc-a', 'vsw-a-i');
    await eas.link(id, 'vpc-b', 'vsw-b-l');
    await eas.allow(id, entries('10.1.0.0/16'), 'vpc-a');
    expect((await eas.allowlists(id, { VpcId: 'vpc-a' })).IntranetVpcAclPolicyList).toEqual([
      { VpcId: 'vpc-a', AclPolicyList: [{ Entry: '0.0.0.0/0', Comment: 'default' }, ...entries('10.1.0.0/16')] },
    ]);
    expect((await eas.allowlists(id)).IntranetVpcAclPolicyList).toHaveLength(2);
    expect((await eas.allowlists(id)).InternetAclPolicyList).toEqual([{ AclPolicyList: [] }]);
  });

  it('take fifteen public entries and no sixteenth; what is there already does not count twice', async () => {
    const id = await runningGateway();
    const fifteen = Array.from({ length: 15 }, (_, n) => `203.0.113.${n}/32`);
    await eas.allow(id, entries(...fifteen));
    await eas.allow(id, [{ Entry: '203.0.113.0/32', Comment: 'changed' }]);
    await expect(eas.allow(id, entries('192.0.2.1/32'))).rejects.toMatchObject({ code: 'QuotaExceeded.AclPolicy' });
    const [{ AclPolicyList } = {}] = (await eas.allowlists(id)).InternetAclPolicyList as Body[];
    expect(AclPolicyList).toHaveLength(15);
    expect(AclPolicyList).toContainEqual({ Entry: '203.0.113.0/32', Comment: 'changed' });
  });

  it.each(['203.0.113.7', '203.0.113.0/33', 'everybody', '', '::/0'])('refuse %j, which is no range', async (entry) => {
    const id = await runningGateway();
    await expect(eas.allow(id, entries('192.0.2.0/24', entry))).rejects.toMatchObject({ code: 'InvalidAclPolicyList' });
    expect((await eas.allowlists(id)).InternetAclPolicyList).toEqual([{ AclPolicyList: [] }]);
  });

  it.each([['nonsense'], [[1]], [[{ Comment: 'no entry' }]]])(
    'refuse %j, which is no list of entries',
    async (list) => {
      const id = await runningGateway();
      await expect(eas.allow(id, list)).rejects.toMatchObject({ code: 'InvalidAclPolicyList' });
      await expect(eas.disallow(id, list)).rejects.toMatchObject({ code: 'InvalidAclPolicyList' });
    },
  );

  it('refuse a VPC that is not linked, and a missing list', async () => {
    const id = await runningGateway();
    await expect(eas.allow(id, entries('10.0.0.0/8'), 'vpc-a')).rejects.toMatchObject({
      code: 'InvalidVpcId.NotLinked',
    });
    await expect(eas.disallow(id, entries('10.0.0.0/8'), 'vpc-a')).rejects.toMatchObject({
      code: 'InvalidVpcId.NotLinked',
    });
    await expect(eas.allow(id, '')).rejects.toMatchObject({ code: 'MissingAclPolicyList' });
  });
});
