import { describe, expect, it } from 'vitest';
import { applyPackageStep } from '../../functions/certificate-rotator/issuing/apply-package.ts';
import {
  addChallengeRecord,
  removeChallengeRecord,
} from '../../functions/certificate-rotator/issuing/apply-records.ts';
import { deleteCertificate } from '../../functions/certificate-rotator/issuing/apply-upload.ts';
import { type Attempt, orLearn } from '../../functions/certificate-rotator/issuing/failure.ts';
import type { Means } from '../../functions/certificate-rotator/issuing/means.ts';
import {
  intend,
  NO_MEMORY,
  type RotatorMemory,
  withoutTries,
} from '../../functions/certificate-rotator/issuing/memory.ts';
import { AcmeError, AcmeOutcomeUnknown } from '../../shared/acme/acme-error.ts';
import type { AlidnsClient, DomainRecord } from '../../shared/cloud/alidns.ts';
import type { CasClient } from '../../shared/cloud/cas.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { ChallengeRecord, RetiredCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import type { IssuanceStep } from '../../shared/domain-rules/issuing/step.ts';
import { NoMasterKey, vaultOf } from '../../shared/secrets/vault.ts';
import { rejectionOf } from './transport-under-test.ts';

const NOW = Date.UTC(2026, 2, 2);
const HOUR = 3_600_000;
const MARK = 'torii/challenge:1/k';

const refusal = (code: string, retryable = false): CloudError =>
  new CloudError({ product: 'alidns', action: 'Call', code, status: 400, message: code, retryable });
const head = (id: string) => ({ id, target: id, summary: id, after: [], effects: [], repeatable: true });
const RECORD: ChallengeRecord = {
  recordName: '_acme-challenge.example.com',
  zone: 'example.com',
  type: 'TXT',
  value: 'proof',
};
const adding = { ...head('add'), kind: 'add-challenge-record' as const, record: RECORD, ttl: 600, mark: MARK };
const removing = (record: ChallengeRecord) => ({ ...head('remove'), kind: 'remove-challenge-record' as const, record });
const journaled = (...challengeRecords: ChallengeRecord[]): RotatorMemory => ({ ...NO_MEMORY, challengeRecords });

/** Records by id, with every write; what is not given fails the test that calls it. */
function alidnsWith(records: Partial<DomainRecord>[], given: Partial<AlidnsClient> = {}) {
  const writes: unknown[][] = [];
  const all = records.map(
    (record, index): DomainRecord => ({
      RecordId: String(index + 1),
      DomainName: 'example.com',
      RR: '_acme-challenge',
      Type: 'TXT',
      Value: 'proof',
      ...record,
    }),
  );
  const alidns = {
    addDomainRecord: async (request: unknown) => {
      writes.push(['add', request]);
      return { RecordId: '77' };
    },
    updateDomainRecordRemark: async (...call: unknown[]) => {
      writes.push(['mark', ...call]);
      return {};
    },
    deleteDomainRecord: async (id: string) => {
      writes.push(['delete', id]);
      return { RecordId: id };
    },
    describeDomainRecordInfo: async (id: string) => {
      const found = all.find(({ RecordId }) => RecordId === id);
      if (!found) throw refusal('DomainRecordNotBelongToUser');
      return found;
    },
    allSubDomainRecords: async () => all,
    ...given,
  } as unknown as AlidnsClient;
  return { alidns, writes };
}

describe('a record that proves a name', () => {
  it('is made, marked, and remembered by its id', async () => {
    const { alidns, writes } = alidnsWith([]);
    const { learn } = await addChallengeRecord(alidns, adding);
    expect(writes).toEqual([
      ['add', { DomainName: 'example.com', RR: '_acme-challenge', Type: 'TXT', Value: 'proof', TTL: 600 }],
      ['mark', '77', MARK],
    ]);
    expect(learn?.(journaled(RECORD)).challengeRecords).toEqual([{ ...RECORD, recordId: '77' }]);
  });

  it('is remembered though its mark failed', async () => {
    const { alidns } = alidnsWith([], { updateDomainRecordRemark: () => Promise.reject(refusal('Forbidden')) });
    const { learn, message } = await addChallengeRecord(alidns, adding);
    expect(message).toContain('its mark failed (Forbidden)');
    expect(learn?.(NO_MEMORY).challengeRecords).toEqual([{ ...RECORD, recordId: '77' }]);
  });

  const duplicate = { addDomainRecord: () => Promise.reject(refusal('DomainRecordDuplicate')) };
  it.each([
    ['found where a lost call made it', {}, ['2']],
    ['found where it bears our mark', { Remark: MARK }, ['2']],
    ['left alone, and never removed, where it is somebody else’s', { Remark: 'theirs' }, []],
  ])('is %s', async (_, existing, ids) => {
    const { alidns } = alidnsWith([{ Value: 'other' }, existing], duplicate);
    const { learn } = await addChallengeRecord(alidns, adding);
    expect(learn?.(journaled(RECORD)).challengeRecords.map(({ recordId }) => recordId)).toEqual(ids);
  });

  it('is not said to be there where only its refusal says so', async () => {
    const { alidns } = alidnsWith([], duplicate);
    expect(await rejectionOf(addChallengeRecord(alidns, adding))).toMatchObject({ code: 'DomainRecordDuplicate' });
  });

  it.each<[string, Partial<DomainRecord>[], Partial<ChallengeRecord>, unknown[]]>([
    ['removed by its id', [{}], { recordId: '1' }, [['delete', '1']]],
    ['gone already', [], { recordId: '1' }, []],
    ['left where it says something else by now', [{ Value: 'theirs' }], { recordId: '1' }, []],
    ['left where another record has its id', [{ Type: 'A', Value: 'proof' }], { recordId: '1' }, []],
    ['not looked for by its name', [{}], {}, []],
  ])('is %s', async (_, records, known, writes) => {
    const { alidns, writes: made } = alidnsWith(records);
    const record = { ...RECORD, ...known };
    const other = { ...RECORD, value: 'other' };
    const { learn } = await removeChallengeRecord(alidns, removing(record));
    expect(made).toEqual(writes);
    expect(learn?.(journaled(record, other)).challengeRecords).toEqual([other]);
  });

  it('is gone where somebody removes it at the same moment', async () => {
    const deleteDomainRecord = () => Promise.reject(refusal('DomainRecordNotBelongToUser'));
    const { alidns } = alidnsWith([{}], { deleteDomainRecord });
    await expect(removeChallengeRecord(alidns, removing({ ...RECORD, recordId: '1' }))).resolves.toBeDefined();
  });

  it('is written down, once, before it is made', () => {
    const once = intend([adding], NO_MEMORY);
    expect(once.challengeRecords).toEqual([RECORD]);
    expect(intend([adding], once).challengeRecords).toEqual([RECORD]);
  });
});

describe('an attempt whose step failed', () => {
  const step: IssuanceStep = { ...head('order-certificate'), kind: 'order-certificate', issuer: 'le', names: [] };
  const acme = (code: string, retryable: boolean, retryAfterMs?: number) =>
    new AcmeError({ action: 'newOrder', code, status: 400, message: code, retryable, retryAfterMs });
  const attempt = (given: Partial<Attempt> = {}): Attempt => ({
    step,
    memory: NO_MEMORY,
    generation: 1,
    now: NOW,
    ...given,
  });
  const learned = (error: unknown, given?: Partial<Attempt>) =>
    orLearn(error, attempt(given)).learn?.(NO_MEMORY).failure;

  it.each(['rejectedIdentifier', 'caa', 'unauthorized'])(
    'for a refusal (%s) is over, and the next one waits',
    (code) => {
      expect(learned(acme(code, false))).toMatchObject({
        code,
        count: 1,
        at: NOW,
        tryAgainAt: NOW + HOUR,
        generation: 1,
      });
    },
  );

  it('waits as long as the authority asks', () => {
    expect(learned(acme('rateLimited', true, 40 * HOUR))).toMatchObject({ tryAgainAt: NOW + 40 * HOUR });
  });

  it('for trouble that passes is tried again, and over after the third time', () => {
    const error = acme('AcmeUnreachable', true);
    const tried = (times: number) => ({ memory: { ...NO_MEMORY, tries: { [step.id]: times } } });
    expect(() => orLearn(error, attempt())).toThrow(error);
    expect(() => orLearn(error, attempt(tried(1)))).toThrow(error);
    expect(learned(error, tried(2))).toMatchObject({ code: 'AcmeUnreachable' });
  });

  it('is looked for where nobody knows whether it happened', () => {
    const unknown = new AcmeOutcomeUnknown('newOrder', 'ECONNRESET');
    expect(() => orLearn(unknown, attempt())).toThrow(unknown);
    const mistake = new TypeError('a mistake of ours');
    expect(() => orLearn(mistake, attempt())).toThrow(mistake);
  });

  it('is counted by what was written down before each call, until one goes well', () => {
    const twice = intend([step], intend([step], NO_MEMORY));
    expect(twice.tries).toEqual({ 'order-certificate': 2 });
    expect(withoutTries(twice, 'order-certificate').tries).toEqual({});
  });
});

describe('an order from a package', () => {
  const means = (cas: Partial<CasClient>) => ({ cas, clock: { now: () => NOW } }) as unknown as Means;

  it('is applied for with its names, and remembered', async () => {
    let asked: unknown;
    const createCertificateForPackageRequest: CasClient['createCertificateForPackageRequest'] = async (request) => {
      asked = request;
      return { OrderId: '98987582437920968' };
    };
    const { learn } = await applyPackageStep(means({ createCertificateForPackageRequest }), {
      ...head('apply-for-package'),
      kind: 'apply-for-package',
      product: 'digicert-free-1-free',
      names: ['a.example.com', 'b.example.com'],
    });
    expect(asked).toEqual({
      ProductCode: 'digicert-free-1-free',
      Domain: 'a.example.com,b.example.com',
      ValidateType: 'DNS',
    });
    expect(learn?.(NO_MEMORY)).toMatchObject({
      order: { via: 'package', orderId: '98987582437920968', startedAt: NOW },
      orders: 1,
    });
  });

  it.each([['NotFound'], ['OperationDenied.StatusNotSupport']])(
    'is cancelled where that is refused with %s',
    async (code) => {
      const cancel = { ...head('cancel'), kind: 'cancel-package-order' as const, orderId: '9' };
      const { learn } = await applyPackageStep(
        means({ cancelOrderRequest: () => Promise.reject(refusal(code)) }),
        cancel,
      );
      const order = { via: 'package' as const, orderId: '9', startedAt: NOW };
      expect(learn?.({ ...NO_MEMORY, order }).order).toBeUndefined();
    },
  );
});

describe('an old certificate', () => {
  it('is forgotten once it is deleted, also by somebody else', async () => {
    const retired = ['7', '8'].map((certificateId) => ({ certificateId }) as RetiredCertificate);
    const cas = { deleteUserCertificate: () => Promise.reject(refusal('NotFound')) } as unknown as CasClient;
    const step = { ...head('delete'), kind: 'delete-certificate' as const, certificateId: '7' };
    const { learn } = await deleteCertificate(cas, step);
    expect(learn?.({ ...NO_MEMORY, retired }).retired.map(({ certificateId }) => certificateId)).toEqual(['8']);
  });
});

describe('secrets at rest', () => {
  const KEYS = `new:${Buffer.alloc(32, 1).toString('base64')},old:${Buffer.alloc(32, 2).toString('base64')}`;

  it('are sealed under the newest master key, where they are kept', async () => {
    const vault = vaultOf(KEYS);
    const sealed = await vault.seal('a private key', 'issuance/k');
    expect(vault.current).toBe('new');
    expect(sealed.key).toBe('new');
    expect(JSON.stringify(sealed)).not.toContain('a private key');
    expect(await vault.open(sealed, 'issuance/k')).toBe('a private key');
    expect(await rejectionOf(vault.open(sealed, 'issuance/other'))).toMatchObject({ code: 'SealBroken' });
  });

  it('are not kept at all without a master key, and it is said how to make one', async () => {
    const vault = vaultOf('');
    expect(vault.current).toBeUndefined();
    const error = await rejectionOf(vault.seal('a private key', 'issuance/k'));
    expect(error).toBeInstanceOf(NoMasterKey);
    expect(String(error)).toContain('openssl rand -base64 32');
  });
});
