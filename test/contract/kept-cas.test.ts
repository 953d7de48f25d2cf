import { describe, expect, it } from 'vitest';
import type { CasClient, UserCertificate } from '../../shared/cloud/cas.ts';
import { keepCas } from '../../shared/cloud/kept-cas.ts';

const ALL = { OrderType: 'UPLOAD' } as const;

function rig() {
  const there: UserCertificate[] = [{ CertificateId: '1' }];
  const counts = { lists: 0 };
  const clock = { time: 0, now: () => clock.time };
  const cas = keepCas(
    {
      async allUserCertificates() {
        counts.lists += 1;
        return [...there];
      },
      async uploadUserCertificate({ Name }: { Name: string }) {
        if (Name === 'taken') throw new Error('NameRepeat');
        there.push({ CertificateId: '2', Name });
        return { CertId: '2' };
      },
      async deleteUserCertificate(id: string) {
        there.splice(
          there.findIndex(({ CertificateId }) => CertificateId === id),
          1,
        );
      },
    } as unknown as CasClient,
    clock,
  );
  const ids = async () => (await cas.allUserCertificates(ALL)).map(({ CertificateId }) => CertificateId);
  return { cas, counts, clock, ids };
}

const upload = (Name: string) => ({ Name, Cert: 'chain', Key: 'key' });

describe('the list of certificates', () => {
  it('is read once for all that an invocation looks at', async () => {
    const { cas, counts, ids } = rig();
    await Promise.all([ids(), ids()]);
    await ids();
    expect(counts.lists).toBe(1);
    await cas.allUserCertificates({ OrderType: 'CERT' });
    expect(counts.lists).toBe(2);
  });

  it('knows what was uploaded and deleted since', async () => {
    const { cas, counts, ids } = rig();
    await ids();
    await cas.uploadUserCertificate(upload('new'));
    expect(await ids()).toEqual(['1', '2']);
    await cas.deleteUserCertificate('1');
    expect(await ids()).toEqual(['2']);
    expect(counts.lists).toBe(1);
  });

  it('is read anew after a minute, and after an upload that was not answered with an id', async () => {
    const { cas, counts, clock, ids } = rig();
    await ids();
    clock.time = 60_000;
    await ids();
    expect(counts.lists).toBe(2);
    await expect(cas.uploadUserCertificate(upload('taken'))).rejects.toThrow('NameRepeat');
    await ids();
    expect(counts.lists).toBe(3);
  });

  it('that could not be read is asked for again by the next', async () => {
    const { counts, ids, cas } = rig();
    const broken = keepCas(
      {
        ...cas,
        async allUserCertificates(filter: typeof ALL) {
          if (counts.lists === 0) {
            counts.lists += 1;
            throw new Error('Throttling');
          }
          return cas.allUserCertificates(filter);
        },
      } as CasClient,
      { now: () => 0 },
    );
    await expect(broken.allUserCertificates(ALL)).rejects.toThrow('Throttling');
    expect(await broken.allUserCertificates(ALL)).toHaveLength(1);
    expect(await ids()).toEqual(['1']);
  });
});
