import { ApiError, actionsOf } from '../product.ts';
import type { CasErrorCode } from './errors.ts';
import { followsFromNext, parseChain, parsePrivateKey, validity } from './pem.ts';
import type { CasState } from './state.ts';

const row = actionsOf<CasState>();

export const uploadUserCertificate = row({
  name: 'UploadUserCertificate',
  style: 'RPC',
  parameters: {
    Name: { type: 'string', required: true, missingCode: 'MissingParameter' },
    Cert: { type: 'string', required: true, missingCode: 'MissingParameter' },
    Key: { type: 'string', required: true, missingCode: 'MissingParameter', secret: true },
    ResourceGroupId: { type: 'string' },
    Tags: {
      type: 'objects',
      max: 20,
      fields: { Key: { type: 'string', required: true }, Value: { type: 'string', default: '' } },
    },
  },
  response: { CertId: 'integer', ResourceId: 'string' },
  errors: [
    'MissingParameter',
    'InvalidParameter',
    'NameRepeat',
    'CertificateFormatException',
    'CertificateChainNotMatch',
    'CertificateExpired',
    'InsufficientQuota',
  ] satisfies CasErrorCode[],
  handler: (state, { account, parameters, now }) => {
    checkName(state, account, parameters.Name);
    checkMaterial(parameters.Cert, parameters.Key, now);
    checkQuota(state, account);
    const { id, instanceId } = state.add({
      account,
      name: parameters.Name,
      certificate: parameters.Cert,
      privateKey: parameters.Key,
      tags: parameters.Tags ?? [],
      resourceGroupId: parameters.ResourceGroupId ?? '',
    });
    return { CertId: id, ResourceId: instanceId };
  },
});

function checkName(state: CasState, account: string, name: string): void {
  const isAllowed = state.names === 'any' ? name.length <= 64 : /^[A-Za-z0-9_]{1,63}$/.test(name);
  if (!isAllowed) throw new ApiError<CasErrorCode>('InvalidParameter', { name: 'Name' });
  if (state.hasName(account, name)) throw new ApiError<CasErrorCode>('NameRepeat');
}

function checkQuota(state: CasState, account: string): void {
  const uploaded = state.of(account).filter((certificate) => certificate.uploaded).length;
  if (uploaded >= state.uploadQuota) throw new ApiError<CasErrorCode>('InsufficientQuota');
}

/** That an expired certificate is refused is inferred from the code's existence. */
function checkMaterial(certificate: string, privateKey: string, now: number): void {
  const { chain, key } = parsed(certificate, privateKey);
  const [leaf] = chain;
  if (!leaf.checkPrivateKey(key)) throw new ApiError<CasErrorCode>('CertificateFormatException');
  if (!followsFromNext(chain)) throw new ApiError<CasErrorCode>('CertificateChainNotMatch');
  if (now > validity(leaf).notAfter) throw new ApiError<CasErrorCode>('CertificateExpired');
}

function parsed(certificate: string, privateKey: string) {
  try {
    return { chain: parseChain(certificate), key: parsePrivateKey(privateKey) };
  } catch {
    throw new ApiError<CasErrorCode>('CertificateFormatException');
  }
}
