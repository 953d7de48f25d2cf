/** What a permission may be narrowed to, and how that is known. */
export interface Scope {
  /** ARNs with `{account}`, `{region}`, `{instance}`, `{bus}`, `{deadLetterBus}` and `{prefix}` in them. */
  resources: readonly string[];
  /** Why it is not narrower, or how the form of the resource is known. */
  because: string;
  /** ARNs that are denied all the same, whatever another policy of the role allows. */
  except?: readonly string[];
}

/** A product as RAM spells it. Source: the page "RAM authorization" of each product. */
interface RamProduct {
  /** What its actions begin with. */
  code: string;
  /** By action. */
  scopes: Readonly<Record<string, Scope>>;
  /** Of every other action. */
  otherwise: Scope;
}

const EVERYTHING = ['*'];
const scope = (resources: readonly string[], because: string): Scope => ({ resources, because });
const each = (actions: readonly string[], its: Scope): Record<string, Scope> =>
  Object.fromEntries(actions.map((action) => [action, its]));

const gateways = scope(['acs:eas:*:{account}:gateway/*'], 'gateways are not known before they are declared');
const noResource = scope(EVERYTHING, 'the product has no resource for it (documented)');
const balancers = scope(
  ['acs:alb:*:{account}:loadbalancer/*'],
  'EAS makes the load balancers of its gateways, so their ids are not known before',
);
const lists = scope(['acs:alb:*:{account}:acl/*'], 'a list has its id from being made');
const zones = scope(
  ['acs:alidns:*:{account}:domain/*'],
  'zones are not known before they are declared; replace the * by yours to narrow it',
);
const privateZones = scope(['acs:pvtz:*:{account}:zone/*'], 'a zone has its id from being made');

export const RAM_PRODUCTS: Readonly<Record<string, RamProduct>> = {
  eas: {
    code: 'eas',
    scopes: {
      ...each(
        [
          'CreateGateway',
          'DescribeGateway',
          'UpdateGateway',
          'CreateGatewayIntranetLinkedVpc',
          'ListGatewayIntranetLinkedVpc',
          'CreateAclPolicy',
          'ListAclPolicy',
        ],
        gateways,
      ),
      ...each(
        [
          'CreateGatewayIntranetLinkedVpcPeer',
          'AttachGatewayDomain',
          'DetachGatewayDomain',
          'ListGatewayDomains',
          'DescribeServiceEndpoints',
        ],
        noResource,
      ),
    },
    otherwise: scope(EVERYTHING, 'its page has no table of resources: a narrower one might allow nothing (assumption)'),
  },
  alb: {
    code: 'alb',
    scopes: {
      ...each(['CreateAcl', 'ListAcls', 'DeleteAcl', 'AddEntriesToAcl', 'RemoveEntriesFromAcl'], lists),
      ...each(['ListAclEntries', 'ListAclRelations'], lists),
      ...each(
        ['AssociateAclsWithListener', 'DissociateAclsFromListener'],
        scope([...lists.resources, ...balancers.resources], 'both the list and the load balancer have to be allowed'),
      ),
      DescribeZones: noResource,
    },
    otherwise: balancers,
  },
  vpc: {
    code: 'vpc',
    scopes: {
      CreateVSwitch: scope(
        ['acs:vpc:*:{account}:vswitch/*', 'acs:vpc:*:{account}:vpc/*'],
        'VPCs are not known before they are declared; name yours to narrow it',
      ),
      DescribeVpcs: scope(['acs:vpc:*:{account}:vpc/*'], 'VPCs are not known before they are declared'),
    },
    otherwise: scope(['acs:vpc:*:{account}:vswitch/*'], 'which vSwitch serves is found out by reading them'),
  },
  alidns: {
    code: 'alidns',
    scopes: { DescribeDomains: scope(EVERYTHING, 'a list of all zones of the account') },
    otherwise: zones,
  },
  pvtz: {
    code: 'pvtz',
    scopes: {
      DescribeZones: scope(EVERYTHING, 'a list of all zones of the account'),
      AddZone: scope(EVERYTHING, 'the zone has no id yet, and no page says which resource stands for it (assumption)'),
    },
    otherwise: privateZones,
  },
  cas: {
    code: 'yundun-cert',
    scopes: {},
    otherwise: scope(EVERYTHING, 'the product knows operations only, no resources (documented)'),
  },
  sts: {
    code: 'sts',
    scopes: {},
    otherwise: {
      ...scope(
        ['acs:ram::*:role/*'],
        'roles of other accounts that declarations name (`roleArn`): each also has to trust this account, and those of this account are denied; name yours to narrow it',
      ),
      except: ['acs:ram::{account}:role/*'],
    },
  },
  tablestore: {
    code: 'ots',
    scopes: {},
    otherwise: scope(
      ['acs:ots:{region}:{account}:instance/{instance}/table/torii_*'],
      'the tables of Torii in its own instance',
    ),
  },
  eventbridge: {
    code: 'eventbridge',
    scopes: {},
    otherwise: scope(
      [
        'acs:eventbridge:{region}:{account}:eventbus/{bus}',
        'acs:eventbridge:{region}:{account}:eventbus/{deadLetterBus}',
      ],
      'the two buses of Torii; Function Compute writes to the second with the role of the function that failed',
    ),
  },
  fc: {
    code: 'fc',
    scopes: {},
    // Who starts whom is told by `invocations.ts`.
    otherwise: scope(['acs:fc:{region}:{account}:functions/{prefix}*'], 'the functions of Torii'),
  },
  log: {
    code: 'log',
    scopes: {},
    otherwise: scope(
      ['acs:log:{region}:{account}:project/*'],
      'Function Compute writes what a function says with the role of it; name the project of your `logConfig` to narrow it',
    ),
  },
};
