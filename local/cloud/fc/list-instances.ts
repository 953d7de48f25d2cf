import { actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import type { InstanceRecord } from './functions.ts';
import { type KeptFunction, LATEST } from './kept-function.ts';
import { functionPath } from './manage-functions.ts';
import { checkQualifier, QUALIFIED } from './qualifier.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

/** Values of `instanceStatus` are inferred, as is `Function` for the type. */
const STATUS = { running: 'Running', destroyed: 'Destroyed' } as const;

interface Shown extends InstanceRecord {
  readonly qualifier: string;
}

/** Those that run, or with times given, those that ran in between; processes and kept instances alike. */
export const listInstances = row({
  name: 'ListInstances',
  style: { method: 'GET', path: `${functionPath.template}/instances` },
  parameters: {
    ...functionPath.parameters,
    qualifier: { type: 'string' },
    withAllActive: { type: 'boolean', default: false, invalidCode },
    startTimeMs: { type: 'integer', min: 0, invalidCode },
    endTimeMs: { type: 'integer', min: 0, invalidCode },
    // Both lists come as JSON text.
    instanceIds: { type: 'json' },
    instanceStatus: { type: 'json' },
    startKey: { type: 'string' },
    limit: { type: 'integer', min: 1, max: 1000, default: 100, invalidCode },
  },
  response: {
    instances: [
      {
        createdTimeMs: 'integer',
        destroyedTimeMs: 'integer',
        instanceId: 'string',
        qualifier: 'string',
        resourceType: 'string',
        status: 'string',
        versionId: 'string',
      },
    ],
    requestId: 'string',
  },
  errors: ['InvalidArgument', ...QUALIFIED] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, requestId }) => {
    const { functionName, qualifier, withAllActive, startTimeMs, endTimeMs, startKey = '', limit } = parameters;
    const deployed = state.function(account, region, functionName);
    checkQualifier(deployed, qualifier);
    const ids = textsOf(parameters.instanceIds);
    const statuses = textsOf(parameters.instanceStatus);
    const isTimed = startTimeMs !== undefined || endTimeMs !== undefined;
    const found = instancesOf(state, deployed)
      .filter((one) => withAllActive || qualifier === undefined || one.qualifier === qualifier)
      .filter((one) => isTimed || statuses.length > 0 || one.destroyedAt === undefined)
      .filter((one) => one.createdAt <= (endTimeMs ?? Number.POSITIVE_INFINITY))
      .filter((one) => (one.destroyedAt ?? Number.POSITIVE_INFINITY) >= (startTimeMs ?? 0))
      .filter((one) => ids.length === 0 || ids.includes(one.id))
      .filter((one) => statuses.length === 0 || statuses.includes(statusOf(one)))
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .filter((one) => one.id > startKey);
    return { instances: found.slice(0, limit).map(bodyOf), requestId };
  },
});

function instancesOf(state: FcState, deployed: KeptFunction): Shown[] {
  const processes = (state.running?.instancesOf(deployed) ?? []).map((one) => ({
    ...one,
    qualifier: one.versionId ?? LATEST,
  }));
  const kept = [...deployed.settings].flatMap(([qualifier, { scaling, provision }]) =>
    [...(scaling?.instances ?? []), ...(provision?.instances ?? [])].map((one) => ({
      ...one,
      qualifier,
      versionId: deployed.aliases.get(qualifier)?.versionId ?? (qualifier === LATEST ? undefined : qualifier),
    })),
  );
  return [...processes, ...kept];
}

function bodyOf(one: Shown) {
  return {
    createdTimeMs: one.createdAt,
    destroyedTimeMs: one.destroyedAt,
    instanceId: one.id,
    qualifier: one.qualifier,
    resourceType: 'Function',
    status: statusOf(one),
    versionId: one.versionId ?? '0',
  };
}

function statusOf({ destroyedAt }: InstanceRecord): string {
  return destroyedAt === undefined ? STATUS.running : STATUS.destroyed;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
