import * as z from 'zod';
import { parseAllowlist } from './allowlist.ts';
import { chooseCapacity } from './capacity.ts';
import { draftSchema } from './declaration-draft.ts';
import { advices, refusals } from './declaration-rules.ts';
import { declarationSchema, type Effect, type ParsedShape, type Specification } from './declaration-schema.ts';
import { readShape } from './declaration-shape.ts';
import { defaultDns } from './dns-rules.ts';
import { plainName } from './plain-name.ts';
import type { Problem } from './problem.ts';

/** What an owner wants, in one spelling: defaults filled, CIDRs canonical, names in lower case. */
export interface Declaration {
  apiVersion: 'torii/v1';
  kind: 'Gateway';
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    region: string;
    /** This version refuses the ALB kind (G02). */
    type: 'managed';
    /** As declared, or as chosen for the declared traffic (G20). */
    specification: Specification;
    nodes: number;
    charge: 'PostPaid' | 'PrePaid';
    /** Present: public access is on. An empty list lets nobody in. */
    internet?: { allow: string[] };
    vpcs: DeclaredVpc[];
    domains: DeclaredDomain[];
    services: DeclaredService[];
    /** Absent: nothing is proved from outside. */
    probe?: DeclaredProbe;
    /** Absent: whether HTTP callers are sent to HTTPS is left as it is. */
    redirectToHttps?: boolean;
    /** Absent: whether it is the default gateway is left as it is. */
    default?: boolean;
    approve: Effect[];
  };
}

export interface DeclaredVpc {
  vpcId: string;
  /** In the owner's order of preference, at least one; or the one with the most free addresses among those that fit. */
  vSwitches: string[] | { auto: VSwitchFilter };
  /** Absent: the vendor's 0.0.0.0/0 stays. Never empty. */
  allow?: string[];
  /** The account that owns it; absent: the gateway's. */
  account?: string | undefined;
  /** The role of that account with which the VPC is read; absent: it is not read. */
  roleArn?: string | undefined;
  /** At most one VPC has it on. Absent: left as it is. */
  authoritativeDns?: boolean | undefined;
  peers?: DeclaredPeer[] | undefined;
  /** Present: where no vSwitch fits, one may be created. */
  createVSwitch?: NewVSwitch | undefined;
}

/** A VPC that is connected to a linked one, in whatever region. */
export interface DeclaredPeer {
  vpcId: string;
  region: string;
}

/** What is left out is chosen: the first free /24, the first supported zone. */
export interface NewVSwitch {
  cidrBlock?: string | undefined;
  zone?: string | undefined;
}

export interface DeclaredService {
  name: string;
  /** Absent: an answer of status 200 will do. */
  expect?: Expectation | undefined;
}

/** What a GET of a service answers when it works (G52). */
export interface Expectation {
  /** Below `/api/predict/<service>`; begins with a slash. */
  path?: string | undefined;
  status: number;
  body?: string | undefined;
  contains?: string | undefined;
}

/** The vantage points. */
export interface DeclaredProbe extends VantagePoints {
  /** Those from which nobody may get through. Absent: that is not proved. */
  refused?: VantagePoints;
}

export interface VantagePoints {
  /** Public IPv4 addresses that the egress of the functions has. */
  internet?: { from: string[] };
  /** VPCs that the functions are attached to. */
  vpcs: string[];
}

/** Which vSwitches of a VPC may be chosen. What is left out filters nothing. */
export interface VSwitchFilter {
  zones?: string[] | undefined;
  /** `*` stands for any letters, `?` for one. */
  names?: string[] | undefined;
  tags?: Record<string, string> | undefined;
  /** When it is chosen; later, one is enough. */
  minFreeAddresses?: number | undefined;
}

export interface DeclaredDomain {
  name: string;
  access: 'internet' | 'intranet';
  certificate: 'cas' | 'none';
  /** `alidns` for the intranet is of old and publishes nothing. */
  dns: 'alidns' | 'privatezone' | 'external';
  /** Whether the zone may be added to Alibaba Cloud DNS where the account has none. */
  addZone?: boolean | undefined;
}

export type DeclarationReading =
  | { ok: true; declaration: Declaration; advice: Problem[] }
  | { ok: false; problems: Problem[] };

/**
 * Reads what an owner wrote, already parsed from YAML or JSON. All mistakes come in one answer, those of form and
 * those against the gateway rules; a field whose form is wrong is not judged further.
 *
 * @example
 * const reading = readDeclaration(parse(text));
 * if (!reading.ok) for (const { field, message, wayOut } of reading.problems) console.error(field, message, wayOut);
 */
export function readDeclaration(input: unknown): DeclarationReading {
  const { shape, problems: ofForm } = readShape(input);
  const draft = draftSchema.parse(input).spec;
  const againstRules = refusals
    .flatMap((rule) => rule(draft))
    .filter(({ field }) => !ofForm.some((malformed) => isWithin(field, malformed.field)));
  const problems = [...ofForm, ...againstRules];
  const size = shape && sizeOf(shape.spec);
  if (!size || problems.length > 0) return { ok: false, problems };
  return { ok: true, declaration: normalise(shape, size), advice: advices.flatMap((rule) => rule(draft)) };
}

/** JSON Schema 2020-12 of what an owner may write, for editors. The rules that span fields are not in it. */
export function declarationJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(declarationSchema, { io: 'input', target: 'draft-2020-12' });
}

/** Whether a field is the other one or lies in it. */
function isWithin(field: string, outer: string): boolean {
  return outer === '' || field === outer || field.startsWith(`${outer}.`);
}

type Size = Pick<Declaration['spec'], 'specification' | 'nodes'>;

/** Undefined where the rules say so: declared in neither way, or in both, or for traffic that no size is known for. */
function sizeOf({ traffic, specification, nodes }: ParsedShape['spec']): Size | undefined {
  if (!traffic) return specification && nodes !== undefined ? { specification, nodes } : undefined;
  const choice = chooseCapacity(traffic);
  return choice.specification && { specification: choice.specification, nodes: choice.nodes };
}

function normalise({ apiVersion, kind, metadata, spec }: ParsedShape, size: Size): Declaration {
  const { region, charge, redirectToHttps, default: isDefault } = spec;
  const { internet, vpcs = [], domains = [], services = [], approve = [], probe } = spec;
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, labels: metadata.labels ?? {} },
    spec: {
      region,
      type: 'managed',
      ...size,
      charge,
      ...(internet && { internet: { allow: parseAllowlist(internet.allow, 'public').entries } }),
      vpcs: vpcs.map(({ vpcId, vSwitches, allow, ...rest }) => ({
        ...rest,
        vpcId,
        vSwitches: vSwitches === 'auto' ? { auto: {} } : vSwitches,
        ...(allow !== undefined && { allow: parseAllowlist(allow, 'vpc').entries }),
      })),
      domains: domains.map((domain) => ({
        ...domain,
        name: plainName(domain.name),
        dns: domain.dns ?? defaultDns(domain.access),
      })),
      services,
      ...(probe && {
        probe: {
          ...vantagePointsOf(probe),
          ...(probe.refused && { refused: vantagePointsOf(probe.refused) }),
        },
      }),
      ...(redirectToHttps !== undefined && { redirectToHttps }),
      ...(isDefault !== undefined && { default: isDefault }),
      approve: [...new Set(approve)],
    },
  };
}

function vantagePointsOf({
  internet,
  vpcs,
}: NonNullable<NonNullable<ParsedShape['spec']['probe']>['refused']>): VantagePoints {
  return { ...(internet && { internet: { from: [...new Set(internet.from)] } }), vpcs: [...new Set(vpcs ?? [])] };
}
