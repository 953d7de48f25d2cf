import { parse } from 'yaml';
import { startHouse } from '../../local/house/start-house.ts';
import { buildWorld } from '../../local/house/world.ts';
import type { InvocationRecord } from '../../local/runtime/invocation.ts';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';

function isRun({ trigger }: InvocationRecord): boolean {
  return trigger !== 'http';
}

export interface NewDomainFigures {
  zoneRecords: number;
  /** Calls to Alibaba Cloud DNS until everything about the new name is true. */
  calls: number;
  /** Calls to EAS and to Certificate Management Service meanwhile. */
  eas: number;
  cas: number;
  /** Invocations of the event functions: each looks at the start, and once more before it says settled. */
  runs: number;
}

const declaration = (domains: string[]) => `apiVersion: torii/v1
kind: Gateway
metadata: { name: chat-prod }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
  internet: { allow: [203.0.113.0/24] }
  domains: [${domains.map((name) => `{ name: ${name}, certificate: cas }`).join(', ')}]
  approve: [bills, exposes, disrupts]
`;

/** What a new public domain costs in calls, in zones of different sizes: it must not depend on the size. */
export async function benchNewDomain(zoneSizes: number[]): Promise<NewDomainFigures[]> {
  const figures: NewDomainFigures[] = [];
  for (const zoneRecords of zoneSizes) {
    const house = await startHouse({ serverlessYaml: 's.yaml', delayScale: 0 });
    try {
      const before = declaration(['one.example.com']);
      const after = declaration(['one.example.com', 'two.example.com']);
      const reading = readDeclaration(parse(after));
      if (!reading.ok) throw new Error('the declaration is refused');
      await buildWorld(house.cloud, reading.declaration);
      const { alidns, clock, calls } = house.cloud;
      const zone = alidns.zone('example.com');
      if (!zone) throw new Error('there is no zone example.com');
      for (let record = 0; record < zoneRecords; record += 1) {
        alidns.addRecord(zone, { rr: `other-${record}`, type: 'A', value: '198.51.100.1', ttl: 600, line: 'default' });
      }
      const declare = async (text: string) => {
        const { body } = await house.api('PUT', '/v1/gateways/chat-prod', text);
        await clock.runUntil(
          async () => (await house.api('GET', body.links.self)).body.state === 'Succeeded',
          clock.now() + 3_600_000,
        );
      };
      await declare(before);
      calls.clear();
      const runsBefore = house.runtime.invocations.filter(isRun).length;
      await declare(after);
      const count = (wanted: string) => calls.all().filter(({ product }) => product === wanted).length;
      const runs = house.runtime.invocations.filter(isRun).length - runsBefore;
      figures.push({ zoneRecords, calls: count('alidns'), eas: count('eas'), cas: count('cas'), runs });
    } finally {
      await house.close();
    }
  }
  return figures;
}
