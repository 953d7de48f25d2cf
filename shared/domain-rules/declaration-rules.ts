import { contains, isPrivateAddress, type ParsedAllowlist, parseAllowlist } from './allowlist.ts';
import { chooseCapacity } from './capacity.ts';
import { METRICS } from './capacity-table.ts';
import { certificateAdvices, certificateRefusals } from './certificate-rules.ts';
import type { Draft } from './declaration-draft.ts';
import {
  albRecommended,
  albVSwitches,
  fieldsOfTheKind,
  isAlb,
  isManaged,
  networkDeclared,
  noAccess,
  publicAudience,
  servicesReachable,
} from './declaration-kinds.ts';
import { defaultDns, icpFiling, privateNames, privateZonesInside, zonesAddable } from './dns-rules.ts';
import { readDomainName } from './domain-name.ts';
import { networkAdvices, networkRefusals } from './network-rules.ts';
import type { Problem } from './problem.ts';
import { repeated } from './repeated.ts';

type Rule = (draft: Draft) => Problem[];

/** What makes a declaration unacceptable. Each rule looks at what can be read and ignores the rest. */
export const refusals: readonly Rule[] = [
  fieldsOfTheKind, // G02
  networkDeclared, // G14
  albVSwitches, // G13
  servicesReachable, // G15
  publicAudience, // G23
  sizeOnce, // G20
  sizeKnown, // G20
  subscriptionAsks, // G20
  (draft) => publicAllowlist(draft).problems, // G23, G24
  (draft) => privateAllowlist(draft).problems, // G16
  (draft) => vpcAllowlists(draft).flatMap(({ problems }) => problems), // G29
  vpcsOnce, // G26
  vSwitchesOnce, // G26
  ...networkRefusals, // G26, G27, G28, G71
  domainNames, // G40
  domainsOnce, // G40
  domainsReachable, // G41, G42
  noApexCname, // G41
  privateZonesInside, // G41, G42
  zonesAddable, // G41
  ...certificateRefusals, // G40
  servicesOnce, // G50
  probeAddresses, // G25
  probeVpcs, // G26
  refusedAddresses, // G25
  refusedVpcs, // G30
];

/** What the owner of an acceptable declaration should know. */
export const advices: readonly Rule[] = [
  albRecommended, // G02
  noServiceLevel, // G20
  sizeChosen, // G20
  (draft) => publicAllowlist(draft).advice, // G23, G24
  (draft) => privateAllowlist(draft).advice, // G16
  (draft) => vpcAllowlists(draft).flatMap(({ advice }) => advice), // G29
  noAccess, // G12
  probeAllowed, // G25
  icpFiling, // G41
  privateNames, // G42
  ...certificateAdvices, // G40
  ...networkAdvices, // G27
];

function sizeOnce({ type, specification, nodes, traffic }: Draft): Problem[] {
  if (!isManaged({ type })) return [];
  if (traffic && (specification !== undefined || nodes !== undefined)) {
    return [
      {
        field: 'spec.traffic',
        rule: 'G20',
        reason: 'SizeDeclaredTwice',
        message: 'The size follows from traffic, and specification or nodes are declared too.',
        wayOut: 'Leave out traffic, or both specification and nodes.',
      },
    ];
  }
  const missing = traffic ? [] : Object.entries({ specification, nodes }).filter(([, value]) => value === undefined);
  return missing.map(([name]) => ({
    field: `spec.${name}`,
    rule: 'G20',
    reason: 'FieldMissing',
    message: `spec.${name} is missing.`,
    wayOut: 'Add it, or declare traffic in place of specification and nodes.',
  }));
}

function sizeKnown({ traffic }: Draft): Problem[] {
  if (!traffic) return [];
  if (METRICS.every((metric) => traffic[metric] === undefined)) {
    return [
      {
        field: 'spec.traffic',
        rule: 'G20',
        reason: 'NoLoadDeclared',
        message: 'No size follows from traffic without a number.',
        wayOut: `Declare at least one of ${METRICS.join(', ')}.`,
      },
    ];
  }
  const choice = chooseCapacity(traffic);
  if (choice.reason !== 'CapacityNotKnown') return [];
  const { notKnown, reason, message, wayOut } = choice;
  return notKnown.map((metric) => ({ field: `spec.traffic.${metric}`, rule: 'G20', reason, message, wayOut }));
}

function subscriptionAsks({ charge, approve }: Draft): Problem[] {
  const index = approve.indexOf('bills');
  if (charge !== 'PrePaid' || index < 0) return [];
  return [
    {
      field: `spec.approve[${index}]`,
      rule: 'G20',
      reason: 'SubscriptionAlwaysAsks',
      message: 'A subscription is paid at once and cannot be returned by Torii, so it is never approved in advance.',
      wayOut: 'Leave bills out and approve the plan, or write charge: PostPaid.',
    },
  ];
}

function publicAllowlist({ type, internet }: Draft): ParsedAllowlist {
  if (internet?.allow === undefined) return UNREAD;
  return parseAllowlist(internet.allow, isManaged({ type }) ? 'public' : 'alb-internet', 'spec.internet.allow');
}

function privateAllowlist({ intranet }: Draft): ParsedAllowlist {
  return intranet?.allow === undefined ? UNREAD : parseAllowlist(intranet.allow, 'alb-intranet', 'spec.intranet.allow');
}

function vpcAllowlists({ vpcs }: Draft): ParsedAllowlist[] {
  return vpcs.map(({ allow }, index) =>
    allow === undefined ? UNREAD : parseAllowlist(allow, 'vpc', `spec.vpcs[${index}].allow`),
  );
}

function vpcsOnce({ vpcs }: Draft): Problem[] {
  return repeated(vpcs.map(({ vpcId }) => vpcId)).map(({ key, index, first }) => ({
    field: `spec.vpcs[${index}].vpcId`,
    rule: 'G26',
    reason: 'DuplicateVpc',
    message: `${key} is declared at spec.vpcs[${first}] already.`,
    wayOut: 'Join the two; further vSwitches are further candidates.',
  }));
}

function vSwitchesOnce({ vpcs }: Draft): Problem[] {
  return vpcs.flatMap(({ vSwitches }, vpc) =>
    repeated(vSwitches).map(({ key, index, first }) => ({
      field: `spec.vpcs[${vpc}].vSwitches[${index}]`,
      rule: 'G26',
      reason: 'DuplicateVSwitch',
      message: `${key} is candidate ${first + 1} of this VPC already.`,
      wayOut: 'Leave it out.',
    })),
  );
}

function domainNames({ domains }: Draft): Problem[] {
  return domains.flatMap(({ name }, index) => {
    const reading = name === undefined ? undefined : readDomainName(name);
    if (reading === undefined || reading.ok) return [];
    const { reason, message, wayOut } = reading;
    return [{ field: `spec.domains[${index}].name`, rule: 'G40', reason, message, wayOut }];
  });
}

function domainsOnce(draft: Draft): Problem[] {
  const domains = readableDomains(draft);
  return repeated(domains.map(({ name, access }) => name && `${name} for ${access}`)).map(({ key, index, first }) => ({
    field: `spec.domains[${index}].name`,
    rule: 'G40',
    reason: 'DuplicateDomain',
    message: `${key} is declared at spec.domains[${first}] already.`,
    wayOut: 'Leave one out; the same name may stand once for internet and once for intranet.',
  }));
}

function domainsReachable(draft: Draft): Problem[] {
  return readableDomains(draft).flatMap(({ access }, index): Problem[] => {
    const field = `spec.domains[${index}].access`;
    if (access === 'internet' && !draft.internet) {
      return [
        {
          field,
          rule: 'G41',
          reason: 'InternetNotDeclared',
          message: 'A domain for the internet points to the public domain name, but public access is not declared.',
          wayOut: 'Add spec.internet, or write access: intranet.',
        },
      ];
    }
    if (access === 'intranet' && isAlb(draft)) {
      if (draft.intranet) return [];
      return [
        {
          field,
          rule: 'G42',
          reason: 'IntranetNotDeclared',
          message: 'A domain for the intranet is called from the VPC, but private access is not declared.',
          wayOut: 'Add spec.intranet, or write access: internet.',
        },
      ];
    }
    if (access === 'intranet' && draft.vpcs.length === 0) {
      return [
        {
          field,
          rule: 'G42',
          reason: 'NoVpcDeclared',
          message: 'A domain for the intranet is called from linked VPCs, but none is declared.',
          wayOut: 'Add spec.vpcs, or write access: internet.',
        },
      ];
    }
    return [];
  });
}

function noApexCname(draft: Draft): Problem[] {
  return readableDomains(draft).flatMap(({ name, apex, dns, access }, index): Problem[] => {
    if (!apex || dns !== 'alidns' || access === 'intranet') return [];
    return [
      {
        field: `spec.domains[${index}].name`,
        rule: 'G41',
        reason: 'ApexCname',
        message: `${name} is the domain itself, where a CNAME would hide its mail and other records.`,
        wayOut: `Use a name below it, like gateway.${name}, or write dns: external and point it yourself.`,
      },
    ];
  });
}

function servicesOnce({ services }: Draft): Problem[] {
  return repeated(services.map(({ name }) => name)).map(({ key, index, first }) => ({
    field: `spec.services[${index}].name`,
    rule: 'G50',
    reason: 'DuplicateService',
    message: `${key} is declared at spec.services[${first}] already.`,
    wayOut: 'Leave it out.',
  }));
}

function probeAddresses({ probe, internet }: Draft): Problem[] {
  if (!probe?.internet) return [];
  if (!internet) {
    return [
      {
        field: 'spec.probe.internet',
        rule: 'G25',
        reason: 'InternetNotDeclared',
        message: 'A proof from the internet needs public access, which is not declared.',
        wayOut: 'Add spec.internet, or prove from inside a VPC (spec.probe.vpcs).',
      },
    ];
  }
  return publicAddresses(probe.internet.from, 'spec.probe');
}

/** @param at where the vantage points stand */
function publicAddresses(addresses: (string | undefined)[], at: string): Problem[] {
  return addresses.flatMap((address, index): Problem[] => {
    if (address === undefined || !isPrivateAddress(address)) return [];
    return [
      {
        field: `${at}.internet.from[${index}]`,
        rule: 'G25',
        reason: 'ProbeAddressPrivate',
        message: `${address} is a private address: nobody arrives from it over the internet.`,
        wayOut: `Write the public address that the functions go out with, or name their VPC in ${at}.vpcs.`,
      },
    ];
  });
}

function refusedAddresses(draft: Draft): Problem[] {
  const addresses = draft.probe?.refused?.internet?.from ?? [];
  const { entries } = publicAllowlist(draft);
  const admitted = addresses.flatMap((address = '', index): Problem[] => {
    if (!contains(entries, address)) return [];
    return [
      {
        field: `spec.probe.refused.internet.from[${index}]`,
        rule: 'G25',
        reason: 'RefusedIsAllowed',
        message: `${address} may come in by spec.internet.allow, so that it is refused cannot be proved.`,
        wayOut: `Write an address that is in none of the ranges, or move ${address} to spec.probe.internet.from.`,
      },
    ];
  });
  return [...publicAddresses(addresses, 'spec.probe.refused'), ...admitted];
}

function refusedVpcs({ probe, vpcs }: Draft): Problem[] {
  return (probe?.refused?.vpcs ?? []).flatMap((vpcId, index): Problem[] => {
    const linked = vpcs.findIndex((vpc) => vpcId !== undefined && vpc.vpcId === vpcId);
    if (linked < 0) return [];
    return [
      {
        field: `spec.probe.refused.vpcs[${index}]`,
        rule: 'G30',
        reason: 'RefusedIsAllowed',
        message: `Servers of ${vpcId} may reach the gateway: it is declared at spec.vpcs[${linked}].`,
        wayOut: 'Leave it out, or move it to spec.probe.vpcs.',
      },
    ];
  });
}

function probeVpcs({ type, probe, vpcs, network, intranet }: Draft): Problem[] {
  const ofAlb = isAlb({ type });
  const declared = ofAlb ? (intranet ? [network?.vpcId] : []) : vpcs.map(({ vpcId }) => vpcId);
  // One that cannot be read may be the one that is meant.
  if (!probe || declared.includes(undefined)) return [];
  return probe.vpcs.flatMap((vpcId, index): Problem[] => {
    if (vpcId === undefined || declared.includes(vpcId)) return [];
    return [
      {
        field: `spec.probe.vpcs[${index}]`,
        rule: 'G26',
        reason: 'ProbeVpcNotDeclared',
        message: `Nobody in ${vpcId} can reach the gateway: ${ofAlb ? 'it has no private access from there' : 'it is not one of spec.vpcs'}.`,
        wayOut: ofAlb
          ? 'Add spec.intranet and name the VPC of spec.network, or leave it out.'
          : 'Declare it in spec.vpcs, or leave it out.',
      },
    ];
  });
}

function probeAllowed(draft: Draft): Problem[] {
  if (draft.internet?.open) return [];
  const { entries } = publicAllowlist(draft);
  return (draft.probe?.internet?.from ?? []).flatMap((address = '', index): Problem[] => {
    if (contains(entries, address)) return [];
    return [
      {
        field: `spec.probe.internet.from[${index}]`,
        rule: 'G25',
        reason: 'ProbeNotAllowed',
        message: `The gateway would refuse the proof: ${address} is in none of the ranges of spec.internet.allow.`,
        wayOut: `Add ${address} to spec.internet.allow, or prove from an address that may come in.`,
      },
    ];
  });
}

function noServiceLevel({ nodes }: Draft): Problem[] {
  if (nodes !== 1) return [];
  return [
    {
      field: 'spec.nodes',
      rule: 'G20',
      reason: 'NoServiceLevel',
      message: 'A gateway of one node has no SLA.',
      wayOut: 'Write nodes: 2 or more for production.',
    },
  ];
}

function sizeChosen({ traffic }: Draft): Problem[] {
  if (!traffic) return [];
  return [
    {
      field: 'spec.traffic',
      rule: 'G20',
      reason: 'CapacityChosen',
      message: chooseCapacity(traffic).message,
      wayOut: 'Declare specification and nodes to decide it yourself.',
    },
  ];
}

/** Domains with their defaults, at their positions; what cannot be read matches no rule. */
function readableDomains({ domains }: Draft) {
  return domains.map(({ name = '', access = 'internet', dns = defaultDns(access) }) => {
    const reading = readDomainName(name);
    return { ...(reading.ok ? reading : { name: undefined, apex: false }), access, dns };
  });
}

const UNREAD: ParsedAllowlist = { entries: [], problems: [], advice: [] };
