import type { CasClient, UserCertificate } from './cas.ts';

type Filter = Parameters<CasClient['allUserCertificates']>[0];

interface KeptList {
  filter: Filter;
  /** When it was begun, in ms since the epoch. */
  at: number;
  certificates: Promise<UserCertificate[]>;
}

/**
 * Keeps the lists of certificates, which are the account's, for a minute: many certificates are looked at in one
 * invocation, and each would list all of them. What is uploaded and deleted through it is added and taken out; after a call
 * whose outcome nobody knows, and after a name that is taken, all is listed anew.
 */
export function keepCas(cas: CasClient, { now }: { now: () => number }): CasClient {
  const lists = new Map<string, KeptList>();

  const change = (listing: (list: UserCertificate[], filter: Filter) => UserCertificate[]): void => {
    for (const list of lists.values()) {
      list.certificates = list.certificates.then((certificates) => listing(certificates, list.filter));
      forgetIfRefused(list);
    }
  };
  const forgetIfRefused = (list: KeptList): void => {
    const { certificates } = list;
    certificates.catch(() => {
      const key = JSON.stringify(list.filter);
      if (lists.get(key) === list && list.certificates === certificates) lists.delete(key);
    });
  };

  return {
    ...cas,
    allUserCertificates(filter) {
      const key = JSON.stringify(filter);
      const known = lists.get(key);
      if (known && now() - known.at < KEPT_MS) return known.certificates;
      const list = { filter, at: now(), certificates: cas.allUserCertificates(filter) };
      lists.set(key, list);
      forgetIfRefused(list);
      return list.certificates;
    },
    async uploadUserCertificate(request) {
      try {
        const answer = await cas.uploadUserCertificate(request);
        const uploaded = { CertificateId: answer.CertId, Name: request.Name, Upload: true };
        change((list, { OrderType, Status }) => {
          const isThere = list.some(({ CertificateId }) => CertificateId === uploaded.CertificateId);
          return OrderType === 'UPLOAD' && Status === undefined && !isThere ? [...list, uploaded] : list;
        });
        return answer;
      } catch (error) {
        lists.clear();
        throw error;
      }
    },
    async deleteUserCertificate(certificateId) {
      try {
        const answer = await cas.deleteUserCertificate(certificateId);
        change((list) => list.filter((one) => one.CertificateId !== certificateId));
        return answer;
      } catch (error) {
        lists.clear();
        throw error;
      }
    },
  };
}

const KEPT_MS = 60_000;
