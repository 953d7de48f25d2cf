import { describe, expect, it } from 'vitest';
import { type Declaration, readDeclaration } from '../../shared/domain-rules/declaration.ts';

const NETWORK = { vpcId: 'vpc-a', vSwitches: ['vsw-i', 'vsw-k'] };

/** What an owner writes for a gateway of the ALB kind: no type is needed (G02). */
function written(spec: Record<string, unknown>) {
  return {
    apiVersion: 'torii/v1',
    kind: 'Gateway',
    metadata: { name: 'chat' },
    spec: { region: 'cn-beijing', ...spec },
  };
}

function accepted(spec: Record<string, unknown>): Declaration['spec'] {
  const reading = readDeclaration(written(spec));
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.declaration.spec;
}

function mistakes(spec: Record<string, unknown>): [string, string, string][] {
  const reading = readDeclaration(written(spec));
  return reading.ok ? [] : reading.problems.map(({ field, rule, reason }) => [field, rule, reason]);
}

function advice(spec: Record<string, unknown>): [string, string, string][] {
  const reading = readDeclaration(written(spec));
  return reading.ok ? reading.advice.map(({ field, rule, reason }) => [field, rule, reason]) : [];
}

describe('a declaration of the ALB kind', () => {
  it('is what one without a type is, and the shortest is a record that nobody can call (G02, G10, G12)', () => {
    expect(accepted({})).toEqual({
      region: 'cn-beijing',
      type: 'alb',
      vpcs: [],
      domains: [],
      services: [],
      approve: [],
    });
    expect(accepted({ type: 'alb' })).toEqual(accepted({}));
    expect(advice({})).toEqual([['spec', 'G12', 'NoAccessDeclared']]);
  });

  it('says where its load balancers are and who may come in from which side', () => {
    const spec = accepted({
      network: { vpcId: 'vpc-a', vSwitches: 'auto' },
      internet: { allow: '203.0.113.7, 198.51.100.9/24' },
      intranet: { allow: ['10.0.0.1/8'] },
      domains: [{ name: 'chat.example.com' }, { name: 'chat.example.com', access: 'intranet' }],
      services: [{ name: 'chat' }],
      probe: { internet: { from: ['203.0.113.7'] }, vpcs: ['vpc-a'] },
    });
    expect(spec).toMatchObject({
      type: 'alb',
      network: { vpcId: 'vpc-a', vSwitches: { auto: {} } },
      internet: { allow: ['203.0.113.7/32', '198.51.100.0/24'] },
      intranet: { allow: ['10.0.0.0/8'] },
    });
    expect(accepted({ network: NETWORK, intranet: {} })).toMatchObject({ network: NETWORK, intranet: {} });
    expect(accepted({ ...spec })).toEqual(spec);
  });

  it('opens to everyone only where that is said (G24)', () => {
    const open = { network: NETWORK, internet: { open: true } };
    expect(accepted(open).internet).toEqual({ allow: ['0.0.0.0/0'] });
    expect(advice(open)).toEqual([]);
    const probed = { ...open, probe: { internet: { from: ['203.0.113.7'] } } };
    expect(advice(probed)).toEqual([]);
    expect(advice({ network: NETWORK, internet: { allow: ['0.0.0.0/0'] } })).toEqual([
      ['spec.internet.allow', 'G24', 'EveryoneAllowed'],
    ]);
  });

  it('may name more than 15 ranges, up to what a listener takes (G16)', () => {
    const ranges = (count: number) => Array.from({ length: count }, (_, index) => `203.0.${index >> 8}.${index & 255}`);
    expect(mistakes({ network: NETWORK, internet: { allow: ranges(300) } })).toEqual([]);
    expect(mistakes({ network: NETWORK, internet: { allow: ranges(301) } })).toEqual([
      ['spec.internet.allow', 'G24', 'TooManyEntries'],
    ]);
    expect(mistakes({ network: NETWORK, intranet: { allow: ranges(301) } })).toEqual([
      ['spec.intranet.allow', 'G16', 'TooManyEntries'],
    ]);
  });

  it('may let nobody in, which is said', () => {
    const nobody = { network: NETWORK, internet: { allow: [] }, intranet: { allow: [] } };
    expect(mistakes(nobody)).toEqual([]);
    expect(advice(nobody)).toEqual([
      ['spec.internet.allow', 'G23', 'NobodyAllowed'],
      ['spec.intranet.allow', 'G23', 'NobodyAllowed'],
    ]);
  });
});

describe('what a declaration of the ALB kind cannot be', () => {
  it.each<[string, Record<string, unknown>, [string, string, string][]]>([
    [
      'sized (G02)',
      { specification: '2c4g', nodes: 2, charge: 'PostPaid' },
      [
        ['spec.specification', 'G20', 'NotOfThisKind'],
        ['spec.nodes', 'G20', 'NotOfThisKind'],
        ['spec.charge', 'G20', 'NotOfThisKind'],
      ],
    ],
    ['sized by traffic (G02)', { traffic: { qps: 100 } }, [['spec.traffic', 'G20', 'NotOfThisKind']]],
    [
      'linked into VPCs (G02)',
      { vpcs: [{ vpcId: 'vpc-a', vSwitches: ['vsw-a'] }] },
      [['spec.vpcs', 'G26', 'NotOfThisKind']],
    ],
    ['open without a VPC (G14)', { internet: { allow: [] } }, [['spec.network', 'G14', 'NetworkNotDeclared']]],
    ['private without a VPC (G14)', { intranet: {} }, [['spec.network', 'G14', 'NetworkNotDeclared']]],
    [
      'in one zone (G13)',
      { network: { vpcId: 'vpc-a', vSwitches: ['vsw-i'] }, intranet: {} },
      [['spec.network.vSwitches', 'G13', 'TooFewVSwitches']],
    ],
    [
      'twice through one vSwitch (G13)',
      { network: { vpcId: 'vpc-a', vSwitches: ['vsw-i', 'vsw-k', 'vsw-i'] }, intranet: {} },
      [['spec.network.vSwitches[2]', 'G13', 'DuplicateVSwitch']],
    ],
    [
      'for services without an access (G15)',
      { services: [{ name: 'chat' }] },
      [['spec.services', 'G15', 'NoAccessDeclared']],
    ],
    [
      'open and listed (G24)',
      { network: NETWORK, internet: { open: true, allow: [] } },
      [['spec.internet.open', 'G24', 'OpenAndAllowlist']],
    ],
    [
      'neither open nor listed (G23)',
      { network: NETWORK, internet: { open: false } },
      [['spec.internet.allow', 'G23', 'FieldMissing']],
    ],
    [
      'private by a public name (G24)',
      { network: NETWORK, internet: { allow: ['10.0.0.0/8'] } },
      [['spec.internet.allow[0]', 'G24', 'PrivateRange']],
    ],
    [
      'called from a VPC that has no access (G42)',
      { network: NETWORK, internet: { allow: [] }, domains: [{ name: 'a.example.com', access: 'intranet' }] },
      [['spec.domains[0].access', 'G42', 'IntranetNotDeclared']],
    ],
    [
      'proved from another VPC (G26)',
      { network: NETWORK, intranet: {}, probe: { vpcs: ['vpc-b'] } },
      [['spec.probe.vpcs[0]', 'G26', 'ProbeVpcNotDeclared']],
    ],
    [
      'proved from its VPC without private access (G26)',
      { network: NETWORK, internet: { allow: [] }, probe: { vpcs: ['vpc-a'] } },
      [['spec.probe.vpcs[0]', 'G26', 'ProbeVpcNotDeclared']],
    ],
    [
      'of another form',
      { network: { vpcId: 'a', vSwitches: [] } },
      [
        ['spec.network.vpcId', 'G14', 'BadFormat'],
        ['spec.network.vSwitches', 'G13', 'ListEmpty'],
      ],
    ],
    ['a network that is text', { network: 'vpc-a', internet: { allow: [] } }, [['spec.network', 'G13', 'WrongType']]],
    [
      'a private access that is text, with candidates that are not',
      { intranet: 'all', network: { vpcId: 'vpc-a', vSwitches: ['vsw-a', 5] } },
      [
        ['spec.network.vSwitches[1]', 'G13', 'WrongType'],
        ['spec.intranet', 'G12', 'WrongType'],
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(mistakes(spec)).toEqual(expected);
  });

  it('each with a sentence and the way out to the other kind', () => {
    const reading = readDeclaration(written({ nodes: 2 }));
    expect(reading).toMatchObject({
      problems: [
        {
          message:
            'spec.nodes is of the managed kind, and this gateway is of the ALB kind (what a declaration without a type means).',
          wayOut: 'Leave it out: the ALB kind scales by itself; or write type: managed.',
        },
      ],
    });
  });
});

describe('a declaration of the managed kind', () => {
  const managed = { type: 'managed', specification: '4c8g', nodes: 2 };

  it('takes nothing of the ALB kind, and is pointed to spec.vpcs (G02)', () => {
    expect(mistakes({ ...managed, network: NETWORK, intranet: {} })).toEqual([
      ['spec.network', 'G14', 'NotOfThisKind'],
      ['spec.intranet', 'G26', 'NotOfThisKind'],
    ]);
  });

  it('may be open to everyone as well, without a list', () => {
    expect(accepted({ ...managed, internet: { open: true } }).internet).toEqual({ allow: ['0.0.0.0/0'] });
  });

  it('is advised that the vendor recommends the other (G02)', () => {
    expect(advice(managed)).toEqual([['spec.type', 'G02', 'ManagedChosen']]);
    expect(advice({ network: NETWORK, intranet: {} })).toEqual([]);
  });
});
