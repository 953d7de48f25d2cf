import { describe, expect, it } from 'vitest';
import type { AlbReader } from '../../shared/cloud/alb.ts';
import type { AlidnsReader, Domain, DomainRecord } from '../../shared/cloud/alidns.ts';
import { surveyAlidns } from '../../shared/cloud/alidns-survey.ts';
import type { CasReader } from '../../shared/cloud/cas.ts';
import { surveyCas } from '../../shared/cloud/cas-survey.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { EasReader } from '../../shared/cloud/eas.ts';
import { surveyEas } from '../../shared/cloud/eas-survey.ts';
import type { Gateway, Service } from '../../shared/cloud/eas-wire.ts';
import { keepAlb } from '../../shared/cloud/kept-alb.ts';
import { keepEas } from '../../shared/cloud/kept-eas.ts';
import type { VpcReader } from '../../shared/cloud/vpc.ts';
import { surveyVpc } from '../../shared/cloud/vpc-survey.ts';

const NOW = Date.UTC(2026, 2, 2);
const HOUR_MS = 3_600_000;

const refusal = (code: string): CloudError =>
  new CloudError({ product: 'eas', action: 'List', code, status: 500, message: code, retryable: true });

/** A reader that answers what it is given and counts what it is asked. */
function counted<Reader extends object>(answers: Partial<Reader>): { reader: Reader; asked: string[] } {
  const asked: string[] = [];
  const reader = new Proxy(answers, {
    get: (target, name) => {
      const answer: unknown = Reflect.get(target, name);
      if (typeof answer !== 'function') return answer;
      return (...given: unknown[]) => {
        asked.push([String(name), ...given.map((one) => JSON.stringify(one))].join(' '));
        return answer(...given);
      };
    },
  });
  return { reader: reader as Reader, asked };
}

const gateway = (GatewayId: string, more: Partial<Gateway> = {}): Gateway => ({
  GatewayId,
  GatewayName: GatewayId,
  Status: 'Running',
  InternetEnabled: true,
  InternetDomain: `${GatewayId}.example`,
  UpdateTime: '2026-03-01T00:00:00Z',
  ...more,
});
const proofOf = (GatewayId: string, at = NOW - HOUR_MS) => ({
  updateTime: '2026-03-01T00:00:00Z',
  internetDomain: `${GatewayId}.example`,
  at,
});

function easOf(gateways: Gateway[], application: string[] = [], services: Service[] = []) {
  return counted<EasReader>({
    allGateways: async (filter) =>
      filter?.GatewayType ? gateways.filter(({ GatewayId }) => application.includes(GatewayId)) : gateways,
    describeGateway: async (id) => ({ ...gateway(id), InternetStatus: 'described' }),
    listServices: async ({ PageNumber = 1, PageSize = 100 } = {}) => ({
      TotalCount: services.length,
      Services: services.slice((PageNumber - 1) * PageSize, PageNumber * PageSize),
    }),
    describeService: async (ServiceName) => ({ ServiceName, Status: 'described' }),
  });
}

describe('a survey of gateways', () => {
  const due = { gateways: 3, services: [] };

  it('lists them once by kind, and describes none whose public access was seen and that did not change since', async () => {
    const { reader, asked } = easOf([gateway('a'), gateway('b')]);
    const survey = surveyEas(reader, due);
    for (const id of ['a', 'b']) {
      const detail = await survey.through(reader, proofOf(id), NOW).describeGateway(id);
      expect(detail).toMatchObject({ GatewayId: id, InternetStatus: 'Running' });
    }
    expect(asked).toEqual(['allGateways', 'allGateways {"GatewayType":"Application"}']);
  });

  it.each<[string, Partial<Gateway>, ReturnType<typeof proofOf> | undefined]>([
    ['was never seen open', {}, undefined],
    ['changed since', { UpdateTime: '2026-03-01T00:00:01Z' }, proofOf('a')],
    ['has another public name', { InternetDomain: 'other.example' }, proofOf('a')],
    ['was seen open too long ago, should its change not show', {}, proofOf('a', NOW - 6 * HOUR_MS)],
    ['does not run', { Status: 'Waiting' }, proofOf('a')],
  ])('describes one that %s', async (_, more, proof) => {
    const { reader } = easOf([gateway('a', more)]);
    const detail = await surveyEas(reader, due).through(reader, proof, NOW).describeGateway('a');
    expect(detail.InternetStatus).toBe('described');
  });

  it('describes application gateways and what is not listed, and needs no proof where public access is off', async () => {
    const { reader } = easOf([gateway('a'), gateway('b', { InternetEnabled: false })], ['a']);
    const survey = surveyEas(reader, due).through(reader, proofOf('a'), NOW);
    expect((await survey.describeGateway('a')).InternetStatus).toBe('described');
    expect((await survey.describeGateway('gone')).InternetStatus).toBe('described');
    expect((await survey.describeGateway('b')).InternetStatus).toBeUndefined();
  });

  it('finds names in the list, and asks itself about filters that the list does not answer', async () => {
    const { reader, asked } = easOf([gateway('a'), gateway('b')], ['b']);
    const survey = surveyEas(reader, due).through(reader, undefined, NOW);
    const ids = (found: Gateway[]) => found.map(({ GatewayId }) => GatewayId);
    expect(ids(await survey.allGateways({ GatewayName: 'b' }))).toEqual(['b']);
    expect(ids(await survey.allGateways({ GatewayType: 'Application' }))).toEqual(['b']);
    expect(ids(await survey.allGateways())).toEqual(['a', 'b']);
    expect(asked).toHaveLength(2);
    await survey.allGateways({ Status: 'Running' });
    expect(asked).toHaveLength(3);
  });

  it('of a single gateway is an exact look', async () => {
    const { reader, asked } = easOf([gateway('a')]);
    await surveyEas(reader, { gateways: 1, services: ['s'] })
      .through(reader, proofOf('a'), NOW)
      .describeGateway('a');
    expect(asked).toEqual(['describeGateway "a"']);
  });

  it('that the cloud refuses is replaced by exact looks; one that is throttled is not', async () => {
    const { reader } = easOf([gateway('a')]);
    const failing = (code: string): EasReader => ({
      ...easOf([]).reader,
      ...reader,
      allGateways: () => Promise.reject(refusal(code)),
      describeGateway: reader.describeGateway,
    });
    const through = (code: string) => surveyEas(failing(code), due).through(failing(code), proofOf('a'), NOW);
    expect((await through('InternalError').describeGateway('a')).InternetStatus).toBe('described');
    await expect(through('Throttling.User').describeGateway('a')).rejects.toThrow('Throttling.User');
  });
});

describe('a survey of services', () => {
  const service = (index: number): Service => ({ ServiceName: `s${index}`, Status: 'Running', ServiceConfig: '{}' });
  const many = Array.from({ length: 250 }, (_, index) => service(index));
  const surveyOf = (names: string[], services: Service[]) => {
    const { reader, asked } = easOf([], [], services);
    return { survey: surveyEas(reader, { gateways: 1, services: names }).through(reader, undefined, NOW), asked };
  };

  it('reads pages where they are fewer than the services that are looked at', async () => {
    const names = ['s0', 's120', 's249', 'missing'];
    const { survey, asked } = surveyOf(names, many);
    const found = await Promise.all(names.map((name) => survey.describeService(name)));
    expect(found.map(({ Status }) => Status)).toEqual(['Running', 'Running', 'Running', 'described']);
    expect(asked.filter((call) => call.startsWith('listServices'))).toHaveLength(3);
  });

  it('describes each where that is fewer calls, and what the list does not tell whole', async () => {
    const { survey, asked } = surveyOf(['s0', 's249'], many);
    expect((await survey.describeService('s249')).Status).toBe('described');
    expect(asked).toEqual(['listServices {"PageNumber":1,"PageSize":100}', 'describeService "s249"']);
    const coarse = surveyOf(['s0', 's1'], [{ ServiceName: 's0', Status: 'Running' }]);
    expect((await coarse.survey.describeService('s0')).Status).toBe('described');
    const single = surveyOf(['s0'], many);
    await single.survey.describeService('s0');
    expect(single.asked).toEqual(['describeService "s0"']);
  });
});

describe('a survey of DNS records', () => {
  const record = (RR: string, more: Partial<DomainRecord> = {}): DomainRecord => ({
    RecordId: RR,
    DomainName: 'example.com',
    RR,
    Type: 'CNAME',
    Value: 'v.example',
    ...more,
  });
  const alidnsOf = (records: DomainRecord[], RecordCount: number | 'not told' = records.length) =>
    counted<AlidnsReader>({
      allDomains: async () => [
        { DomainName: 'example.com', ...(RecordCount === 'not told' ? {} : { RecordCount }) } as Domain,
        { DomainName: 'own.example.com', RecordCount: 1 } as Domain,
      ],
      allDomainRecords: async () => records,
      allSubDomainRecords: async () => [record('exact')],
    });
  const at = (name: string) => ({ SubDomain: name, DomainName: 'example.com' });

  it('reads a zone whole where its pages are fewer than the names in it, and answers as exact lookups would', async () => {
    const { reader, asked } = alidnsOf([
      record('a'),
      record('a', { RecordId: 'a2', Type: 'TXT' }),
      record('@'),
      record('*'),
    ]);
    const survey = surveyAlidns(reader, ['a.example.com', 'b.example.com', 'example.com']);
    expect((await survey.allSubDomainRecords(at('A.example.com'))).map(({ RecordId }) => RecordId)).toEqual([
      'a',
      'a2',
    ]);
    expect(await survey.allSubDomainRecords({ ...at('a.example.com'), Type: 'TXT' })).toHaveLength(1);
    expect(await survey.allSubDomainRecords({ ...at('a.example.com'), Line: 'telecom' })).toEqual([]);
    expect(await survey.allSubDomainRecords(at('b.example.com'))).toEqual([]);
    expect(await survey.allSubDomainRecords(at('example.com'))).toHaveLength(1);
    expect(await survey.allSubDomainRecords(at('*.example.com'))).toHaveLength(1);
    await survey.allDomains();
    expect(asked).toEqual(['allDomains', 'allDomainRecords "example.com"']);
  });

  it.each([
    ['the zone has more pages than names', 1_001, ['a.example.com', 'b.example.com']],
    ['the cloud does not count its records', 'not told' as const, ['a.example.com', 'b.example.com']],
    ['other names are in a longer zone', 4, ['a.example.com', 'x.own.example.com', 'y.own.example.com']],
  ])('looks each name up where %s', async (_, count, names) => {
    const { reader, asked } = alidnsOf([record('a')], count);
    expect(await surveyAlidns(reader, names).allSubDomainRecords(at('a.example.com'))).toMatchObject([{ RR: 'exact' }]);
    expect(asked).not.toContain('allDomainRecords "example.com"');
  });

  it('looks up what the sweep did not name, and names of other letters, of which lists may use another spelling', async () => {
    const { reader } = alidnsOf([record('a')]);
    const survey = surveyAlidns(reader, ['a.example.com', 'b.example.com', 'xn--bcher-kva.example.com']);
    for (const name of ['c.example.com', 'xn--bcher-kva.example.com', 'bücher.example.com']) {
      expect(await survey.allSubDomainRecords(at(name))).toMatchObject([{ RR: 'exact' }]);
    }
  });
});

describe('what a list tells about every gateway', () => {
  it('certificates and vSwitches are read once, also when all ask at the same time', async () => {
    const cas = counted<CasReader>({ allUserCertificates: async () => [] });
    const certificates = surveyCas(cas.reader);
    await Promise.all(
      ['UPLOAD', 'CERT', 'UPLOAD'].map((OrderType) =>
        certificates.allUserCertificates({ OrderType: OrderType as 'UPLOAD' }),
      ),
    );
    expect(cas.asked).toHaveLength(2);
    const vpc = counted<VpcReader>({ allVSwitches: async () => [], vSwitchesById: async () => [] });
    const networks = surveyVpc(vpc.reader);
    await Promise.all([networks.allVSwitches('vpc-a'), networks.allVSwitches('vpc-a'), networks.allVSwitches('vpc-b')]);
    await networks.vSwitchesById(['vsw-a', 'vsw-a']);
    expect(vpc.asked).toEqual(['allVSwitches "vpc-a"', 'allVSwitches "vpc-b"', 'vSwitchesById ["vsw-a"]']);
  });

  it('what could not be read is asked for again by the next', async () => {
    let attempts = 0;
    const cas = counted<CasReader>({
      allUserCertificates: async () => {
        attempts += 1;
        if (attempts === 1) throw refusal('NoAnswer');
        return [];
      },
    });
    const survey = surveyCas(cas.reader);
    await expect(survey.allUserCertificates({ OrderType: 'CERT' })).rejects.toThrow('NoAnswer');
    expect(await survey.allUserCertificates({ OrderType: 'CERT' })).toEqual([]);
  });
});

describe('what a run keeps of one gateway', () => {
  it('is read anew only where it is forgotten, and what is not there is read each time', async () => {
    let missing = true;
    const { reader, asked } = counted<EasReader>({
      listAclPolicy: async () => ({ InternetAclPolicyList: [], IntranetVpcAclPolicyList: [] }),
      listGatewayDomains: async () => ({ CustomDomains: [] }),
      allGateways: async () => [],
      describeService: async (ServiceName) => {
        if (missing) throw refusal('InvalidService.NotFound');
        return { ServiceName, Status: 'Running' };
      },
    });
    const kept = keepEas(reader);
    const look = async () => {
      await kept.reader.listAclPolicy('gw');
      await kept.reader.listGatewayDomains('gw');
      await kept.reader.allGateways({ GatewayName: 'gw' });
      await kept.reader.describeService('s').catch(() => undefined);
      return asked.splice(0).map((call) => call.split(' ')[0]);
    };
    expect(await look()).toEqual(['listAclPolicy', 'listGatewayDomains', 'allGateways', 'describeService']);
    expect(await look()).toEqual(['allGateways', 'describeService']);
    missing = false;
    kept.forget(['domains', 'service/s']);
    expect(await look()).toEqual(['listGatewayDomains', 'allGateways', 'describeService']);
    expect(await look()).toEqual(['allGateways']);
    kept.forget('all');
    expect(await look()).toHaveLength(4);
  });

  it('of ALB is details alone: which load balancers and listeners there are is read each time', async () => {
    let listed = false;
    const { reader, asked } = counted<AlbReader>({
      allLoadBalancers: async () => [],
      allListeners: async () => [],
      allAcls: async () => (listed ? [{ AclId: 'acl-1', AclStatus: 'Available' }] : []),
      getListenerAttribute: async (ListenerId) => {
        if (ListenerId === 'lsn-gone') throw refusal('ResourceNotFound.Listener');
        return {
          ListenerId,
          ListenerStatus: 'Running',
          ListenerProtocol: 'HTTP',
          ListenerPort: 80,
          LoadBalancerId: 'a',
        };
      },
    });
    const kept = keepAlb(reader);
    const look = async () => {
      await kept.reader.allLoadBalancers({ VpcIds: ['vpc-1'] });
      await kept.reader.allListeners({ LoadBalancerIds: ['alb-1'] });
      await kept.reader.allAcls({});
      await kept.reader.getListenerAttribute('lsn-1');
      await kept.reader.getListenerAttribute('lsn-2');
      await kept.reader.getListenerAttribute('lsn-gone').catch(() => undefined);
      return asked.splice(0).map((call) => call.replaceAll(/ [{].*|"/g, ''));
    };
    const each = ['allLoadBalancers', 'allListeners'];
    const gone = 'getListenerAttribute lsn-gone';
    expect(await look()).toEqual([
      ...each,
      'allAcls',
      'getListenerAttribute lsn-1',
      'getListenerAttribute lsn-2',
      gone,
    ]);
    listed = true;
    expect(await look()).toEqual([...each, 'allAcls', gone]);
    expect(await look()).toEqual([...each, gone]);
    kept.forget(['listener/lsn-2', 'lists']);
    expect(await look()).toEqual([...each, 'allAcls', 'getListenerAttribute lsn-2', gone]);
    kept.forget('all');
    expect(await look()).toHaveLength(6);
  });
});
