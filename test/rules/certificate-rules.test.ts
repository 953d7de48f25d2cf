import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { writtenDeclaration } from '../../shared/domain-rules/written-declaration.ts';

type Domain = Record<string, unknown>;

function read(...domains: Domain[]) {
  return readDeclaration({
    apiVersion: 'torii/v1',
    kind: 'Gateway',
    metadata: { name: 'chat-prod' },
    spec: {
      region: 'cn-hongkong',
      type: 'managed',
      specification: '4c8g',
      nodes: 2,
      internet: { allow: ['203.0.113.7'] },
      vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }],
      domains,
    },
  });
}

const chat = (certificate: unknown, more: Domain = {}): Domain => ({ name: 'chat.example.com', certificate, ...more });

function problems(...domains: Domain[]) {
  const reading = read(...domains);
  return reading.ok ? [] : reading.problems;
}

function mistakes(certificate: unknown, more: Domain = {}) {
  return problems(chat(certificate, more)).map(({ rule, field, reason }) => [
    rule,
    field.replace('spec.domains[0].', ''),
    reason,
  ]);
}

function advice(certificate: unknown, more: Domain = {}) {
  const reading = read(chat(certificate, more));
  if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join());
  return reading.advice.filter(({ rule }) => rule === 'G40');
}

const names = (count: number, make = (index: number) => `n${index}.example.com`) =>
  Array.from({ length: count }, (_, index) => make(index));

describe('where a certificate comes from (G40)', () => {
  it.each<[string, unknown]>([
    ['what is in Certificate Management Service', 'cas'],
    ['nothing, plain HTTP', 'none'],
    ["Let's Encrypt", 'letsencrypt'],
    ["Let's Encrypt, written out", { acme: 'letsencrypt' }],
    ['its staging', { acme: 'letsencrypt-staging', keyType: 'rsa-2048' }],
    ['an issuer that was made known', { acme: 'corporate-ca' }],
    ['a directory', { acme: 'https://acme.example.net/v2/directory' }],
    ['a directory on this machine', { acme: 'http://127.0.0.1:14000/dir' }],
    ['one on this machine by name', { acme: 'http://localhost:14000/dir' }],
    ['one on this machine over IPv6', { acme: 'http://[::1]:14000/dir' }],
    ['apex and wildcard in one', { acme: 'letsencrypt', names: ['example.com', '*.example.com'] }],
    ['several names', { acme: 'letsencrypt', names: ['chat.example.com', 'chat.example.net'] }],
    ['a hundred names', { acme: 'letsencrypt', names: ['chat.example.com', ...names(99)] }],
    ['a package', { package: 'digicert-free-1-free' }],
    ['a package for wildcards', { package: 'geotrust-dv-w-starter', names: ['*.example.com', '*.example.net'] }],
    ['an own upload', { upload: 'corporate-2026' }],
  ])('may be %s', (_, certificate) => {
    expect(mistakes(certificate)).toEqual([]);
  });

  it.each<[string, unknown, string, string]>([
    ['two sources', { acme: 'letsencrypt', upload: 'mine' }, 'certificate', 'NotOneSource'],
    ['no source', {}, 'certificate', 'NotOneSource'],
    ['names alone', { names: ['chat.example.com'] }, 'certificate', 'NotOneSource'],
    ['a kind of key alone', { keyType: 'rsa-2048' }, 'certificate', 'NotOneSource'],
    ['an issuer in capitals', { acme: 'LetsEncrypt' }, 'certificate.acme', 'IssuerInvalid'],
    ['a directory over HTTP', { acme: 'http://acme.example.net/dir' }, 'certificate.acme', 'IssuerInvalid'],
    [
      'a directory with a password',
      { acme: 'https://me:secret@acme.example.net/' },
      'certificate.acme',
      'IssuerInvalid',
    ],
    ['a directory with a user', { acme: 'https://me@acme.example.net/' }, 'certificate.acme', 'IssuerInvalid'],
    [
      'a directory with only a password',
      { acme: 'https://:pw@acme.example.net/' },
      'certificate.acme',
      'IssuerInvalid',
    ],
    ['a directory that is a file', { acme: 'file:///etc/passwd' }, 'certificate.acme', 'IssuerInvalid'],
    ['an upload in capitals', { upload: 'Mine' }, 'certificate.upload', 'UploadNameInvalid'],
    ['an upload of 63 letters', { upload: 'a'.repeat(63) }, 'certificate.upload', 'UploadNameInvalid'],
    [
      'a kind of key for a package',
      { package: 'p', keyType: 'rsa-2048' },
      'certificate.keyType',
      'KeyTypeNotChoosable',
    ],
    ['a kind of key for an upload', { upload: 'u', keyType: 'rsa-2048' }, 'certificate.keyType', 'KeyTypeNotChoosable'],
    ['names for an upload', { upload: 'u', names: ['chat.example.com'] }, 'certificate.names', 'NamesNotChoosable'],
    [
      'a name that is none',
      { acme: 'letsencrypt', names: ['chat.example.com', 'not a name'] },
      'certificate.names[1]',
      'DomainNameInvalid',
    ],
    [
      'a wildcard of a public suffix',
      { acme: 'letsencrypt', names: ['chat.example.com', '*.co.uk'] },
      'certificate.names[1]',
      'NotRegistrable',
    ],
    [
      'a wildcard in the middle',
      { acme: 'letsencrypt', names: ['chat.example.com', 'api.*.example.com'] },
      'certificate.names[1]',
      'WildcardMisplaced',
    ],
    [
      'half a wildcard',
      { acme: 'letsencrypt', names: ['chat.example.com', 'api*.example.com'] },
      'certificate.names[1]',
      'WildcardMisplaced',
    ],
    [
      'a name twice, in other letters',
      { acme: 'letsencrypt', names: ['chat.example.com', 'Chat.Example.com.'] },
      'certificate.names[1]',
      'DuplicateName',
    ],
    [
      'a name that a wildcard covers',
      { acme: 'letsencrypt', names: ['*.example.com', 'example.com', 'chat.example.com'] },
      'certificate.names[2]',
      'RedundantName',
    ],
    [
      'names that do not cover the domain',
      { acme: 'letsencrypt', names: ['api.example.com', '*.chat.example.com', 'example.com'] },
      'certificate.names',
      'DomainNotCovered',
    ],
    [
      'a hundred and one names',
      { acme: 'letsencrypt', names: ['chat.example.com', ...names(100)] },
      'certificate.names',
      'TooManyNames',
    ],
    [
      'six names for a package',
      { package: 'p', names: ['chat.example.com', ...names(5)] },
      'certificate.names',
      'TooManyNames',
    ],
    [
      'plain and wildcard names for a package',
      { package: 'p', names: ['example.com', '*.example.com'] },
      'certificate.names',
      'NamesMixed',
    ],
  ])('cannot be declared with %s', (_, certificate, field, reason) => {
    expect(mistakes(certificate)).toEqual([['G40', field, reason]]);
    expect(problems(chat(certificate))[0]?.wayOut).toMatch(/\.$/);
  });

  it('is told all its mistakes at once, those of form and those against the rules', () => {
    const certificate = {
      acme: 'Corporate CA',
      keytype: 'rsa-2048',
      names: ['*.example.com', 'chat.example.com', 'a.*.example.com', '*.example.com'],
    };
    expect(mistakes(certificate)).toEqual([
      ['schema', 'certificate.keytype', 'UnknownField'],
      ['G40', 'certificate.acme', 'IssuerInvalid'],
      ['G40', 'certificate.names[2]', 'WildcardMisplaced'],
      ['G40', 'certificate.names[3]', 'DuplicateName'],
      ['G40', 'certificate.names[1]', 'RedundantName'],
    ]);
  });

  it.each<[string, unknown, unknown[][]]>([
    ['another word', 'letsencrpyt', [['G40', 'certificate', 'WrongType']]],
    ['a number', 7, [['G40', 'certificate', 'WrongType']]],
    ['a source that is a number', { acme: 7 }, [['G40', 'certificate.acme', 'WrongType']]],
    ['an empty source', { package: '' }, [['G40', 'certificate.package', 'OutOfRange']]],
    [
      'a kind of key nobody takes',
      { acme: 'letsencrypt', keyType: 'rsa-1024' },
      [['G40', 'certificate.keyType', 'NotOneOf']],
    ],
    ['a name that is a number', { acme: 'letsencrypt', names: [7] }, [['G40', 'certificate.names[0]', 'WrongType']]],
    ['no name', { acme: 'letsencrypt', names: [] }, [['G40', 'certificate.names', 'ListEmpty']]],
  ])('is judged by its form alone where that is wrong: %s', (_, certificate, expected) => {
    expect(mistakes(certificate)).toEqual(expected);
  });

  it('says nothing about names where that of the domain cannot be read', () => {
    const reasons = problems({ name: 'not a name', certificate: { acme: 'letsencrypt', names: ['a.example.com'] } });
    expect(reasons.map(({ reason }) => reason)).toEqual(['DomainNameInvalid']);
    const nameless = problems({ certificate: { acme: 'letsencrypt', names: ['a.example.com'] } });
    expect(nameless.map(({ reason }) => reason)).toEqual(['FieldMissing']);
  });

  it('says which wildcard covers which name, and who refuses that', () => {
    const [redundant] = problems(chat({ acme: 'letsencrypt', names: ['chat.example.com', '*.example.com'] }));
    expect(redundant?.message).toBe(
      '*.example.com covers chat.example.com already, and authorities refuse an order for both.',
    );
  });
});

describe('advice on certificates that are proved in the DNS (G40)', () => {
  it.each<[string, unknown, Domain]>([
    ['its CNAME is in a zone of the account', 'letsencrypt', {}],
    ['it is taken from Certificate Management Service', 'cas', { dns: 'external' }],
    ['it is uploaded', { upload: 'mine' }, { access: 'intranet' }],
    ['there is none', 'none', { dns: 'external' }],
  ])('is not given where %s', (_, certificate, more) => {
    expect(advice(certificate, more)).toEqual([]);
  });

  it('says what a name whose record is kept elsewhere needs: a zone here, or a delegated challenge', () => {
    const [told] = advice('letsencrypt', { dns: 'external' });
    expect(told).toMatchObject({ field: 'spec.domains[0].certificate', reason: 'ChallengeZoneNeeded' });
    expect(told?.message).toContain('a CNAME at _acme-challenge.chat.example.com into one');
    const [ofPackage] = advice({ package: 'digicert-free-1-free' }, { dns: 'external' });
    expect(ofPackage?.message).not.toContain('_acme-challenge');
  });

  it('says that the certificate of a private name is proved in the public DNS', () => {
    const [told] = advice({ acme: 'letsencrypt' }, { access: 'intranet' });
    expect(told).toMatchObject({ reason: 'PublicZoneNeeded', wayOut: 'Have that, or use cas or upload.' });
  });
});

describe('a declaration with certificates', () => {
  const written = [
    chat('letsencrypt'),
    chat(
      { acme: 'corporate-ca', names: ['*.Example.com', 'example.com'], keyType: 'rsa-2048' },
      { access: 'intranet' },
    ),
    { name: 'a.example.com', certificate: { package: 'digicert-free-1-free' } },
    { name: 'b.example.com', certificate: { upload: 'mine' } },
    { name: 'c.example.com', certificate: 'none' },
  ];

  function accepted(...domains: Domain[]) {
    const reading = read(...domains);
    if (!reading.ok) throw new Error(reading.problems.map(({ message }) => message).join());
    return reading.declaration;
  }

  it('is brought into one spelling', () => {
    expect(accepted(...written).spec.domains.map(({ certificate }) => certificate)).toEqual([
      { from: 'acme', issuer: 'letsencrypt', names: ['chat.example.com'], keyType: 'ecdsa-p256' },
      { from: 'acme', issuer: 'corporate-ca', names: ['*.example.com', 'example.com'], keyType: 'rsa-2048' },
      { from: 'package', product: 'digicert-free-1-free', names: ['a.example.com'] },
      { from: 'upload', upload: 'mine' },
      'none',
    ]);
  });

  it('has an example of every source', () => {
    const reading = readDeclaration(parse(readFileSync('examples/certificates.yaml', 'utf8')));
    const sources = reading.ok ? reading.declaration.spec.domains.map(({ certificate }) => certificate) : [];
    const kinds = sources.map((source) => (typeof source === 'string' ? source : source.from));
    expect(new Set(kinds)).toEqual(new Set(['acme', 'package', 'upload', 'cas', 'none']));
  });

  it('is shown as it may be declared, and read again is the same', () => {
    const declaration = accepted(...written);
    const shown = writtenDeclaration(declaration);
    expect(shown.spec.domains.map(({ certificate }) => certificate)).toEqual([
      { acme: 'letsencrypt', names: ['chat.example.com'], keyType: 'ecdsa-p256' },
      { acme: 'corporate-ca', names: ['*.example.com', 'example.com'], keyType: 'rsa-2048' },
      { package: 'digicert-free-1-free', names: ['a.example.com'] },
      { upload: 'mine' },
      'none',
    ]);
    const again = readDeclaration(shown);
    expect(again.ok && again.declaration).toEqual(declaration);
  });
});
