import * as z from 'zod';
import { withLoadBalancers } from '../../../shared/cloud/balancers-observation.ts';
import type { Gateway } from '../../../shared/cloud/eas-wire.ts';
import { OWNER_LABEL, observeGateway } from '../../../shared/cloud/gateway-observation.ts';
import { type Declaration, readDeclaration } from '../../../shared/domain-rules/declaration.ts';
import { type GatewayIdentity, ownerMark, readOwnerMark } from '../../../shared/domain-rules/domains.ts';
import type { DeclarationDocument } from '../../../shared/engine/worker.ts';
import type { IssuerDocument } from '../certificates/documents.ts';
import type { ApiContext } from '../context.ts';
import { readBody, record, write } from '../declare.ts';
import { listGateways } from '../gateways.ts';
import { ApiProblem } from '../problem.ts';
import type { Caller } from '../security/arrival.ts';
import { type Draft, draftDeclaration } from './draft.ts';
import { certificateSources, markedRecords } from './marks.ts';

export const recoverBody = z.strictObject({
  dryRun: z.boolean().default(false).describe('Only says what would be written down'),
  regions: z
    .array(z.string().min(1))
    .min(1)
    .max(50)
    .optional()
    .describe('Where to look; without it the region that the functions run in'),
});

export interface Recovered extends Draft {
  name: string;
  region: string;
  gatewayId: string;
}

export interface NotRecovered {
  gatewayId: string;
  region: string;
  reason: 'DeclaredAlready' | 'NamedTwice' | 'ShowsTooLittle' | 'NotDeclarable';
  message: string;
}

/**
 * After what was declared is lost: finds the gateways that bear Torii's mark, and writes down of each the declaration that
 * says of it what it is. In mode `report`, so that nothing is changed until its owner has read the differences; records and
 * certificates are known by their own marks.
 *
 * @throws ApiProblem TooLarge, Unreadable or RecoverInvalid
 */
export async function recover(api: ApiContext, caller: Caller, request: Request) {
  const asked = recoverBody.safeParse((await readBody(request)) ?? {});
  const regions = asked.success ? (asked.data.regions ?? (api.region ? [api.region] : undefined)) : undefined;
  if (!asked.success || !regions) {
    throw new ApiProblem(422, 'RecoverInvalid', 'say {"regions": ["cn-beijing"]}, and "dryRun": true to only look');
  }
  const { dryRun } = asked.data;
  const issuers = (await api.deps.store.list<IssuerDocument>(api.account, 'issuer')).map(({ key }) => key.name);
  const declared = new Set((await listGateways(api)).map(({ reference }) => ownerMark(reference)));
  const certificates = await api.read.cas.allUserCertificates({ OrderType: 'UPLOAD' });
  const recovered: Recovered[] = [];
  const left: NotRecovered[] = [];
  for (const region of [...new Set(regions)]) {
    for (const { gateway, owner, twins } of await markedGateways(api, region)) {
      const not = (reason: NotRecovered['reason'], message: string) =>
        void left.push({ gatewayId: gateway.GatewayId, region, reason, message });
      if (declared.has(ownerMark(owner))) {
        not('DeclaredAlready', `${owner.name} is declared, and stays as it is`);
        continue;
      }
      if (twins > 1) {
        not(
          'NamedTwice',
          `${twins} gateways bear the mark of ${owner.name}: declare it, and adopt the right one by its id`,
        );
        continue;
      }
      const draft = await draftOf(api, gateway, owner, { issuers, certificates });
      if (!draft) {
        not(
          'ShowsTooLittle',
          `${gateway.GatewayId} is ${gateway.Status} and shows too little of itself: try again later`,
        );
        continue;
      }
      const reading = readDeclaration(draft.declaration);
      if (!reading.ok) {
        const [first] = reading.problems;
        const why = first ? `${first.field}: ${first.message}` : 'it breaks a rule';
        not(
          'NotDeclarable',
          `as it is it cannot be declared (${why}): declare it as it should be, and adopt it by its id`,
        );
        continue;
      }
      if (!dryRun) await writeDown(api, caller, owner, gateway.GatewayId, reading.declaration);
      recovered.push({ ...draft, name: owner.name, region, gatewayId: gateway.GatewayId });
    }
  }
  return { dryRun, regions: [...new Set(regions)], recovered, left };
}

async function markedGateways({ account, read }: ApiContext, region: string) {
  const listed = (await read.eas(region).allGateways()).filter(({ Status }) => Status !== 'Deleted');
  const marked = listed.flatMap((gateway) => {
    const owner = readOwnerMark(gateway.Labels?.find(({ LabelKey }) => LabelKey === OWNER_LABEL)?.LabelValue);
    return owner && owner.account === account && owner.region === region ? [{ gateway, owner }] : [];
  });
  return marked.map(({ gateway, owner }) => ({
    ...{ gateway, owner },
    twins: marked.filter((other) => other.owner.name === owner.name).length,
  }));
}

async function draftOf(
  { read }: ApiContext,
  { GatewayId }: Gateway,
  owner: GatewayIdentity,
  { issuers, certificates }: { issuers: string[]; certificates: Parameters<typeof certificateSources>[1] },
): Promise<Draft | undefined> {
  const { region, name } = owner;
  const seen = await observeGateway(read.eas(region), {
    ...{ name, gatewayId: GatewayId, kind: undefined, services: [], boundServices: true, peers: true },
    ...{ wantsDefault: false, wantsEndpoints: () => false },
    identify: () => ({ gatewayId: undefined, namesakes: [] }),
  });
  const { gateway } = seen;
  if (gateway?.status !== 'Running') return undefined;
  const question = {
    owner: ownerMark(owner),
    gatewayId: GatewayId,
    addresses: gateway.balancers.flatMap(({ address }) => address || []),
    vpcIds: [...new Set(gateway.balancers.flatMap(({ vpcId }) => vpcId || []))],
  };
  const observation = await withLoadBalancers(read.alb(region), seen, gateway.kind === 'alb' ? question : undefined);
  return draftDeclaration({
    ...{ name, region, observation },
    sources: certificateSources(observation.domains, certificates, issuers),
    ...(await markedRecords(read, owner, observation.domains)),
  });
}

async function writeDown(
  api: ApiContext,
  caller: Caller,
  reference: GatewayIdentity,
  gatewayId: string,
  declaration: Declaration,
): Promise<void> {
  const key = { ...reference, kind: 'declaration' } as const;
  // One that was deleted to the end may still be there: generations are never used twice.
  const stored = await api.deps.store.get<DeclarationDocument>(key);
  const generation = (stored?.body.generation ?? 0) + 1;
  const declared: DeclarationDocument = {
    ...{ generation, declaration, approvals: [], deletion: undefined, mode: 'report', adopts: gatewayId },
    declaredAt: api.deps.clock.now(),
  };
  await write(api, key, declared, stored?.version ?? 0);
  const message = `generation ${generation} was recovered from what bears Torii’s mark; it is only reported`;
  await record(api, caller, reference, { type: 'torii.gateway.declared', message, generation });
}
