import * as z from 'zod';

const text = z.string().optional().catch(undefined);
const ranges = z
  .union([z.string(), z.array(z.coerce.string().catch(''))])
  .optional()
  .catch(undefined);

/** A list whose items are read one by one, each at its own position, however broken. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).catch([]);
}

const amount = z.number().optional().catch(undefined);
const answer = z.boolean().optional().catch(undefined);
const traffic = z.object({
  qps: amount,
  connections: amount,
  newHttpsConnectionsPerSecond: amount,
  bandwidthGbps: amount,
  keepAlive: answer,
  https: answer,
});

const vantagePoints = {
  internet: z
    .object({ from: listOf(text) })
    .optional()
    .catch(undefined),
  vpcs: listOf(text).default([]),
};

/** Stands for a VPC, or for the whole list, that is there but cannot be read: nothing follows from its absence. */
const UNREADABLE_VPC = { vSwitches: [], peers: [], choosesItself: false };
const vpc = z
  .object({
    vpcId: text,
    vSwitches: z.unknown().optional(),
    allow: ranges,
    account: text,
    roleArn: text,
    authoritativeDns: answer,
    peers: listOf(z.object({ vpcId: text, region: text }).catch({})),
    createVSwitch: z.object({ cidrBlock: text, zone: text }).optional().catch(undefined),
  })
  // What is no list is `auto`, in one of its spellings, or a mistake of form.
  .transform(({ vSwitches, ...rest }) => ({
    ...rest,
    vSwitches: listOf(text).parse(vSwitches),
    choosesItself: vSwitches !== undefined && !Array.isArray(vSwitches),
  }))
  .catch(UNREADABLE_VPC);

/** Where a certificate may come from, one of them for each. */
const SOURCES = ['acme', 'package', 'upload'] as const;
const names = z.array(text).optional().catch(undefined);

/** A source that is written out; of the words only `letsencrypt` is short for one. */
const certificate = z
  .union([z.literal('letsencrypt').transform((acme) => ({ acme })), z.record(z.string(), z.unknown())])
  .transform((written: Record<string, unknown>) => ({
    acme: text.parse(written.acme),
    package: text.parse(written.package),
    upload: text.parse(written.upload),
    names: names.parse(written.names),
    keyType: text.parse(written.keyType),
    // One that cannot be read is a mistake of form, and named all the same.
    sources: SOURCES.filter((source) => written[source] !== undefined),
  }))
  .optional()
  .catch(undefined);

/**
 * What can be read of a declaration however broken it is, so that rules that span fields are checked in the same
 * answer as the form. It accepts any input; a field that cannot be read is undefined.
 */
export const draftSchema = z
  .object({
    spec: z
      .object({
        region: text,
        // One that cannot be read is of no kind: only its absence means the ALB kind.
        type: z.string().optional().catch(''),
        charge: text,
        specification: z.unknown().optional(),
        traffic: traffic.catch({}).optional(),
        nodes: z.number().optional().catch(undefined),
        network: z
          .object({ vpcId: text, vSwitches: z.array(text).optional().catch(undefined) })
          .catch({})
          .optional(),
        internet: z.object({ allow: ranges, open: answer }).catch({}).optional(),
        intranet: z.object({ allow: ranges }).catch({}).optional(),
        vpcs: z.array(vpc).catch([UNREADABLE_VPC]).default([]),
        domains: listOf(z.object({ name: text, access: text, dns: text, addZone: answer, certificate }).catch({})),
        services: listOf(z.object({ name: text }).catch({})),
        probe: z
          .object({ ...vantagePoints, refused: z.object(vantagePoints).optional().catch(undefined) })
          .optional()
          .catch(undefined),
        approve: listOf(text),
      })
      .catch({ vpcs: [], domains: [], services: [], approve: [] }),
  })
  .catch({ spec: { vpcs: [], domains: [], services: [], approve: [] } });

export type Draft = z.output<typeof draftSchema>['spec'];
