import * as z from 'zod';
import { KEY_TYPES } from './issuing/source.ts';
import type { RuleNumber } from './problem.ts';
import { SPAN, spanMs } from './span.ts';
import { SPECIFICATIONS } from './specifications.ts';

/** Effects of a step that need the owner's yes. */
export const EFFECTS = ['bills', 'destroys', 'disrupts', 'exposes'] as const;
export type Effect = (typeof EFFECTS)[number];

/** What a leaf says about a text that does not match it. */
export interface FormatHint {
  rule: RuleNumber;
  wayOut: string;
}

/** The pattern goes into the JSON Schema as metadata, because the check carries more than a pattern can. */
function text(pattern: RegExp, rule: RuleNumber, wayOut: string) {
  const params: FormatHint = { rule, wayOut };
  return z
    .string()
    .refine((value) => pattern.test(value), { params })
    .meta({ pattern: pattern.source });
}

/** A span between two others, in ms. */
function span(least: number, most: number, rule: RuleNumber, wayOut: string) {
  const params: FormatHint = { rule, wayOut };
  const fits = (value: string) => {
    const ms = spanMs(value);
    return ms !== undefined && ms >= least && ms <= most;
  };
  return z.string().refine(fits, { params }).meta({ pattern: SPAN.source });
}

/** One address, not a range; whether it is a public one is a rule's matter. */
const IPV4_ADDRESS = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/** A zone is no region: its last part is one letter. */
const REGION = /^[a-z]{2}-[a-z]{2,}(-(\d+|[a-z]{2,}))*$/;
const ZONE = /^[a-z]{2}-[a-z0-9-]*[a-z]$/;

const ranges = z.union([z.array(z.string()), z.string()]);

const metadata = z.strictObject({
  name: text(
    /^[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    'schema',
    'Use 2 to 63 lower-case letters, digits and hyphens; start with a letter, end with a letter or digit.',
  ).describe("The gateway's name, unique in its region, for example chat-prod"),
  labels: z.record(z.string(), z.string()).optional().describe('Labels to put on the gateway, text to text'),
});

const internet = z.strictObject({
  allow: ranges
    .optional()
    .describe(
      'Who may come in over the internet: public IPv4 ranges (at most 15 for the managed kind), as a list or as one text with commas or line breaks; an empty list lets nobody in (G23, G24)',
    ),
  open: z.boolean().optional().describe('In place of allow: true lets everyone on the internet in (G24)'),
});

const intranet = z.strictObject({
  allow: ranges
    .optional()
    .describe('Who in the VPC may come in; without it everyone there; an empty list lets nobody in (G16)'),
});

const vSwitchFilter = z.strictObject({
  zones: z
    .array(text(ZONE, 'G71', 'Use a zone id like cn-beijing-i.'))
    .min(1)
    .optional()
    .describe('Zones to choose from, for example cn-beijing-i; without it all that the gateway supports (G71)'),
  names: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('Names to choose from; * stands for any letters and ? for one, for example gateway-*'),
  tags: z.record(z.string(), z.string()).optional().describe('Tags that the vSwitch has to have, text to text'),
  minFreeAddresses: z
    .int()
    .min(1)
    .optional()
    .describe('How many free addresses it has to have when it is chosen; without it one'),
});

const automatic = z.strictObject({
  auto: vSwitchFilter.describe('Which of the vSwitches of the VPC may be chosen; empty for any (G71)'),
});

const vpcId = () => text(/^vpc-[a-z0-9]+$/, 'G26', 'Use the id the VPC console shows, like vpc-2ze0a1b2c3.');

const peer = z.strictObject({
  vpcId: vpcId().describe('A VPC that is connected to the linked one already (G26)'),
  region: text(REGION, 'G05', 'Use a region id like cn-beijing or ap-southeast-1.').describe('The region of that VPC'),
});

const newVSwitch = z.strictObject({
  cidrBlock: text(
    /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/,
    'G71',
    'Write an IPv4 block of the VPC with a mask from /16 to /29, like 10.8.200.0/24.',
  )
    .optional()
    .describe('Its addresses, for example 10.8.200.0/24; without it the first free /24 of the VPC (G71)'),
  zone: text(ZONE, 'G71', 'Use a zone id like cn-beijing-i.')
    .optional()
    .describe('Its zone, for example cn-beijing-i; without it the first that the gateway supports (G71)'),
});

const network = z.strictObject({
  vpcId: text(/^vpc-[a-z0-9]+$/, 'G14', 'Use the id the VPC console shows, like vpc-2ze0a1b2c3.').describe(
    'The VPC of both accesses, and of every service behind the gateway (G14, G15)',
  ),
  vSwitches: z
    .union([
      z.array(text(/^vsw-[a-z0-9]+$/, 'G13', 'Use the id the VPC console shows, like vsw-2ze0a1b2c3.')).min(1),
      z.literal('auto'),
      automatic,
    ])
    .describe(
      'vSwitches of that VPC for its load balancers, at least two in different zones: of each zone the first that fits is taken. Or auto: in each zone the one that fits and has the most free addresses (G13)',
    ),
});

const vpc = z.strictObject({
  vpcId: vpcId().describe('The VPC whose servers may call the gateway'),
  vSwitches: z
    .union([
      z.array(text(/^vsw-[a-z0-9]+$/, 'G26', 'Use the id the VPC console shows, like vsw-2ze0a1b2c3.')).min(1),
      z.literal('auto'),
      automatic,
    ])
    .describe(
      'vSwitches of that VPC in the order you prefer them; the first that fits is linked. Or auto: the one that fits and has the most free addresses (G26, G71)',
    ),
  allow: ranges
    .optional()
    .describe("Who in the VPC may come in; without it the vendor's 0.0.0.0/0 stays; never empty (G29)"),
  account: text(/^\d{10,20}$/, 'G27', 'Use the account id that its owner sees, in quotes: "2345678901234567".')
    .optional()
    .describe('The account that owns the VPC, where it is another one; a VPC of the same region (G27)'),
  roleArn: text(
    /^acs:ram::\d{10,20}:role\/[A-Za-z0-9.-]{1,64}$/,
    'G27',
    'Use the ARN of a role of that account, like acs:ram::2345678901234567:role/torii-reads-vpc.',
  )
    .optional()
    .describe('A role of that account with which its vSwitches are read; without it one vSwitch has to be named (G27)'),
  authoritativeDns: z
    .boolean()
    .optional()
    .describe(
      'Whether callers in other clouds and data centres resolve the private name through this VPC; one VPC at most; absent: left as it is (G28)',
    ),
  peers: z
    .array(peer)
    .optional()
    .describe('VPCs that are connected to this one and call the gateway through it, by its list (G26)'),
  createVSwitch: newVSwitch
    .optional()
    .describe('Present: where none fits, Torii may create a vSwitch in this VPC (G71)'),
});

/** Exactly one of these, for editors; certificate-rules.ts says it in sentences. */
const SOURCES = [
  { required: ['acme'], properties: { package: false, upload: false } },
  { required: ['package'], properties: { acme: false, upload: false, keyType: false, names: { maxItems: 5 } } },
  { required: ['upload'], properties: { acme: false, package: false, names: false, keyType: false } },
];

const certificateSource = z.strictObject({
  acme: z
    .string()
    .min(1)
    .optional()
    .describe(
      'From a certificate authority by ACME: letsencrypt, letsencrypt-staging, an issuer that was made known, or the URL of a directory (G40)',
    ),
  package: z
    .string()
    .min(1)
    .optional()
    .describe(
      'With a package bought in Certificate Management Service: its product code, for example digicert-free-1-free (G40)',
    ),
  upload: z.string().min(1).optional().describe('What was given to the API under this name (G40)'),
  names: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      'The names that one certificate bears, for example example.com and *.example.com; without it the name of the domain alone (G40)',
    ),
  keyType: z.enum(KEY_TYPES).optional().describe('With acme, the kind of key; without it ecdsa-p256 (G40)'),
});

const domain = z.strictObject({
  name: z.string().describe('A full domain name, for example chat.example.com; names in other scripts as punycode'),
  access: z
    .enum(['internet', 'intranet'])
    .default('internet')
    .describe('From where the name is called: internet (G41) or the linked VPCs (G42)'),
  certificate: z
    .union([z.enum(['cas', 'none', 'letsencrypt']), certificateSource.meta({ anyOf: SOURCES })])
    .default('cas')
    .describe(
      "cas: HTTPS with the newest fitting certificate of Certificate Management Service; letsencrypt: with one that Torii gets from Let's Encrypt and renews; none: plain HTTP; or another source: acme, package or upload (G40)",
    ),
  // The default depends on the access, so it is filled in declaration.ts.
  dns: z
    .enum(['alidns', 'privatezone', 'external'])
    .optional()
    .describe(
      'Who keeps the CNAME: Torii in Alibaba Cloud DNS (alidns, the default for internet) or, for the linked VPCs, in PrivateZone (privatezone); or you elsewhere (external, the default for intranet) (G41, G42)',
    ),
  addZone: z
    .boolean()
    .optional()
    .describe(
      'With dns: alidns, whether the zone of the name is added to Alibaba Cloud DNS where the account has none; its name servers are then yours to set at the registrar (G41)',
    ),
});

const expectation = z.strictObject({
  path: text(
    /^\/(?!.*\.\.)[!-~]*$/,
    'G52',
    'Write a path that begins with a slash, like /v1/models; ASCII, no blanks, no dots up.',
  )
    .optional()
    .describe('What to ask for below /api/predict/<service>, for example /v1/models (G52)'),
  status: z.int().min(100).max(599).default(200).describe('The status that comes back (G52)'),
  body: z.string().optional().describe('The whole body that comes back (G52)'),
  contains: z.string().optional().describe('A text that is somewhere in the body that comes back (G52)'),
});

const service = z.strictObject({
  name: text(
    /^[a-z][a-z0-9_]{2,62}$/,
    'G50',
    'Use the name EAS shows: 3 to 63 lower-case letters, digits and underscores, a letter first.',
  ).describe('An EAS service to bind to the gateway, for example chat_7b'),
  expect: expectation.optional().describe('What a GET of the service answers when it works (G52)'),
});

const probeInternet = z.strictObject({
  from: z
    .array(
      text(
        IPV4_ADDRESS,
        'G25',
        'Write one address, like 203.0.113.9: the one that the functions go out with.',
      ).describe('A public IPv4 address that the egress of the functions has (G25)'),
    )
    .min(1)
    .describe('The public IPv4 addresses that the egress of the functions has, for example of their NAT gateway (G25)'),
});

const probeVpcs = z.array(text(/^vpc-[a-z0-9]+$/, 'G26', 'Use the id the VPC console shows, like vpc-2ze0a1b2c3.'));

const probeRefused = z.strictObject({
  internet: probeInternet
    .optional()
    .describe('Addresses that the allowlist refuses, or any while public access is off (G25)'),
  vpcs: probeVpcs.optional().describe('VPCs that are not linked, or not any more (G30)'),
});

const probe = z.strictObject({
  internet: probeInternet.optional().describe('Proved from the internet (G25)'),
  vpcs: probeVpcs.optional().describe('VPCs that the functions are attached to: proved from inside each of them (G26)'),
  refused: probeRefused
    .optional()
    .describe('Vantage points from which nobody may get through: that they do not is proved too (G25, G30)'),
  every: span(20 * 60_000, 7 * 86_400_000, 'G25', 'Write a span from 20m to 7d, like 20m, 6h or 1d.')
    .optional()
    .describe('How long a proof counts before it is made again, from 20m to 7d; without it 20m (G25)'),
});

export const count = z.int().min(1);

export const traffic = z.strictObject({
  qps: count.optional().describe('Requests per second at the peak, answers of 1 KB (G20)'),
  connections: count.optional().describe('Client connections open at once, at the peak (G20)'),
  newHttpsConnectionsPerSecond: count.optional().describe('New HTTPS connections per second at the peak (G20)'),
  bandwidthGbps: z.number().min(0.001).max(1_000_000).optional().describe('Gbit/s at the peak (G20)'),
  keepAlive: z
    .boolean()
    .optional()
    .describe('Whether clients keep their connections; without it they do not, which costs more (G20)'),
  https: z.boolean().optional().describe('Whether requests come encrypted; without it they do, which costs more (G20)'),
});

const spec = z.strictObject({
  region: text(
    REGION,
    'G05',
    'Use a region id like cn-beijing or ap-southeast-1; a zone like cn-beijing-g is not a region.',
  ).describe('The region, for example cn-beijing (G05)'),
  type: z
    .enum(['alb', 'managed'])
    .default('alb')
    .describe('alb (the default), behind load balancers in your account; or managed, the fully managed kind (G02)'),
  specification: z
    .enum(SPECIFICATIONS)
    .optional()
    .describe("The size of one node, by the guide's capacity appendix; or declare traffic (G20)"),
  nodes: count.optional().describe('How many nodes; fewer than two give no SLA; or declare traffic (G20)'),
  traffic: traffic
    .optional()
    .describe('In place of specification and nodes: the load, for which the smallest safe size is chosen (G20)'),
  charge: z
    .enum(['PostPaid', 'PrePaid'])
    .default('PostPaid')
    .describe('PostPaid: pay as you go; PrePaid: subscription, which always asks first (G20)'),
  network: network
    .optional()
    .describe('Of the ALB kind, needed for either access: where its load balancers are (G13, G14)'),
  internet: internet.optional().describe('Present: public access is on (G23)'),
  intranet: intranet.optional().describe('Of the ALB kind, present: private access from its VPC is on (G12)'),
  vpcs: z.array(vpc).optional().describe('Of the managed kind: the VPCs that have private access (G26)'),
  domains: z.array(domain).optional().describe('Custom domains (G40–G42)'),
  services: z.array(service).optional().describe('EAS services to bind (G50)'),
  probe: probe.optional().describe('From where a real request proves that all of it works; absent: from nowhere (G25)'),
  redirectToHttps: z.boolean().optional().describe('Whether HTTP callers are sent to HTTPS; absent: left as it is'),
  default: z
    .boolean()
    .optional()
    .describe('Whether later deployments choose this gateway by themselves; absent: left as it is (G44)'),
  approve: z
    .array(z.enum(EFFECTS))
    .optional()
    .describe('Effects approved in advance; a subscription is never approved in advance'),
});

/** Exactly one of these, for editors; declaration-kinds.ts and declaration-rules.ts say it in sentences. */
const MANAGED = { type: { const: 'managed' }, network: false, intranet: false };
const ALB = {
  type: { const: 'alb' },
  specification: false,
  nodes: false,
  traffic: false,
  charge: false,
  vpcs: { maxItems: 0 },
};
const KINDS = [
  {
    required: ['type', 'specification', 'nodes'],
    properties: { ...MANAGED, traffic: false },
  },
  {
    required: ['type', 'traffic'],
    properties: { ...MANAGED, specification: false, nodes: false },
  },
  { required: ['network'], properties: ALB },
  { properties: { ...ALB, internet: false, intranet: false } },
];

/** The form of a declaration: closed, each field checked by itself. What spans fields is in declaration-rules.ts. */
export const declarationSchema = z
  .strictObject({
    apiVersion: z.literal('torii/v1').describe('The version of this form: torii/v1'),
    kind: z.literal('Gateway').describe('What is declared: Gateway'),
    metadata: metadata.describe('Which gateway'),
    spec: spec.describe('What the gateway is to be').meta({ anyOf: KINDS }),
  })
  .meta({ title: 'Torii gateway declaration', description: 'What the owner of a PAI-EAS dedicated gateway wants.' });

export type ParsedShape = z.output<typeof declarationSchema>;

/** Each closed object under the path its fields have, list positions left out. */
export const closedObjects: ReadonlyMap<string, z.ZodObject> = new Map<string, z.ZodObject>([
  ['', declarationSchema],
  ['metadata', metadata],
  ['spec', spec],
  ['spec.internet', internet],
  ['spec.traffic', traffic],
  ['spec.vpcs[]', vpc],
  ['spec.vpcs[].peers[]', peer],
  ['spec.vpcs[].createVSwitch', newVSwitch],
  ['spec.vpcs[].vSwitches', automatic],
  ['spec.vpcs[].vSwitches.auto', vSwitchFilter],
  ['spec.network', network],
  ['spec.network.vSwitches', automatic],
  ['spec.network.vSwitches.auto', vSwitchFilter],
  ['spec.intranet', intranet],
  ['spec.domains[]', domain],
  ['spec.domains[].certificate', certificateSource],
  ['spec.services[]', service],
  ['spec.services[].expect', expectation],
  ['spec.probe', probe],
  ['spec.probe.internet', probeInternet],
  ['spec.probe.refused', probeRefused],
  ['spec.probe.refused.internet', probeInternet],
]);
