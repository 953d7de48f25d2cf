import { expect, test } from 'vitest';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { PRODUCT_TABLES } from '../../local/cloud/products.ts';
import { isRead } from '../../local/cloud/reads.ts';
import { type Acs3Request, sign } from '../contract/acs3.ts';
import { CasCloud } from '../contract/cas-cloud.ts';
import { EasClient } from '../contract/eas-client.ts';
import { manager } from '../contract/eventbridge-cloud.ts';
import { clientOf, functionInput } from '../contract/fc-cloud.ts';
import { ramCalls } from '../contract/ram-cloud.ts';
import { openStage } from './alb-stage.ts';
import { genericPvtz } from './generic-pvtz.ts';
import { officialAlidns } from './official-alidns.ts';
import { requestWith } from './spoilt-requests.ts';

const REGION = 'cn-hangzhou';

type Given = Readonly<Record<string, string>>;

/** An account that owns something of every product; and the parameters that name what it owns. */
async function openOwner(): Promise<{ cloud: LocalCloud; owned: Readonly<Record<string, Given>> }> {
  const { house, ids } = await openStage();
  const { cloud } = house.world;
  cloud.progress.mode('eas', 'at-once');
  const account = cloud.account.id;
  const [vpc] = cloud.vpc.vpcsOf(account);
  const vpcId = String(vpc?.vpcId);
  const dns = officialAlidns(cloud);
  const { DomainId } = await dns('AddDomain', { DomainName: 'owned-a.com' });
  const { RecordId } = await dns('AddDomainRecord', {
    ...{ DomainName: 'owned-a.com', RR: 'www', Type: 'A', Value: '203.0.113.7' },
  });
  const { GroupId } = await dns('AddDomainGroup', { GroupName: 'owned-group' });
  const cas = new CasCloud(cloud);
  const orderId = await cas.apply('www.example.com');
  const csr = { Algorithm: 'ECC', KeySize: '256', CommonName: 'a.example.com' };
  const { CsrId } = await cas.call('CreateCsr', { ...csr, CountryCode: 'CN', Province: 'B', Locality: 'B' });
  const gateway = await new EasClient(cloud, REGION).createGateway({ EnableInternet: true });
  await clientOf(cloud, cloud.account).createFunction(functionInput({ functionName: 'owned-function' }));
  const pvtz = genericPvtz(cloud);
  const { ZoneId } = await pvtz('AddZone', { ZoneName: 'owned.internal' });
  const record = await pvtz('AddZoneRecord', { ZoneId, Rr: 'www', Type: 'A', Value: '10.0.0.1' });
  const ram = ramCalls(cloud);
  await ram('CreateUser', { UserName: 'owned-user' });
  await ram('CreateGroup', { GroupName: 'owned-group' });
  const trust = {
    Version: '1',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
  };
  await ram('CreateRole', { RoleName: 'owned-role', AssumeRolePolicyDocument: JSON.stringify(trust) });
  const events = manager(cloud);
  await events('CreateEventBus', { EventBusName: 'owned-bus' });
  await events('CreateRule', { EventBusName: 'owned-bus', RuleName: 'owned-rule', FilterPattern: '{}' });
  return {
    cloud,
    owned: {
      alb: {
        ...{ LoadBalancerId: ids.loadBalancer, ResourceId: ids.loadBalancer, ListenerId: ids.listener, VpcId: vpcId },
        ...{ RuleId: ids.rule, ServerGroupId: ids.free, AclId: ids.acl, SecurityPolicyId: ids.policy },
        ...{ HealthCheckTemplateId: ids.template, HealthCheckTemplateIds: ids.template },
      },
      alidns: {
        ...{ DomainName: 'owned-a.com', RecordId: String(RecordId), GroupId: String(GroupId) },
        ...{ ResourceId: 'owned-a.com', DomainId: String(DomainId), SubDomain: 'www.owned-a.com' },
      },
      cas: { CertId: ids.certificate, CertificateId: ids.certificate, OrderId: orderId, CsrId: String(CsrId) },
      eas: { GatewayId: gateway, ClusterId: REGION },
      eventbridge: { EventBusName: 'owned-bus', RuleName: 'owned-rule' },
      fc: { functionName: 'owned-function' },
      pvtz: { ZoneId: String(ZoneId), RecordId: String(record.RecordId), Lang: 'en' },
      ram: { UserName: 'owned-user', GroupName: 'owned-group', RoleName: 'owned-role' },
      vpc: { RegionId: REGION, VpcId: vpcId, VSwitchId: 'vsw-h' },
    },
  };
}

async function sent(cloud: LocalCloud, account: Account, request: Acs3Request) {
  const { path, query, method, headers, body } = sign(request, new URL(cloud.endpoint).host, account);
  const { host: _, ...others } = headers;
  const asked = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
  const response = await fetch(`${cloud.endpoint}${path}${asked.length > 0 ? `?${asked.join('&')}` : ''}`, {
    ...{ method, headers: others },
    ...(body !== '' && { body: Buffer.from(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** Every read of the owner's own, without what is new in every answer. */
async function ownView(cloud: LocalCloud, owned: Readonly<Record<string, Given>>): Promise<Record<string, string>> {
  const view: Record<string, string> = {};
  for (const { name, version, actions } of PRODUCT_TABLES) {
    for (const action of actions.filter((one) => isRead(one) && !UNSTEADY.has(one.name))) {
      const { text } = await sent(cloud, cloud.account, requestWith(version, action, owned[name] ?? {}));
      view[`${name}/${action.name}`] = text.replaceAll(/"[^"]*equest_?[Ii]d":"[^"]*"|requestId=[^"]*/g, '');
    }
  }
  return view;
}

/** What they answer is new every time. */
const UNSTEADY: ReadonlySet<string> = new Set(['GetFunctionCode', 'GetTempBucketToken']);

test('whoever has the key of another account neither sees nor touches what an account owns, by any action', async () => {
  const { cloud, owned } = await openOwner();
  const stranger = cloud.addAccount('9999999999999999');
  const before = await ownView(cloud, owned);
  const seen: string[] = [];
  for (const { name, version, actions } of PRODUCT_TABLES) {
    const given = owned[name] ?? {};
    const marks = [
      cloud.account.id,
      ...Object.entries(given)
        .filter(([key]) => !PLACES.has(key))
        .map(([, id]) => id),
    ];
    // Reads first: a write of the stranger's own may bear the same name.
    const sorted = [...actions].sort((one, other) => Number(isRead(other)) - Number(isRead(one)));
    for (const action of sorted) {
      const { status, text } = await sent(cloud, stranger, requestWith(version, action, given));
      const isAnswered = status === 200 && !text.includes('"Success":false') && !FOR_ANYBODY.has(action.name);
      if (isAnswered && isRead(action) && marks.some((mark) => text.includes(mark)))
        seen.push(`${name}/${action.name}: ${text.slice(0, 300)}`);
    }
  }
  expect(seen).toEqual([]);
  expect(await ownView(cloud, owned)).toEqual(before);
});

/** Asked for a name that another account holds, in order to take it over: it repeats the name. */
const FOR_ANYBODY: ReadonlySet<string> = new Set(['GetTxtRecordForVerify']);

/** Parameters that name no thing of an account's. */
const PLACES: ReadonlySet<string> = new Set(['RegionId', 'ClusterId', 'Lang']);
