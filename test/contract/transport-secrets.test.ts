import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CloudRequest } from '../../shared/cloud/cloud-request.ts';
import type { Reply } from './loopback-server.ts';
import { CREDENTIALS, rejectionOf, transportTo } from './transport-under-test.ts';

const UPLOAD: CloudRequest = {
  product: 'cas',
  version: '2020-04-07',
  action: 'UploadUserCertificate',
  style: 'RPC',
  method: 'POST',
  path: '/',
  idempotent: true,
};
const UPDATE: CloudRequest = {
  product: 'eas',
  version: '2021-07-01',
  action: 'UpdateService',
  style: 'ROA',
  method: 'PUT',
  path: '/api/v2/services/cn-hangzhou/chat',
  idempotent: true,
};

describe('no secret is in an error', () => {
  const parrot = ({ headers, body }: { headers: object; body: string }, Code: string): Reply => ({
    status: 400,
    body: {
      Code,
      Message: `${CREDENTIALS.accessKeySecret} ${JSON.stringify(headers)} ${body} ${decodeURIComponent(body)}`,
    },
  });
  const FORM: CloudRequest = {
    ...UPLOAD,
    form: { Key: '-----BEGIN KEY-----\nMIIEvQIB\n', Name: 'certificate-1' },
  };
  const SERVICE: CloudRequest = { ...UPDATE, confidential: true, body: { token: 'the-service-token' } };

  it.each<[string, CloudRequest, string]>([
    ['a cloud that repeats a form', FORM, 'InvalidParameter'],
    ['a cloud that repeats a confidential body', SERVICE, 'InvalidParameter'],
    ['the same body as text', { ...SERVICE, body: '{"token": "the-service-token"}' }, 'InvalidParameter'],
    ['a signature error, which quotes what it signed', FORM, 'SignatureDoesNotMatch'],
  ])('%s', async (_name, request, code) => {
    const { transport } = await transportTo((received) => parrot(received, code));
    const shown = inspect(await rejectionOf(transport.call(request)), { depth: null, showHidden: true });
    for (const secret of [CREDENTIALS.accessKeySecret, CREDENTIALS.securityToken, 'MIIEvQIB', 'the-service-token']) {
      expect(shown).not.toContain(secret);
    }
  });

  it('a network error that quotes the URL', async () => {
    const { transport } = await transportTo(() => 'drop', {
      fetch: (url) => Promise.reject(new TypeError(`GET ${url} ${CREDENTIALS.securityToken} failed`)),
    });
    const query = { Value: 'a-parameter-of-the-call' };
    for (const request of [UPDATE, { ...UPDATE, idempotent: false }]) {
      const shown = inspect(await rejectionOf(transport.call({ ...request, query })), {
        depth: null,
        showHidden: true,
      });
      expect(shown).not.toContain(CREDENTIALS.securityToken);
      expect(shown).not.toContain('a-parameter-of-the-call');
    }
  });
});
