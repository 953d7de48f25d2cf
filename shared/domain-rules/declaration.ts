import * as z from 'zod';
import { type AllowlistScope, EVERYONE, parseAllowlist } from './allowlist.ts';
import { chooseCapacity } from './capacity.ts';
import { draftSchema } from './declaration-draft.ts';
import { advices, refusals } from './declaration-rules.ts';
import { declarationSchema, type Effect, type ParsedShape } from './declaration-schema.ts';
import { readShape } from './declaration-shape.ts';
import { defaultDns } from './dns-rules.ts';
import { type CertificateSource, certificateNames } from './issuing/source.ts';
import { plainName } from './plain-name.ts';
import type { Problem } from './problem.ts';
import { spanMs } from './span.ts';
import type { Specification } from './specifications.ts';

/** What an owner wants, in one spelling: defaults filled, CIDRs canonical, names in lower case. */
export interface Declaration {
  apiVersion: 'torii/v1';
  kind: 'Gateway';
  metadata: { name: string; labels: Record<string, string> };
  spec: ManagedSpec | AlbSpec;
}

interface CommonSpec {
  region: string;
  /** Present: public access is on. An empty list lets nobody in; `open: true` is read as 0.0.0.0/0. */
  internet?: { allow: string[] };
  /** Empty for the ALB kind. */
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
}

/** The fully managed kind: nodes of a size, linked into VPCs (G20). */
export interface ManagedSpec extends CommonSpec {
  type: 'managed';
  /** As declared, or as chosen for the declared traffic (G20). */
  specification: Specification;
  nodes: number;
  charge: 'PostPaid' | 'PrePaid';
}

/** The ALB kind: a record, and load balancers in the owner's account for its accesses (G10, G12). */
export interface AlbSpec extends CommonSpec {
  type: 'alb';
  /** Present wherever an access is declared (G14). */
  network?: DeclaredNetwork;
  /** Present: private access from the VPC of the network is on. */
  intranet?: {
    /** Absent: all of the VPC. An empty list lets nobody in. */
    allow?: string[];
  };
}

/** Where the load balancers of the ALB kind are, for both accesses (G13, G14). */
export interface DeclaredNetwork {
  vpcId: string;
  /** In the owner's order of preference; or of each zone the one with the most free addresses. */
  vSwitches: string[] | { auto: VSwitchFilter };
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
  /** How long a proof counts, in ms. Absent: 20 minutes. */
  everyMs?: number;
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
  certificate: CertificateSource;
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
  const ofKind = shape && kindOf(shape.spec);
  if (!ofKind || problems.length > 0) return { ok: false, problems };
  return { ok: true, declaration: normalise(shape, ofKind), advice: advices.flatMap((rule) => rule(draft)) };
}

/** JSON Schema 2020-12 of what an owner may write, for editors. The rules that span fields are not in it. */
export function declarationJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(declarationSchema, { io: 'input', target: 'draft-2020-12' });
}

/** Whether a field is the other one or lies in it. */
function isWithin(field: string, outer: string): boolean {
  return outer === '' || field === outer || field.startsWith(`${outer}.`);
}

type OfKind = Omit<ManagedSpec, keyof Omit<CommonSpec, 'vpcs'>> | Omit<AlbSpec, keyof Omit<CommonSpec, 'vpcs'>>;

/** What only the one kind has; undefined where the managed kind has no size. */
function kindOf(spec: ParsedShape['spec']): OfKind | undefined {
  const { type, network, intranet, charge, vpcs = [] } = spec;
  if (type === 'alb') {
    return {
      type,
      vpcs: [],
      ...(network && { network: { vpcId: network.vpcId, vSwitches: vSwitchesOf(network.vSwitches) } }),
      ...(intranet && {
        intranet: { ...(intranet.allow !== undefined && { allow: listOf(intranet.allow, 'alb-intranet') }) },
      }),
    };
  }
  const size = sizeOf(spec);
  return (
    size && {
      type,
      ...size,
      charge,
      vpcs: vpcs.map(({ vpcId, vSwitches, allow, ...rest }) => ({
        ...rest,
        vpcId,
        vSwitches: vSwitchesOf(vSwitches),
        ...(allow !== undefined && { allow: listOf(allow, 'vpc') }),
      })),
    }
  );
}

function vSwitchesOf(written: string[] | 'auto' | { auto: VSwitchFilter }): DeclaredVpc['vSwitches'] {
  return written === 'auto' ? { auto: {} } : written;
}

function listOf(written: string | string[], scope: AllowlistScope): string[] {
  return parseAllowlist(written, scope).entries;
}

/** Undefined where the rules say so: declared in neither way, or in both, or for traffic that no size is known for. */
function sizeOf({
  traffic,
  specification,
  nodes,
}: ParsedShape['spec']): Pick<ManagedSpec, 'specification' | 'nodes'> | undefined {
  if (!traffic) return specification && nodes !== undefined ? { specification, nodes } : undefined;
  const choice = chooseCapacity(traffic);
  return choice.specification && { specification: choice.specification, nodes: choice.nodes };
}

function normalise({ apiVersion, kind, metadata, spec }: ParsedShape, ofKind: OfKind): Declaration {
  const { region, redirectToHttps, default: isDefault } = spec;
  const { internet, domains = [], services = [], approve = [], probe } = spec;
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, labels: metadata.labels ?? {} },
    spec: {
      region,
      ...ofKind,
      ...(internet && { internet: { allow: listOf(internet.allow ?? [EVERYONE], 'public') } }),
      domains: domains.map((domain) => ({
        ...domain,
        name: plainName(domain.name),
        certificate: sourceOf(domain.certificate, domain.name),
        dns: domain.dns ?? defaultDns(domain.access),
      })),
      services,
      ...(probe && {
        probe: {
          ...vantagePointsOf(probe),
          ...(probe.refused && { refused: vantagePointsOf(probe.refused) }),
          ...everyOf(probe.every),
        },
      }),
      ...(redirectToHttps !== undefined && { redirectToHttps }),
      ...(isDefault !== undefined && { default: isDefault }),
      approve: [...new Set(approve)],
    },
  };
}

function everyOf(written: string | undefined): { everyMs?: number } {
  const everyMs = written === undefined ? undefined : spanMs(written);
  return everyMs === undefined ? {} : { everyMs };
}

/** One spelling of what may be written in several; the rules say that exactly one source is named. */
function sourceOf(written: ParsedDomain['certificate'], domain: string): CertificateSource {
  if (written === 'cas' || written === 'none') return written;
  const { acme = LETS_ENCRYPT, ...rest } = written === LETS_ENCRYPT ? {} : written;
  const { upload, names, keyType = 'ecdsa-p256', package: product }: Exclude<typeof written, string> = rest;
  if (upload !== undefined) return { from: 'upload', upload };
  const certified = certificateNames(names ?? [domain]);
  if (product !== undefined) return { from: 'package', product, names: certified };
  return { from: 'acme', issuer: acme, names: certified, keyType };
}

const LETS_ENCRYPT = 'letsencrypt';

type ParsedDomain = NonNullable<ParsedShape['spec']['domains']>[number];

function vantagePointsOf({
  internet,
  vpcs,
}: NonNullable<NonNullable<ParsedShape['spec']['probe']>['refused']>): VantagePoints {
  return { ...(internet && { internet: { from: [...new Set(internet.from)] } }), vpcs: [...new Set(vpcs ?? [])] };
}
