import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Declaration, declarationJsonSchema, readDeclaration } from '../../shared/domain-rules/declaration.ts';

describe('reading a declaration', () => {
  it('takes the shortest one and fills the defaults', () => {
    expect(accepted(declared({}))).toEqual({
      apiVersion: 'torii/v1',
      kind: 'Gateway',
      metadata: { name: 'chat-prod', labels: {} },
      spec: {
        region: 'cn-beijing',
        type: 'managed',
        specification: '4c8g',
        nodes: 2,
        charge: 'PostPaid',
        vpcs: [],
        domains: [],
        services: [],
        approve: [],
      },
    });
  });

  it('brings a full one into one spelling', () => {
    const written = declared({
      charge: 'PrePaid',
      internet: { allow: '203.0.113.7, 198.51.100.9/24\n' },
      vpcs: [
        { vpcId: 'vpc-2ze1', vSwitches: ['vsw-b', 'vsw-a'], allow: ['10.0.0.1'] },
        { vpcId: 'vpc-2ze2', vSwitches: ['vsw-c'] },
      ],
      domains: [{ name: 'Chat.Example.com.' }, { name: 'chat.example.com', access: 'intranet', certificate: 'none' }],
      services: [{ name: 'chat_7b' }],
      probe: { internet: { from: ['203.0.113.7', '203.0.113.7'] }, vpcs: ['vpc-2ze1'] },
      default: false,
      approve: ['disrupts', 'exposes', 'disrupts'],
    });
    expect(accepted(written).spec).toEqual({
      region: 'cn-beijing',
      type: 'managed',
      specification: '4c8g',
      nodes: 2,
      charge: 'PrePaid',
      internet: { allow: ['203.0.113.7/32', '198.51.100.0/24'] },
      vpcs: [
        { vpcId: 'vpc-2ze1', vSwitches: ['vsw-b', 'vsw-a'], allow: ['10.0.0.1/32'] },
        { vpcId: 'vpc-2ze2', vSwitches: ['vsw-c'] },
      ],
      domains: [
        { name: 'chat.example.com', access: 'internet', certificate: 'cas', dns: 'alidns' },
        { name: 'chat.example.com', access: 'intranet', certificate: 'none', dns: 'external' },
      ],
      services: [{ name: 'chat_7b' }],
      probe: { internet: { from: ['203.0.113.7'] }, vpcs: ['vpc-2ze1'] },
      default: false,
      approve: ['disrupts', 'exposes'],
    });
  });

  it('fills in the size that declared traffic needs, and keeps no second truth beside it (G20)', () => {
    const { spec } = accepted(byTraffic({ qps: 6000, bandwidthGbps: 0.5 }));
    expect(spec).toMatchObject({ specification: '8c16g', nodes: 3 });
    expect(spec).not.toHaveProperty('traffic');
  });

  it('reads vSwitches: auto as a filter that lets any through', () => {
    const filter = { zones: ['cn-beijing-i'], names: ['gateway-*'], tags: { team: 'ml' }, minFreeAddresses: 20 };
    const vpcs = [vpc({ vSwitches: 'auto' }), { vpcId: 'vpc-b', vSwitches: { auto: filter } }];
    expect(accepted(declared({ vpcs })).spec.vpcs.map(({ vSwitches }) => vSwitches)).toEqual([
      { auto: {} },
      { auto: filter },
    ]);
  });

  it('reads what it has normalised as the same declaration again', () => {
    const once = accepted(
      declared({
        internet: { allow: [] },
        vpcs: [
          { vpcId: 'vpc-2ze1', vSwitches: ['vsw-a'], allow: '10.1.2.3/8' },
          { vpcId: 'vpc-2ze2', vSwitches: 'auto' },
        ],
        ...ofTraffic({ connections: 50_000 }),
        domains: [{ name: 'CHAT.example.com' }],
        default: true,
      }),
    );
    expect(accepted(once)).toEqual(once);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (thing, other) => {
        const broken = {
          vpcs: [thing, { vSwitches: other, allow: [thing] }],
          domains: [{ access: thing, name: other }],
        };
        for (const input of [thing, declared(broken), declared({ type: { toString: thing }, internet: other })]) {
          expect(readDeclaration(input).ok).toBe(false);
        }
      }),
    );
  });
});

describe('mistakes of form', () => {
  it.each<[string, unknown, string, string]>([
    ['no object at all', 'apiVersion', '', 'WrongType'],
    ['nothing', undefined, '', 'FieldMissing'],
    ['a list', [], '', 'WrongType'],
    ['a spec that is text', { ...declared({}), spec: 'managed' }, 'spec', 'WrongType'],
    ['another version', { ...declared({}), apiVersion: 'torii/v2' }, 'apiVersion', 'NotOneOf'],
    ['another kind', { ...declared({}), kind: 'gateway' }, 'kind', 'NotOneOf'],
    ['no metadata', { ...declared({}), metadata: undefined }, 'metadata', 'FieldMissing'],
    ['a name in capitals', { ...declared({}), metadata: { name: 'Chat' } }, 'metadata.name', 'BadFormat'],
    ['a name of 64', { ...declared({}), metadata: { name: 'a'.repeat(64) } }, 'metadata.name', 'BadFormat'],
    ['a label that is a number', labelled({ cost: 12 }), 'metadata.labels.cost', 'WrongType'],
    ['no region', declared({ region: undefined }), 'spec.region', 'FieldMissing'],
    ['an empty region', declared({ region: null }), 'spec.region', 'WrongType'],
    ['a zone for a region (G05)', declared({ region: 'cn-beijing-g' }), 'spec.region', 'BadFormat'],
    ['another type', declared({ type: 'nlb' }), 'spec.type', 'NotOneOf'],
    ['a type that is a list', declared({ type: [] }), 'spec.type', 'NotOneOf'],
    ['a size not sold', declared({ specification: '1c2g' }), 'spec.specification', 'NotOneOf'],
    ['no node', declared({ nodes: 0 }), 'spec.nodes', 'OutOfRange'],
    ['half a node', declared({ nodes: 1.5 }), 'spec.nodes', 'WrongType'],
    ['nodes beyond counting', declared({ nodes: 1e300 }), 'spec.nodes', 'OutOfRange'],
    ['nodes as text', declared({ nodes: '2' }), 'spec.nodes', 'WrongType'],
    ['internet: true', declared({ internet: true }), 'spec.internet', 'WrongType'],
    ['an empty internet', declared({ internet: null }), 'spec.internet', 'WrongType'],
    ['internet without a list', declared({ internet: {} }), 'spec.internet.allow', 'FieldMissing'],
    ['one number for a list', declared({ internet: { allow: 10 } }), 'spec.internet.allow', 'WrongType'],
    [
      'a number in the list',
      declared({ internet: { allow: ['203.0.113.7', 10] } }),
      'spec.internet.allow[1]',
      'WrongType',
    ],
    [
      'VPCs that are no list, with a domain that needs one',
      declared({ vpcs: 'vpc-a', domains: [{ name: 'a.example.com', access: 'intranet' }] }),
      'spec.vpcs',
      'WrongType',
    ],
    ['a VPC without an id', declared({ vpcs: [{ vSwitches: ['vsw-a'] }] }), 'spec.vpcs[0].vpcId', 'FieldMissing'],
    ['no size', declared({ specification: undefined }), 'spec.specification', 'FieldMissing'],
    ['no number of nodes', declared({ nodes: undefined }), 'spec.nodes', 'FieldMissing'],
    ['half a request', byTraffic({ qps: 0.5 }), 'spec.traffic.qps', 'WrongType'],
    ['no request', byTraffic({ qps: 0 }), 'spec.traffic.qps', 'OutOfRange'],
    ['traffic that is a number', byTraffic(5200), 'spec.traffic', 'WrongType'],
    ['keepAlive: "yes"', byTraffic({ qps: 1, keepAlive: 'yes' }), 'spec.traffic.keepAlive', 'WrongType'],
    ['another word for auto', declared({ vpcs: [vpc({ vSwitches: 'any' })] }), 'spec.vpcs[0].vSwitches', 'WrongType'],
    [
      'a zone that is none',
      declared({ vpcs: [vpc({ vSwitches: { auto: { zones: ['i'] } } })] }),
      'spec.vpcs[0].vSwitches.auto.zones[0]',
      'BadFormat',
    ],
    [
      'a tag that is a number',
      declared({ vpcs: [vpc({ vSwitches: { auto: { tags: { team: 7 } } } })] }),
      'spec.vpcs[0].vSwitches.auto.tags.team',
      'WrongType',
    ],
    ['no vSwitch', declared({ vpcs: [{ vpcId: 'vpc-a', vSwitches: [] }] }), 'spec.vpcs[0].vSwitches', 'ListEmpty'],
    [
      'a vSwitch that is none',
      declared({ vpcs: [{ vpcId: 'vpc-a', vSwitches: ['vsw-a', 'sw-b'] }] }),
      'spec.vpcs[0].vSwitches[1]',
      'BadFormat',
    ],
    ['a service with hyphens', declared({ services: [{ name: 'chat-7b' }] }), 'spec.services[0].name', 'BadFormat'],
    [
      'a proof from nowhere',
      declared({ internet: { allow: [] }, probe: { internet: { from: [] } } }),
      'spec.probe.internet.from',
      'ListEmpty',
    ],
    [
      'a proof from a range',
      declared({ internet: { allow: [] }, probe: { internet: { from: ['203.0.113.0/24'] } } }),
      'spec.probe.internet.from[0]',
      'BadFormat',
    ],
    [
      'a VPC that cannot be read, which may be the one to prove from',
      declared({ vpcs: [vpc({ vpcId: 7 })], probe: { vpcs: ['vpc-a'] } }),
      'spec.vpcs[0].vpcId',
      'WrongType',
    ],
    ['a VPC to prove from that is none', declared({ probe: { vpcs: [7] } }), 'spec.probe.vpcs[0]', 'WrongType'],
    [
      'an address to prove from that is none',
      declared({ internet: { allow: ['203.0.113.9'] }, probe: { refused: { internet: { from: [7] } } } }),
      'spec.probe.refused.internet.from[0]',
      'WrongType',
    ],
    [
      'an address to prove from that is none',
      declared({ internet: { allow: ['203.0.113.9'] }, probe: { internet: { from: [7] } } }),
      'spec.probe.internet.from[0]',
      'WrongType',
    ],
    ['a path without a slash', expecting({ path: 'v1' }), 'spec.services[0].expect.path', 'BadFormat'],
    ['a path that climbs to others', expecting({ path: '/../other' }), 'spec.services[0].expect.path', 'BadFormat'],
    ['a status that is none', expecting({ status: 42 }), 'spec.services[0].expect.status', 'OutOfRange'],
    ['default: "yes"', declared({ default: 'yes' }), 'spec.default', 'WrongType'],
    ['an effect that is none', declared({ approve: ['bills', 'costs'] }), 'spec.approve[1]', 'NotOneOf'],
  ])('%s', (_, input, field, reason) => {
    expect(mistakes(input)).toEqual([[field, reason]]);
  });

  it.each<[unknown, string, string]>([
    [{ ...declared({}), apiversion: 'torii/v1' }, 'apiversion', 'Did you mean apiVersion?'],
    [{ ...declared({}), metadata: { name: 'chat', lables: {} } }, 'metadata.lables', 'Did you mean labels?'],
    [declared({ node: 2 }), 'spec.node', 'Did you mean nodes?'],
    [declared({ internet: { allow: [], alow: [] } }), 'spec.internet.alow', 'Did you mean allow?'],
    [declared({ vpcs: [vpc({ vswitches: [] })] }), 'spec.vpcs[0].vswitches', 'Did you mean vSwitches?'],
    [
      declared({ internet: { allow: [] }, domains: [{ name: 'chat.example.com', acess: 'intranet' }] }),
      'spec.domains[0].acess',
      'Did you mean access?',
    ],
    [declared({ services: [{ name: 'chat', names: '' }] }), 'spec.services[0].names', 'Did you mean name?'],
    [{ ...declared({}), region: 'cn-beijing' }, 'region', 'It belongs to spec.'],
    [declared({ apiVersion: 'torii/v1' }), 'spec.apiVersion', 'It belongs to the top level.'],
    [byTraffic({ connections: 1, qbs: 1 }), 'spec.traffic.qbs', 'Did you mean qps?'],
    [
      declared({ vpcs: [vpc({ vSwitches: { auto: { zone: 'cn-beijing-i' } } })] }),
      'spec.vpcs[0].vSwitches.auto.zone',
      'Did you mean zones?',
    ],
    [
      declared({ vpcs: [vpc({ vSwitches: { auto: {}, allow: [] } })] }),
      'spec.vpcs[0].vSwitches.allow',
      'It belongs to spec.internet.',
    ],
    [
      declared({ vpcs: [vpc({ colour: 'red' })] }),
      'spec.vpcs[0].colour',
      'Known here: vpcId, vSwitches, allow, account, roleArn, authoritativeDns, peers, createVSwitch.',
    ],
  ])('an unknown field is told what it may have been: case %#', (input, field, wayOut) => {
    expect(problems(input)).toMatchObject([{ field, rule: 'schema', reason: 'UnknownField', wayOut }]);
  });

  it.each<[unknown, string]>([
    [undefined, 'The declaration is missing.'],
    ['torii', 'The declaration is "torii" where object is expected.'],
    [declared({ nodes: '2' }), 'spec.nodes is "2" where number is expected.'],
    [declared({ internet: { allow: 10 } }), 'spec.internet.allow is 10 where array or string is expected.'],
    [
      declared({ vpcs: [vpc({ vSwitches: 'any' })] }),
      'spec.vpcs[0].vSwitches is "any" where array or auto or object is expected.',
    ],
    [declared({ internet: null }), 'spec.internet is empty where object is expected.'],
    [declared({ charge: ['PrePaid'] }), 'spec.charge cannot be a list.'],
    [declared({ charge: {} }), 'spec.charge cannot be an object.'],
    [declared({ nodes: 0 }), 'spec.nodes cannot be 0.'],
    [declared({ services: [{ name: 'a-b' }] }), 'spec.services[0].name cannot be "a-b".'],
    [declared({ vpcs: [vpc({ vSwitches: [] })] }), 'spec.vpcs[0].vSwitches is empty.'],
    [declared({ vpcs: [vpc({ vSwitches: ['vsw-a', 'vsw-a'] })] }), 'vsw-a is candidate 1 of this VPC already.'],
  ])('says what is wrong in a sentence: case %#', (input, message) => {
    expect(problems(input).map((problem) => problem.message)).toEqual([message]);
  });

  it('guesses words as it guesses fields', () => {
    expect(problems(declared({ type: 'manged' }))[0]?.wayOut).toBe('Did you mean managed?');
    expect(problems(declared({ specification: 'large' }))[0]?.wayOut).toBe('Write 2c4g or 4c8g or 8c16g or 16c32g.');
  });

  it('says what a missing or mistyped field is for', () => {
    expect(problems(declared({ region: undefined }))[0]?.wayOut).toContain('for example cn-beijing');
    expect(problems(declared({ internet: { allow: [10] } }))[0]?.wayOut).toContain('public IPv4 ranges (at most 15');
    expect(problems(7)[0]?.wayOut).toContain('apiVersion, kind, metadata and spec');
  });
});

describe('mistakes against the rules', () => {
  it.each<[string, Record<string, unknown>, string, string, string]>([
    [
      'a subscription approved in advance',
      { charge: 'PrePaid', approve: ['exposes', 'bills'] },
      'spec.approve[1]',
      'G20',
      'SubscriptionAlwaysAsks',
    ],
    ['a size beside traffic', { traffic: { qps: 1 } }, 'spec.traffic', 'G20', 'SizeDeclaredTwice'],
    [
      'nodes beside traffic',
      { specification: undefined, traffic: { qps: 1 } },
      'spec.traffic',
      'G20',
      'SizeDeclaredTwice',
    ],
    ['traffic without a number', ofTraffic({ https: true }), 'spec.traffic', 'G20', 'NoLoadDeclared'],
    ['more requests than is known', ofTraffic({ qps: 22_001 }), 'spec.traffic.qps', 'G20', 'CapacityNotKnown'],
    [
      'connections nobody has numbers for',
      ofTraffic({ qps: 1, keepAlive: true }),
      'spec.traffic.qps',
      'G20',
      'CapacityNotKnown',
    ],
    [
      'a private range on the public list',
      { internet: { allow: ['203.0.113.7', '10.0.0.0/8'] } },
      'spec.internet.allow[1]',
      'G24',
      'PrivateRange',
    ],
    ['a VPC list that is empty', { vpcs: [vpc({ allow: [] })] }, 'spec.vpcs[0].allow', 'G29', 'NeverEmpty'],
    [
      'a VPC list with a slip',
      { vpcs: [vpc({ allow: ['10.0.0/8'] })] },
      'spec.vpcs[0].allow[0]',
      'G29',
      'EntryInvalid',
    ],
    ['a VPC twice', { vpcs: [vpc({}), vpc({ vSwitches: ['vsw-b'] })] }, 'spec.vpcs[1].vpcId', 'G26', 'DuplicateVpc'],
    [
      'a vSwitch twice',
      { vpcs: [vpc({ vSwitches: ['vsw-a', 'vsw-b', 'vsw-a'] })] },
      'spec.vpcs[0].vSwitches[2]',
      'G26',
      'DuplicateVSwitch',
    ],
    [
      'a wildcard domain',
      { internet: { allow: [] }, domains: [{ name: '*.example.com' }] },
      'spec.domains[0].name',
      'G40',
      'WildcardNotSupported',
    ],
    [
      'a domain twice, in other letters',
      { internet: { allow: [] }, domains: [{ name: 'a.example.com' }, { name: 'A.example.com.', access: 'internet' }] },
      'spec.domains[1].name',
      'G40',
      'DuplicateDomain',
    ],
    [
      'a public domain without public access',
      { domains: [{ name: 'a.example.com' }] },
      'spec.domains[0].access',
      'G41',
      'InternetNotDeclared',
    ],
    [
      'a private domain without a VPC',
      { domains: [{ name: 'a.example.com', access: 'intranet' }] },
      'spec.domains[0].access',
      'G42',
      'NoVpcDeclared',
    ],
    [
      'a CNAME at the apex',
      { internet: { allow: [] }, domains: [{ name: 'example.com' }] },
      'spec.domains[0].name',
      'G41',
      'ApexCname',
    ],
    [
      'a name for the internet in PrivateZone',
      { internet: { allow: [] }, domains: [{ name: 'a.example.com', dns: 'privatezone' }] },
      'spec.domains[0].dns',
      'G41',
      'PrivateZoneForInternet',
    ],
    [
      'a zone to add for a record that is kept elsewhere',
      { internet: { allow: [] }, domains: [{ name: 'a.example.com', dns: 'external', addZone: true }] },
      'spec.domains[0].addZone',
      'G41',
      'ZoneNotAddable',
    ],
    [
      'a zone to add for a private name',
      { vpcs: [vpc({})], domains: [{ name: 'a.example.com', access: 'intranet', addZone: true }] },
      'spec.domains[0].addZone',
      'G41',
      'ZoneNotAddable',
    ],
    [
      'a proof from the internet without public access',
      { probe: { internet: { from: ['203.0.113.9'] } } },
      'spec.probe.internet',
      'G25',
      'InternetNotDeclared',
    ],
    [
      'a proof over the internet from a private address',
      { internet: { allow: [] }, probe: { internet: { from: ['203.0.113.9', '100.64.0.1'] } } },
      'spec.probe.internet.from[1]',
      'G25',
      'ProbeAddressPrivate',
    ],
    [
      'a proof of being refused from where everybody may come in',
      {
        internet: { allow: ['203.0.113.0/24'] },
        probe: { refused: { internet: { from: ['192.0.2.1', '203.0.113.9'] } } },
      },
      'spec.probe.refused.internet.from[1]',
      'G25',
      'RefusedIsAllowed',
    ],
    [
      'a proof of being refused from a private address',
      { probe: { refused: { internet: { from: ['10.0.0.1'] } } } },
      'spec.probe.refused.internet.from[0]',
      'G25',
      'ProbeAddressPrivate',
    ],
    [
      'a proof of being refused in a VPC that is linked',
      { vpcs: [vpc({})], probe: { refused: { vpcs: ['vpc-z', 'vpc-a'] } } },
      'spec.probe.refused.vpcs[1]',
      'G30',
      'RefusedIsAllowed',
    ],
    [
      'a proof from inside a VPC that nobody links',
      { vpcs: [vpc({})], probe: { vpcs: ['vpc-a', 'vpc-b'] } },
      'spec.probe.vpcs[1]',
      'G26',
      'ProbeVpcNotDeclared',
    ],
    [
      'a service twice',
      { services: [{ name: 'chat' }, { name: 'chat' }] },
      'spec.services[1].name',
      'G50',
      'DuplicateService',
    ],
  ])('%s', (_, spec, field, rule, reason) => {
    expect(problems(declared(spec))).toMatchObject([{ field, rule, reason }]);
  });

  it.each<[string, Record<string, unknown>]>([
    [
      'an apex that someone else points',
      { internet: { allow: [] }, domains: [{ name: 'example.com', dns: 'external' }] },
    ],
    [
      'an apex inside the VPCs, where no other records are hidden',
      { vpcs: [vpc({})], domains: [{ name: 'example.com', access: 'intranet', dns: 'privatezone' }] },
    ],
    [
      'a zone that may be added for its name',
      { internet: { allow: [] }, domains: [{ name: 'a.example.com', addZone: true }] },
    ],
    [
      'one name for both sides',
      {
        internet: { allow: [] },
        vpcs: [vpc({})],
        domains: [{ name: 'a.example.com' }, { name: 'a.example.com', access: 'intranet' }],
      },
    ],
    ['bills approved in advance, pay as you go', { approve: ['bills'] }],
    ['a subscription with other effects approved', { charge: 'PrePaid', approve: ['disrupts'] }],
  ])('%s is fine', (_, spec) => {
    expect(mistakes(declared(spec))).toEqual([]);
  });

  it('come together with all mistakes of form, in one answer', () => {
    const input = {
      apiVersion: 'torii/v1',
      kind: 'Gateway',
      metadata: { name: 'Chat' },
      spec: {
        regoin: 'cn-beijing',
        type: 'managed',
        specification: '4c8g',
        nodes: 'two',
        internet: { allow: ['10.0.0.0/8', 7, '300.0.0.1'] },
        vpcs: [{ vpcId: 'vpc-a', vSwitches: ['vsw-a', 'vsw-a', 3], allow: '' }, 'vpc-b', { vpcId: 'vpc-a' }],
        domains: [{ name: 'example.com', access: 'public' }, null, { name: 7 }],
        services: [{ name: 'chat' }, {}, { name: 'chat' }],
        charge: 'PrePaid',
        approve: ['bills', 1],
      },
    };
    expect(mistakes(input).sort()).toEqual(
      [
        ['metadata.name', 'BadFormat'],
        ['spec.region', 'FieldMissing'],
        ['spec.nodes', 'WrongType'],
        ['spec.internet.allow[1]', 'WrongType'],
        ['spec.vpcs[0].vSwitches[2]', 'WrongType'],
        ['spec.vpcs[1]', 'WrongType'],
        ['spec.vpcs[2].vSwitches', 'FieldMissing'],
        ['spec.domains[0].access', 'NotOneOf'],
        ['spec.domains[1]', 'WrongType'],
        ['spec.domains[2].name', 'WrongType'],
        ['spec.services[1].name', 'FieldMissing'],
        ['spec.approve[1]', 'NotOneOf'],
        ['spec.regoin', 'UnknownField'],
        ['spec.approve[0]', 'SubscriptionAlwaysAsks'],
        ['spec.internet.allow[0]', 'PrivateRange'],
        ['spec.internet.allow[2]', 'EntryInvalid'],
        ['spec.vpcs[0].allow', 'NeverEmpty'],
        ['spec.vpcs[2].vpcId', 'DuplicateVpc'],
        ['spec.vpcs[0].vSwitches[1]', 'DuplicateVSwitch'],
        ['spec.domains[0].name', 'ApexCname'],
        ['spec.services[2].name', 'DuplicateService'],
      ].sort(),
    );
  });

  it('always have a sentence and a way out', () => {
    for (const { message, wayOut } of problems({ spec: { type: 'alb', vpcs: [{}], domains: [{}], extra: 1 } })) {
      expect(message).toMatch(/^.+\.$/);
      expect(wayOut).toMatch(/^.+[.?]$/);
    }
  });
});

describe('advice on an acceptable declaration', () => {
  it.each<[string, Record<string, unknown>, [string, string, string][]]>([
    ['two nodes', {}, []],
    ['one node has no SLA', { nodes: 1 }, [['spec.nodes', 'G20', 'NoServiceLevel']]],
    ['a size chosen for traffic', ofTraffic({ connections: 9 }), [['spec.traffic', 'G20', 'CapacityChosen']]],
    ['nobody is let in', { internet: { allow: [] } }, [['spec.internet.allow', 'G23', 'NobodyAllowed']]],
    ['everyone is let in', { internet: { allow: '0.0.0.0/0' } }, [['spec.internet.allow', 'G24', 'EveryoneAllowed']]],
    [
      'a proof that the gateway would refuse',
      { internet: { allow: ['203.0.113.0/24'] }, probe: { internet: { from: ['203.0.113.9', '192.0.2.77'] } } },
      [['spec.probe.internet.from[1]', 'G25', 'ProbeNotAllowed']],
    ],
    [
      'a public name in mainland China needs an ICP filing (G41)',
      { internet: { allow: ['203.0.113.0/24'] }, domains: [{ name: 'chat.example.com' }] },
      [['spec.domains', 'G41', 'IcpFilingNeeded']],
    ],
    [
      'not in Hong Kong',
      { region: 'cn-hongkong', internet: { allow: ['203.0.113.0/24'] }, domains: [{ name: 'chat.example.com' }] },
      [],
    ],
    [
      'nor abroad',
      { region: 'ap-southeast-1', internet: { allow: ['203.0.113.0/24'] }, domains: [{ name: 'chat.example.com' }] },
      [],
    ],
    ['nor a private name', { vpcs: [vpc({})], domains: [{ name: 'chat.example.com', access: 'intranet' }] }, []],
    [
      'a private name that dns: alidns does not publish (G42)',
      { vpcs: [vpc({})], domains: [{ name: 'chat.example.com', access: 'intranet', dns: 'alidns' }] },
      [['spec.domains[0].dns', 'G42', 'PrivateNameNotPublished']],
    ],
    ['host bits', { vpcs: [vpc({ allow: ['10.1.1.1/8'] })] }, [['spec.vpcs[0].allow[0]', 'G29', 'HostBitsSet']]],
  ])('%s', (_, spec, expected) => {
    const reading = readDeclaration(declared(spec));
    expect(reading.ok && reading.advice.map(({ field, rule, reason }) => [field, rule, reason])).toEqual([
      ['spec.type', 'G02', 'ManagedChosen'],
      ...expected,
    ]);
  });
});

describe('the schema for editors', () => {
  const schema = declarationJsonSchema();

  it('is JSON Schema 2020-12 of what an owner may write, so fields with defaults may be left out', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: {
        spec: {
          required: ['region'],
          anyOf: [
            {
              required: ['type', 'specification', 'nodes'],
              properties: { type: { const: 'managed' }, network: false },
            },
            { required: ['type', 'traffic'], properties: { specification: false, nodes: false } },
            { required: ['network'], properties: { type: { const: 'alb' }, nodes: false, vpcs: { maxItems: 0 } } },
            { properties: { type: { const: 'alb' }, internet: false, intranet: false } },
          ],
        },
      },
    });
  });

  it('describes every field, closes every object and shows every pattern', () => {
    const fields: [string, Record<string, unknown>][] = [];
    collect(schema, '', fields);
    expect(fields.length).toBeGreaterThan(25);
    for (const [name, field] of fields) {
      expect(field, name).toHaveProperty('description');
      if (field.properties) expect(field, name).toHaveProperty('additionalProperties', false);
    }
    expect(Object.fromEntries(fields)['.spec.vpcs[].vpcId']).toHaveProperty('pattern', '^vpc-[a-z0-9]+$');
  });
});

function collect(node: unknown, path: string, fields: [string, Record<string, unknown>][]): void {
  const { properties = {}, items } = node as { properties?: Record<string, Record<string, unknown>>; items?: unknown };
  for (const [name, field] of Object.entries(properties)) {
    fields.push([`${path}.${name}`, field]);
    collect(field, `${path}.${name}`, fields);
  }
  if (items) collect(items, `${path}[]`, fields);
}

function declared(spec: Record<string, unknown>) {
  return {
    apiVersion: 'torii/v1',
    kind: 'Gateway',
    metadata: { name: 'chat-prod' },
    spec: { region: 'cn-beijing', type: 'managed', specification: '4c8g', nodes: 2, ...spec },
  };
}

function ofTraffic(traffic: unknown) {
  return { specification: undefined, nodes: undefined, traffic };
}

function byTraffic(traffic: unknown) {
  return declared(ofTraffic(traffic));
}

function labelled(labels: unknown) {
  return { ...declared({}), metadata: { name: 'chat-prod', labels } };
}

function expecting(expect: unknown) {
  return declared({ services: [{ name: 'chat', expect }] });
}

function vpc(fields: Record<string, unknown>) {
  return { vpcId: 'vpc-a', vSwitches: ['vsw-a'], ...fields };
}

function problems(input: unknown) {
  const reading = readDeclaration(input);
  return reading.ok ? [] : reading.problems;
}

function mistakes(input: unknown): [string, string][] {
  return problems(input).map(({ field, reason }) => [field, reason]);
}

function accepted(input: unknown): Declaration {
  const reading = readDeclaration(input);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems, null, 2));
  return reading.declaration;
}
