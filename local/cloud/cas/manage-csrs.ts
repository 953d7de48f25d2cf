import { ApiError, actionsOf } from '../product.ts';
import type { CasErrorCode } from './errors.ts';
import { isKeyOf, makeCsr, readCsr } from './make-csr.ts';
import type { StoredRequest } from './signing-requests.ts';
import type { CasState } from './state.ts';

const row = actionsOf<CasState>();

const mandatory = { type: 'string', required: true, missingCode: 'MissingParameter' } as const;
const privateKey = { type: 'string', secret: true } as const;
/** SM2, the third that is documented, is not played. */
const algorithm = { type: 'string', enum: ['RSA', 'ECC'] } as const;
const name = {
  type: 'string',
  maxLength: 50,
  pattern: /^[\w.-]{1,50}$/,
  invalidCode: 'InvalidParameter',
} as const;
const csrId = { CsrId: { type: 'integer', required: true, missingCode: 'MissingParameter' } } as const;

const KEY_SIZES = { RSA: [2048, 3072, 4096], ECC: [256] } as const;

export const createCsr = row({
  name: 'CreateCsr',
  style: 'RPC',
  parameters: {
    Name: name,
    Algorithm: { ...algorithm, required: true, missingCode: 'MissingParameter' },
    KeySize: { type: 'integer', required: true, missingCode: 'MissingParameter' },
    CommonName: mandatory,
    Sans: { type: 'string' },
    CorpName: { type: 'string' },
    Department: { type: 'string' },
    CountryCode: mandatory,
    Province: mandatory,
    Locality: mandatory,
  },
  response: { Csr: 'string', CsrId: 'integer' },
  errors: ['MissingParameter', 'InvalidParameter'] satisfies CasErrorCode[],
  handler: async (state, { account, parameters }) => {
    const { Name = '', Algorithm, KeySize, CommonName, Sans = '', CorpName, Department, ...place } = parameters;
    const sizes: readonly number[] = KEY_SIZES[Algorithm];
    if (!sizes.includes(KeySize)) throw invalid('KeySize');
    // Two letters (ISO 3166-1), or the subject could not be written.
    if (!/^[A-Za-z]{2}$/.test(place.CountryCode)) throw invalid('CountryCode');
    const names = [CommonName, ...Sans.split(',').map((one) => one.trim())].filter((one) => one !== '');
    const made = await makeCsr({
      algorithm: Algorithm,
      keySize: KeySize,
      subject: {
        ...{ CN: CommonName, O: CorpName, OU: Department },
        ...{ L: place.Locality, ST: place.Province, C: place.CountryCode },
      },
      sans: [...new Set(names)],
    });
    const facts = await readCsr(made.csr);
    if (!facts) throw invalid('CommonName');
    const { id, csr } = state.requests.add({ account, name: Name, ...made, facts });
    return { Csr: csr, CsrId: id };
  },
});

export const uploadCsr = row({
  name: 'UploadCsr',
  style: 'RPC',
  parameters: { Name: name, Csr: mandatory, Key: privateKey },
  response: { CsrId: 'integer' },
  errors: ['MissingParameter', 'InvalidParameter'] satisfies CasErrorCode[],
  handler: async (state, { account, parameters: { Name = '', Csr, Key = '' } }) => {
    const facts = await readCsr(Csr);
    if (!facts) throw invalid('Csr');
    if (Key !== '' && !isKeyOf(facts, Key)) throw invalid('Key');
    return { CsrId: state.requests.add({ account, name: Name, csr: Csr, privateKey: Key, facts }).id };
  },
});

export const getCsrDetail = row({
  name: 'GetCsrDetail',
  style: 'RPC',
  parameters: csrId,
  response: { Csr: 'string', PrivateKey: 'string' },
  errors: ['MissingParameter', 'NotFound'] satisfies CasErrorCode[],
  handler: (state, { account, parameters: { CsrId } }) => {
    const found = known(state, account, CsrId);
    return { Csr: found.csr, PrivateKey: found.privateKey || undefined };
  },
});

export const listCsr = row({
  name: 'ListCsr',
  style: 'RPC',
  parameters: {
    Algorithm: algorithm,
    KeyWord: { type: 'string', default: '' },
    CurrentPage: { type: 'integer', default: 1, min: 1 },
    ShowSize: { type: 'integer', default: 50, min: 1 },
  },
  response: {
    TotalCount: 'integer',
    CurrentPage: 'integer',
    ShowSize: 'integer',
    CsrList: [
      {
        ...{ CsrId: 'integer', Name: 'string', Algorithm: 'string', KeySize: 'integer', KeySha2: 'string' },
        ...{ HasPrivateKey: 'boolean', CommonName: 'string', Sans: 'string', CorpName: 'string' },
        ...{ Department: 'string', Locality: 'string', Province: 'string', CountryCode: 'string' },
      },
    ],
  },
  errors: [],
  handler: (state, { account, parameters: { Algorithm, KeyWord, CurrentPage, ShowSize } }) => {
    const found = state.requests
      .of(account)
      .filter(({ facts }) => Algorithm === undefined || facts.algorithm === Algorithm)
      .filter((one) => `${one.name} ${one.facts.commonName} ${one.facts.sans}`.includes(KeyWord))
      .toReversed();
    const page = found.slice((CurrentPage - 1) * ShowSize, CurrentPage * ShowSize);
    return { TotalCount: found.length, CurrentPage, ShowSize, CsrList: page.map(body) };
  },
});

export const updateCsr = row({
  name: 'UpdateCsr',
  style: 'RPC',
  parameters: { ...csrId, Key: { ...privateKey, required: true, missingCode: 'MissingParameter' } },
  response: {},
  errors: ['MissingParameter', 'InvalidParameter', 'NotFound'] satisfies CasErrorCode[],
  handler: (state, { account, parameters: { CsrId, Key } }) => {
    const found = known(state, account, CsrId);
    if (!isKeyOf(found.facts, Key)) throw invalid('Key');
    found.privateKey = Key;
    return {};
  },
});

export const deleteCsr = row({
  name: 'DeleteCsr',
  style: 'RPC',
  parameters: csrId,
  response: {},
  errors: ['MissingParameter', 'NotFound'] satisfies CasErrorCode[],
  handler: (state, { account, parameters: { CsrId } }) => {
    state.requests.remove(known(state, account, CsrId));
    return {};
  },
});

function body({ id, name: Name, privateKey: key, facts }: StoredRequest) {
  return {
    ...{ CsrId: id, Name, Algorithm: facts.algorithm, KeySize: facts.keySize, KeySha2: facts.keySha2 },
    ...{ HasPrivateKey: key !== '', CommonName: facts.commonName, Sans: facts.sans, CorpName: facts.corpName },
    ...{ Department: facts.department, Locality: facts.locality, Province: facts.province },
    CountryCode: facts.countryCode,
  };
}

/** @throws ApiError NotFound (inferred, for a request) */
function known(state: CasState, account: string, id: number): StoredRequest {
  const found = state.requests.find(account, id);
  if (!found) throw new ApiError<CasErrorCode>('NotFound');
  return found;
}

function invalid(parameter: string): ApiError<CasErrorCode> {
  return new ApiError<CasErrorCode>('InvalidParameter', { name: parameter });
}
