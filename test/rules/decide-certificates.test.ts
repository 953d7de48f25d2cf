import { describe, expect, it } from 'vitest';
import type { CertificateFact } from '../../shared/domain-rules/certificates.ts';
import {
  type CertificatesInput,
  decideCertificates,
  type ServingDecision,
} from '../../shared/domain-rules/rotation/decide-certificates.ts';
import { declared } from './worlds.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

const certificate = (certificateId: string, daysLeft: number, names = ['chat.example.com']): CertificateFact => ({
  certificateId,
  name: `cert-${certificateId}`,
  names,
  notBefore: NOW + (daysLeft - 90) * DAY,
  notAfter: NOW + daysLeft * DAY,
});

function decide(given: Partial<CertificatesInput> & { domains?: object[] }) {
  const { domains = [{ name: 'chat.example.com' }], ...rest } = given;
  return decideCertificates({
    declaration: declared({ internet: { allow: [] }, vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }], domains }),
    candidates: [],
    before: {},
    now: NOW,
    ...rest,
  });
}

const serving = (certificateId: string): Record<string, ServingDecision> => ({
  'chat.example.com': { certificateId, notAfter: undefined, reason: 'Valid', message: '' },
});

describe('which certificate serves each domain (G40)', () => {
  it('asks for none where none is declared', () => {
    expect(decide({ domains: [{ name: 'chat.example.com', certificate: 'none' }] })).toEqual({
      serving: {},
      findings: [],
      nextCheckAt: null,
    });
  });

  it('chooses the newest that fits, and says until when', () => {
    const {
      serving: chosen,
      findings,
      nextCheckAt,
    } = decide({ candidates: [certificate('7', 60), certificate('8', 80)] });
    expect(chosen['chat.example.com']).toMatchObject({ certificateId: '8', notAfter: NOW + 80 * DAY });
    expect(findings).toMatchObject([{ type: 'CertificatesValid', status: 'True', reason: 'Valid' }]);
    expect(nextCheckAt).toBe(NOW + 50 * DAY);
  });

  it('keeps the one that serves, and takes a newer one at once, whoever put it there', () => {
    const chosen = (...candidates: CertificateFact[]) =>
      decide({ candidates, before: serving('7') }).serving['chat.example.com'];
    expect(chosen(certificate('7', 60), certificate('8', 50))).toMatchObject({ certificateId: '7', reason: 'Valid' });
    expect(chosen(certificate('7', 60), certificate('8', 80))).toMatchObject({
      certificateId: '8',
      reason: 'Superseded',
      names: ['chat.example.com'],
    });
    const due = decide({ candidates: [certificate('7', 25), certificate('8', 80)], before: serving('7') });
    expect(due.serving['chat.example.com']).toMatchObject({ certificateId: '8', reason: 'Expiring' });
  });

  it('decides once for a name that is declared for the internet and for VPCs', () => {
    const domains = [{ name: 'chat.example.com' }, { name: 'chat.example.com', access: 'intranet' }];
    expect(Object.keys(decide({ domains, candidates: [certificate('7', 60)] }).serving)).toEqual(['chat.example.com']);
  });

  it('looks again at the first of the renewals', () => {
    const domains = [{ name: 'chat.example.com' }, { name: 'api.example.com' }];
    const candidates = [certificate('7', 60), certificate('8', 50, ['api.example.com'])];
    expect(decide({ domains, candidates }).nextCheckAt).toBe(NOW + 20 * DAY);
  });

  it.each([
    ['none fits', [], {}, 'NotChosen'],
    ['the one that serves has expired (G63)', [certificate('7', -1)], serving('7'), 'Expired'],
    [
      'fewer than 15 days are left and nothing newer is there (G63)',
      [certificate('7', 14)],
      serving('7'),
      'ExpiresSoon',
    ],
  ])('is not valid when %s', (_, candidates, before, reason) => {
    expect(decide({ candidates, before }).findings).toMatchObject([
      { type: 'CertificatesValid', status: 'False', reason },
    ]);
  });

  it('is no alarm yet with 15 days left of a short life, but with a quarter of it (G63)', () => {
    const short = (daysLeft: number) => ({ ...certificate('7', daysLeft), notBefore: NOW + (daysLeft - 47) * DAY });
    const finding = (daysLeft: number) => decide({ candidates: [short(daysLeft)], before: serving('7') }).findings[0];
    expect(finding(12)).toMatchObject({ status: 'True' });
    expect(finding(11)).toMatchObject({ status: 'False', reason: 'ExpiresSoon' });
  });

  it('is still valid with 15 days left', () => {
    expect(decide({ candidates: [certificate('7', 15)], before: serving('7') }).findings).toMatchObject([
      { status: 'True' },
    ]);
  });
});
