import { actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import type { ServiceFailure } from './failures.ts';
import { instancePath } from './instance-path.ts';
import { findInstance } from './instances.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const diagnosis = { Error: 'string', Causes: ['string'], Advices: ['string'] } as const;

export const describeServiceDiagnosis = row({
  name: 'DescribeServiceDiagnosis',
  style: { method: 'GET', path: `${servicePath.template}/diagnosis` },
  parameters: servicePath.parameters,
  response: { DiagnosisList: [diagnosis] },
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) => {
    const { failure } = state.service(account, ClusterId, ServiceName);
    return { DiagnosisList: failure ? [told(failure)] : [] };
  },
});

export const describeServiceInstanceDiagnosis = row({
  name: 'DescribeServiceInstanceDiagnosis',
  style: { method: 'GET', path: `${instancePath.template}/diagnosis` },
  parameters: instancePath.parameters,
  response: { Diagnosis: diagnosis },
  errors: ['InvalidService.NotFound', 'InvalidInstance.NotFound'] satisfies EasErrorCode[],
  // Of an instance that is up there is nothing to tell (inferred).
  handler: (state, { account, parameters: { ClusterId, ServiceName, InstanceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const { status } = findInstance(service, InstanceName);
    return { Diagnosis: service.failure && status === 'Pending' ? told(service.failure) : {} };
  },
});

function told({ error, causes, advices }: ServiceFailure) {
  return { Error: error, Causes: causes, Advices: advices };
}
