import { createHash } from 'node:crypto';
import { actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

export const describeServiceSignedUrl = row({
  name: 'DescribeServiceSignedUrl',
  style: { method: 'GET', path: `${servicePath.template}/signed_url` },
  parameters: {
    ...servicePath.parameters,
    Type: { type: 'string', enum: ['webview', 'monitor'], default: 'webview', source: 'inferred' },
    /** Seconds; 43200 is the documents' example. */
    Expire: { type: 'integer', default: 43200, min: 1, source: 'inferred' },
    Internal: { type: 'boolean', default: false },
  },
  response: { SignedUrl: 'string' },
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  // Nothing answers there: a service here has no page. What the signature is made of is not documented (inferred).
  handler: (state, { account, now, parameters }) => {
    const { ClusterId, ServiceName, Type, Expire, Internal } = parameters;
    const service = state.service(account, ClusterId, ServiceName);
    const expires = Math.floor(now / 1000) + Expire;
    const signature = createHash('sha256').update(`${service.token}/${Type}/${expires}`).digest('base64url');
    const place = Internal ? `vpc.console.${ClusterId}` : `console.${ClusterId}`;
    const page = Type === 'monitor' ? '/monitor' : '';
    const host = `${service.name}-${account}.${place}.eas.pai-ml.com`;
    return { SignedUrl: `https://${host}${page}?expire=${expires}&signature=${signature}` };
  },
});
