import type { IncomingHttpHeaders } from 'node:http';
import { header } from './parse.ts';

const REGION = /^(cn|ap|us|eu|me|na|sa)-[a-z]+[a-z0-9-]*$/;

/**
 * The region a request is for: its `RegionId`, its `ClusterId` (EAS: always the region id), the header
 * `x-acs-region-id`, a label of the host (`pai-eas.cn-hangzhou.aliyuncs.com`), else the cloud's default. On the real
 * cloud the endpoint says it; clients of a bare 127.0.0.1 cannot.
 */
export function regionOf(
  parameters: Readonly<Record<string, unknown>>,
  headers: IncomingHttpHeaders,
  fallback: string,
): string {
  const named = [parameters.RegionId, parameters.ClusterId, header(headers, 'x-acs-region-id')];
  const labels = header(headers, 'host')?.split(':')[0]?.split('.') ?? [];
  for (const candidate of [...named, ...labels]) {
    if (typeof candidate === 'string' && REGION.test(candidate)) return candidate;
  }
  return fallback;
}
