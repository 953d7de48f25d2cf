import * as z from 'zod';
import { EDITIONS, type Edition } from '../alidns/editions.ts';
import { RECORD_TYPES } from '../alidns/record.ts';
import { PACKAGES, type ProductCode } from '../cas/product-codes.ts';
import type { Controlled } from './controlled.ts';
import { duration, instant } from './values.ts';

const DAY_MS = 86_400_000;

/** Something made without an API call, by the name of the method that makes it in the typed API. */
export interface Fixture {
  readonly about: string;
  readonly schema: z.ZodObject;
  make(cloud: Controlled, given: unknown): unknown;
}

function fixture<Shape extends z.ZodRawShape>(
  about: string,
  shape: Shape,
  make: (cloud: Controlled, given: z.infer<z.ZodObject<Shape, z.core.$strict>>) => unknown,
): Fixture {
  const schema = z.strictObject(shape);
  return { about, schema, make: (cloud, given) => make(cloud, given as z.infer<typeof schema>) };
}

const account = z.string().optional();
const region = z.string().optional();
const text = z.string().min(1);
const dnsName = z.string().min(1).max(253);
const tags = z.array(z.strictObject({ Key: text, Value: z.string() })).optional();

export const FIXTURES: Readonly<Record<string, Fixture>> = {
  'vpc.addVpc': fixture(
    'a VPC',
    { account, region, cidrBlock: z.cidrv4(), name: text.optional(), vpcId: text.optional() },
    (cloud, given) => cloud.vpc.addVpc({ ...placed(cloud, given), ...withoutUndefined(given) }),
  ),
  'vpc.addVSwitch': fixture(
    'a vSwitch that is Available at once',
    {
      vpcId: text,
      zoneId: text,
      cidrBlock: z.cidrv4(),
      vSwitchId: text.optional(),
      name: text.optional(),
      description: z.string().optional(),
      availableIpAddressCount: z.int().min(0).optional(),
      tags,
    },
    (cloud, given) => cloud.vpc.addVSwitch(withoutUndefined(given)),
  ),
  'alidns.addZone': fixture(
    'a hosted domain, of any edition',
    { account, name: dnsName, edition: z.enum(Object.keys(EDITIONS) as [Edition, ...Edition[]]).optional() },
    (cloud, { account: owner = cloud.account.id, name, edition }) => {
      const zone = cloud.alidns.addZone({ account: owner, name, ...(edition && { edition }) });
      return { account: zone.account, name: zone.name };
    },
  ),
  'alidns.addRecord': fixture(
    'a record, unchecked, in a hosted domain',
    {
      zone: dnsName,
      rr: text,
      type: z.enum(RECORD_TYPES),
      value: text,
      ttl: z.int().min(1).default(600),
      line: text.default('default'),
      priority: z.int().optional(),
      remark: z.string().optional(),
    },
    (cloud, { zone: name, remark, priority, ...content }) => {
      const zone = cloud.alidns.zone(name);
      if (!zone) throw new RangeError(`no domain ${name} is hosted here`);
      const { recordId } = cloud.alidns.addRecord(
        zone,
        { ...content, ...(priority !== undefined && { priority }) },
        remark,
      );
      return { recordId };
    },
  ),
  'otherDns.addZone': fixture(
    'a zone that is hosted elsewhere: the public DNS asks there',
    { name: dnsName, nameServers: z.array(dnsName).min(1).optional() },
    (cloud, { name, nameServers }) => cloud.otherDns.addZone(name, nameServers),
  ),
  'otherDns.addRecord': fixture(
    'a record of such a zone',
    { name: dnsName, type: text, value: text, ttl: z.int().min(0).default(600), priority: z.int().optional() },
    (cloud, { name, ...record }) => cloud.otherDns.addRecord(name, record),
  ),
  'otherDns.removeZone': fixture('gives such a zone up', { name: dnsName }, (cloud, { name }) =>
    cloud.otherDns.removeZone(name),
  ),
  'tablestore.addInstance': fixture(
    'a Tablestore instance, as an owner makes one in the console',
    { account, region, name: text },
    (cloud, given) => {
      const place = placed(cloud, given);
      cloud.tablestore.addInstance(place.account, place.region, given.name);
      return { ...place, name: given.name };
    },
  ),
  'eventbridge.addBus': fixture(
    'an event bus',
    { account, region, name: text, description: z.string().optional() },
    (cloud, given) => {
      const { name } = cloud.eventbridge.addBus({ ...placed(cloud, given), ...withoutUndefined(given) });
      return { name };
    },
  ),
  'eventbridge.emit': fixture(
    'an event of the cloud’s own products, on the default bus',
    { account, region, source: text, type: text, subject: text.optional(), data: z.json() },
    (cloud, given) => cloud.eventbridge.emit(withoutUndefined(given)),
  ),
  'cas.buyPackage': fixture(
    'fills an account’s package up to so many certificates in all',
    {
      account,
      productCode: z.enum(Object.keys(PACKAGES) as [ProductCode, ...ProductCode[]]),
      certificates: z.int().min(0),
    },
    (cloud, { account: owner = cloud.account.id, productCode, certificates }) =>
      cloud.cas.orders.buyPackage(owner, productCode, certificates),
  ),
  'cas.failNextReview': fixture('the next review of an order ends as failed', {}, (cloud) =>
    cloud.cas.orders.failNextReview(),
  ),
  'cas.revoke': fixture('its authority revokes a certificate', { certId: z.int() }, (cloud, { certId }) =>
    cloud.cas.revoke(certId),
  ),
  'cas.useElsewhere': fixture(
    'a product outside this cloud uses a certificate from now on',
    { certId: z.int(), product: text },
    (cloud, { certId, product }) => cloud.cas.useElsewhere(certId, product),
  ),
  'ca.issue': fixture(
    'a certificate of the cloud’s own authority, with its key, dated as told',
    { names: z.array(text).min(1), notBefore: instant.optional(), lifetime: duration.default(90 * DAY_MS) },
    (cloud, { names, notBefore = cloud.clock.now(), lifetime }) =>
      cloud.ca.issue({ names, notBefore: new Date(notBefore), notAfter: new Date(notBefore + lifetime) }),
  ),
  'eas.setSupportedZones': fixture(
    'the zones in which gateways of a region can be linked',
    { region, zones: z.array(text) },
    (cloud, { region: where = cloud.defaultRegion, zones }) => cloud.eas.setSupportedZones(where, zones),
  ),
  'eas.allowCrossAccount': fixture(
    'lets gateways of one account link VPCs of another',
    { owner: text, guest: text },
    (cloud, { owner, guest }) => cloud.eas.allowCrossAccount(owner, guest),
  ),
  'sts.allowRole': fixture(
    'a role that the named accounts may assume, and that may do everything in its own account',
    { arn: text, trusts: z.array(text).min(1) },
    (cloud, given) => cloud.sts.allowRole(given),
  ),
  'alb.failNext': fixture(
    'the next job of this API ends as failed, without effect',
    { apiName: text, code: text, message: z.string().default('') },
    (cloud, { apiName, ...failure }) => cloud.alb.jobs.failNext(apiName, failure),
  ),
  'acme.rateLimit': fixture(
    'limits new ACME orders for each account and each exact set of names; without max no more',
    {
      max: z.int().min(0).optional(),
      per: duration.default(7 * DAY_MS),
      scope: z.enum(['account', 'names', 'both']).default('both'),
    },
    (cloud, { max, per, scope }) => cloud.acme.rateLimit(max === undefined ? undefined : { max, perMs: per }, scope),
  ),
  'acme.revoke': fixture(
    'revokes a certificate that was issued by ACME',
    { serial: text, reason: z.int().min(0).max(10).optional() },
    (cloud, { serial, reason }) => cloud.acme.revoke(serial, reason),
  ),
  'acme.addEabKey': fixture(
    'a key for accounts that are bound to an external one; base64url',
    { kid: text, hmacKey: text },
    (cloud, given) => cloud.acme.eabKeys.add(given),
  ),
  'acme.setWindow': fixture(
    'suggests another renewal window, for a serial number or a set of names',
    { of: z.union([text, z.array(text).min(1)]), start: instant, end: instant },
    (cloud, { of, ...window }) => cloud.acme.setWindow(of, window),
  ),
  'network.standIn': fixture(
    'a loopback address to connect from, that stands for a client on the internet or inside a VPC',
    { address: z.ipv4(), vpcId: text.optional() },
    (cloud, { address, vpcId }) => ({ localAddress: cloud.network.standIn(address, vpcId) }),
  ),
};

function placed(
  { account: { id }, defaultRegion }: Controlled,
  given: { account?: string | undefined; region?: string | undefined },
) {
  return { account: given.account ?? id, region: given.region ?? defaultRegion };
}

type WithoutUndefined<Given> = { [Key in keyof Given]: Exclude<Given[Key], undefined> };

function withoutUndefined<Given extends object>(given: Given): WithoutUndefined<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as WithoutUndefined<Given>;
}
