import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { ApiProblem } from './problem.ts';

/** The answer for a plan that could not be made because the cloud could not be read; undefined for any other error. */
export function cloudProblem(error: unknown): ApiProblem | undefined {
  if (!(error instanceof CloudError)) return undefined;
  const { product, action, code, hint } = error;
  const extra = { product, action, code, ...(hint ? { hint } : {}) };
  return error.retryable
    ? new ApiProblem(503, 'CloudUnavailable', `${error.message}; ask again in a moment`, extra)
    : new ApiProblem(502, 'CloudRefused', error.message, extra);
}
