import { type AlbReader, albClient } from '../../shared/cloud/alb.ts';
import { type AlidnsReader, alidnsClient } from '../../shared/cloud/alidns.ts';
import { type CasReader, casClient } from '../../shared/cloud/cas.ts';
import { type EasReader, easClient } from '../../shared/cloud/eas.ts';
import { type CallingInvocation, invocationTransport } from '../../shared/cloud/invocation-transport.ts';
import { type PvtzReader, pvtzClient } from '../../shared/cloud/pvtz.ts';
import { type VpcReaders, vpcReaders } from '../../shared/cloud/vpc-readers.ts';

/** Read-only looks at the cloud: this function's role allows nothing else. */
export interface Readers {
  eas(region: string): EasReader;
  alb(region: string): AlbReader;
  alidns: AlidnsReader;
  pvtz: PvtzReader;
  cas: Pick<CasReader, 'allUserCertificates'>;
  vpcOf(region: string): VpcReaders;
}

export function readers(invocation: CallingInvocation): Readers {
  const transport = invocationTransport(invocation);
  return {
    eas: (region) => easClient(transport, region),
    alb: (region) => albClient(transport, region),
    alidns: alidnsClient(transport),
    pvtz: pvtzClient(transport, invocation.deps.newId),
    cas: casClient(transport),
    vpcOf: (region) => vpcReaders(invocation, region),
  };
}
