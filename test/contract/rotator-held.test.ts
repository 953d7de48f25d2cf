import { describe, expect, it } from 'vitest';
import { documentsOf } from '../../functions/certificate-rotator/documents.ts';
import { type HeldQuestion, observeHeld } from '../../functions/certificate-rotator/issuing/observe-held.ts';
import { observeUses } from '../../functions/certificate-rotator/issuing/observe-uses.ts';
import type { CasReader, UserCertificate } from '../../shared/cloud/cas.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { HeldCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { certificateNamePrefix } from '../../shared/domain-rules/issuing/naming.ts';
import { isIssued, issuanceKey } from '../../shared/domain-rules/issuing/source.ts';
import { freshDocument } from '../../shared/engine/worker.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { ACCOUNT, declared } from '../rules/worlds.ts';

const NOW = Date.UTC(2026, 2, 2);
const DAY = 86_400_000;
const PRINT = 'AB'.repeat(32);
const declaration = declared({
  internet: { allow: [] },
  domains: [{ name: 'chat.example.com', certificate: 'letsencrypt' }],
  probe: { internet: { from: ['203.0.113.9'] } },
});
const [SOURCE] = declaration.spec.domains.map(({ certificate }) => certificate).filter(isIssued);
if (!SOURCE) throw new Error('the declaration names no source');
const KEY = issuanceKey(SOURCE);
const OUR_NAME = `${certificateNamePrefix(KEY, ['chat.example.com'])}_${PRINT.slice(0, 12).toLowerCase()}`;

/** Somebody named another certificate as we would. */
const LIKE_OURS = `${certificateNamePrefix(KEY, ['chat.example.com'])}_${'0'.repeat(12)}`;

const held = (certificateId: string, given: Partial<HeldCertificate> = {}): HeldCertificate => ({
  certificateId,
  name: OUR_NAME,
  names: ['chat.example.com'],
  notBefore: NOW - 10 * DAY,
  notAfter: NOW + 80 * DAY,
  fingerprint: 'CD'.repeat(32),
  serialNumber: '01',
  heldSince: NOW - 10 * DAY,
  ...given,
});

interface Service {
  valid?: UserCertificate[];
  expired?: string[];
  revoked?: string[];
  usedBy?: string[] | 'not-told' | undefined;
}

function casWith({ valid = [], expired = [], revoked = [], usedBy = [] }: Service) {
  const asked: string[] = [];
  const ids = (list: string[]) => list.map((CertificateId): UserCertificate => ({ CertificateId }));
  const cas = {
    allUserCertificates: async (filter: { OrderType: string; Status?: string }) => {
      asked.push([filter.OrderType, filter.Status].filter(Boolean).join(' '));
      return filter.Status === 'EXPIRED' ? ids(expired) : filter.Status === 'REVOKED' ? ids(revoked) : valid;
    },
    getCertificateDetail: async (CertificateId: string) => {
      asked.push(`detail ${CertificateId}`);
      if (usedBy !== 'not-told') return { CertificateId, UsingProductList: usedBy };
      throw new CloudError({
        product: 'cas',
        action: 'x',
        code: 'InvalidAction',
        status: 400,
        message: '',
        retryable: false,
      });
    },
    getUserCertificateDetail: async (Id: string) => ({ Id, NotBefore: NOW - DAY, NotAfter: NOW + DAY }),
  } as unknown as CasReader;
  const look = (given: Partial<HeldQuestion> = {}) =>
    observeHeld(cas, {
      key: KEY,
      current: undefined,
      retired: [],
      isPackage: false,
      expected: undefined,
      now: NOW,
      ...given,
    });
  return { asked, look };
}

describe('our certificates as the service has them', () => {
  it('take one list where all is well', async () => {
    const { asked, look } = casWith({ valid: [{ CertificateId: '9' }] });
    expect((await look({ current: held('9') })).held).toEqual({ 9: { status: 'issued' } });
    expect(asked).toEqual(['UPLOAD']);
  });

  it.each<[string, Service, string]>([
    ['deleted by somebody', {}, 'gone'],
    ['expired', { expired: ['9'] }, 'expired'],
    ['revoked', { revoked: ['9'], expired: ['9'] }, 'revoked'],
  ])('are told apart when one is %s', async (_, service, status) => {
    expect((await casWith(service).look({ current: held('9') })).held[9]).toEqual({ status });
  });

  it('say who else uses one that is about to go, where the service tells', async () => {
    const valid = [{ CertificateId: '7' }];
    const told = async (usedBy: Service['usedBy']) =>
      (await casWith({ valid, usedBy }).look({ retired: [held('7')] })).held[7];
    expect(await told(['CDN'])).toEqual({ status: 'issued', usedBy: ['CDN'] });
    expect(await told('not-told')).toEqual({ status: 'issued' });
  });

  it('have strays among them that bear our name and that nobody remembers', async () => {
    const named = (CertificateId: string, Name: string): UserCertificate => ({
      CertificateId,
      Name,
      Sha2: PRINT,
      Sans: 'chat.example.com',
    });
    const { look } = casWith({
      valid: [named('5', OUR_NAME), named('6', 'theirs'), named('7', LIKE_OURS), named('9', OUR_NAME)],
    });
    const found = await look({ current: held('9') });
    expect(found.strays).toMatchObject([{ certificateId: '5', names: ['chat.example.com'], notAfter: NOW + DAY }]);
    expect(found.held[5]).toEqual({ status: 'issued', usedBy: [] });
    expect((await look({ current: held('9'), expected: PRINT })).strays).toEqual([]);
  });

  it('of a package are in another list', async () => {
    const { asked, look } = casWith({});
    await look({ isPackage: true });
    expect(asked).toEqual(['CERT']);
  });
});

describe('where certificates are used', () => {
  async function uses(provisioning: object | undefined, serving: object = {}, of = declaration) {
    const store = createMemoryStore();
    const key = { account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' };
    await store.put({ ...key, kind: 'declaration' }, { body: { declaration: of }, dueAt: null }, 0);
    await store.put({ ...key, kind: 'certificates' }, { body: freshDocument({ serving }, 1), dueAt: null }, 0);
    if (provisioning) {
      const body = freshDocument({ domains: [], ...provisioning }, 1);
      await store.put({ ...key, kind: 'provisioning' }, { body, dueAt: null }, 0);
    }
    return observeUses(documentsOf(store, ACCOUNT), KEY, ['7', '9']);
  }
  const NAME = 'chat.example.com/internet';

  it('keeps the one before while the platform is still at the newer one, and the one to come back to', async () => {
    const [changing] = await uses({ domainsSeen: { [NAME]: { certificateId: '9', since: NOW, changing: true } } });
    expect(changing).toMatchObject({ attached: '9', attachedSince: undefined });
    const [detached] = await uses({ domainsSeen: {}, detachedFrom: { [NAME]: '7' } });
    expect(detached?.keeps).toEqual(['7']);
  });

  it('is told by what is wanted, attached and proved, and by what may come back', async () => {
    const seen = {
      domains: [NAME],
      domainsSeen: { [NAME]: { certificateId: '7', since: NOW } },
      verification: {
        proved: { [NAME]: { certificateId: '7' } },
        heldBack: { [NAME]: { certificateId: '9', instead: { certificateId: '7' } } },
      },
      listenerCertificates: { 'lsn-1': ['5'] },
    };
    expect(await uses(seen, { 'chat.example.com': { certificateId: '9' } })).toEqual([
      {
        region: 'cn-beijing',
        gateway: 'chat-prod',
        domain: 'chat.example.com',
        access: 'internet',
        wanted: '9',
        attached: '7',
        attachedSince: NOW,
        proved: '7',
        provable: true,
        keeps: ['9', '7', '5'],
      },
    ]);
  });

  it('may be anywhere while nobody has looked what is attached', async () => {
    expect(await uses({ domains: [NAME] })).toMatchObject([{ attached: undefined, keeps: ['7', '9'] }]);
  });

  it('is where one is still attached though nobody declares it any more', async () => {
    const seen = { domainsSeen: { [NAME]: { certificateId: '7', since: NOW } } };
    expect(await uses(seen, {}, declared())).toMatchObject([
      { domain: 'chat.example.com', attached: '7', provable: false },
    ]);
  });

  it.each([
    ['a gateway that is gone', { gone: true, domains: [NAME] }, declaration],
    [
      'a domain that has nothing to do with them',
      { domainsSeen: { [NAME]: { certificateId: '1', since: NOW } } },
      declared(),
    ],
  ])('is not at %s', async (_, provisioning, of) => {
    expect(await uses(provisioning, {}, of)).toEqual([]);
  });
});
