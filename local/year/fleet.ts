/** A custom domain of the fleet. */
export interface FleetDomain {
  gateway: string;
  name: string;
  /** Where its callers are, when it is private; else they are on the internet. */
  vpcId?: string;
}

export interface Fleet {
  /** Declarations, as texts. */
  declarations: { name: string; text: string }[];
  domains: FleetDomain[];
  /** Different (names, source) that certificates are got for. */
  certificates: number;
}

/**
 * Four gateways, two of each kind, and their custom domains: most with a certificate of their own; some behind one
 * wildcard that two gateways of different kinds share; some on one certificate of several names; some private.
 *
 * @param size how many domains, at least 10
 */
export function fleetOf(size: number): Fleet {
  const each = Math.floor((size - SPECIAL) / 4);
  const rest = size - SPECIAL - 3 * each;
  const several = SEVERAL.map((host) => `${host}.example.net`);
  const gateways: GatewayOfFleet[] = [
    {
      name: 'managed-one',
      type: 'managed',
      domains: [
        ...ownNames('example.com', each),
        ...['east', 'west'].map((host) => ({ name: `${host}.shared.example.com`, certificate: SHARED })),
      ],
    },
    {
      name: 'managed-two',
      type: 'managed',
      domains: [
        ...ownNames('example.net', each),
        ...several.map((name) => ({ name, certificate: { acme: 'letsencrypt', names: several } })),
        { name: 'inside.example.net', certificate: 'letsencrypt', access: 'intranet' },
      ],
    },
    {
      name: 'alb-one',
      type: 'alb',
      domains: [...ownNames('example.org', each), { name: 'south.shared.example.com', certificate: SHARED }],
    },
    { name: 'alb-two', type: 'alb', domains: ownNames('example.cn', rest) },
  ];
  return {
    declarations: gateways.map((gateway, index) => ({ name: gateway.name, text: declare(gateway, index) })),
    domains: gateways.flatMap(({ name: gateway, domains }, index) =>
      domains.map(({ name, access }) => ({
        gateway,
        name,
        ...(access === 'intranet' && { vpcId: vpcOf(index) }),
      })),
    ),
    certificates: new Set(
      gateways.flatMap(({ domains }) =>
        domains.map(({ name, certificate }) =>
          JSON.stringify([certificate, certificate === 'letsencrypt' ? name : '']),
        ),
      ),
    ).size,
  };
}

interface GatewayOfFleet {
  name: string;
  type: 'managed' | 'alb';
  domains: DomainOfFleet[];
}

interface DomainOfFleet {
  name: string;
  certificate: string | { acme: string; names: string[] };
  access?: 'internet' | 'intranet';
}

function ownNames(zone: string, count: number): DomainOfFleet[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `model-${String(index).padStart(2, '0')}.${zone}`,
    certificate: 'letsencrypt',
  }));
}

/** As an owner writes it; JSON is YAML. */
function declare({ name, type, domains }: GatewayOfFleet, index: number): string {
  const vpcId = vpcOf(index);
  const vSwitches = ['i', 'k'].map((letter) => `${vpcId.replace('vpc-', 'vsw-')}zone${letter}`);
  const network =
    type === 'alb'
      ? { network: { vpcId, vSwitches } }
      : { specification: '2c4g', nodes: 2, vpcs: [{ vpcId, vSwitches }] };
  const spec = {
    region: 'cn-beijing',
    type,
    ...network,
    internet: { allow: [CALLERS, `${VANTAGE}/32`] },
    domains,
    services: [{ name: `service_${index}` }],
    probe: {
      internet: { from: [VANTAGE] },
      ...(domains.some(({ access }) => access === 'intranet') && { vpcs: [vpcId] }),
      every: '1d',
    },
    approve: ['bills', 'exposes', 'disrupts'],
  };
  return JSON.stringify({ apiVersion: 'torii/v1', kind: 'Gateway', metadata: { name }, spec });
}

function vpcOf(index: number): string {
  return `vpc-2zefleet${index}`;
}

/** Who keeps connecting. */
const CALLERS = '203.0.113.0/24';
/** Where the functions' own proofs come from. */
const VANTAGE = '198.51.100.7';
const SHARED = { acme: 'letsencrypt', names: ['*.shared.example.com', 'shared.example.com'] };
const SEVERAL = ['images', 'speech', 'video'];
/** Of the four gateways together: the domains that have no certificate of their own, or are private. */
const SPECIAL = 7;
