import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { OutOfTime } from '../../shared/function-compute/run-out.ts';
import { outOfTime } from './in-time.ts';
import { ApiProblem } from './problem.ts';

/** The answer for a plan that could not be made because the cloud could not be read, or not in time; undefined for any other error. */
export function cloudProblem(error: unknown): ApiProblem | undefined {
  if (error instanceof OutOfTime) return outOfTime();
  if (!(error instanceof CloudError)) return undefined;
  const { product, action, code, hint } = error;
  const extra = { product, action, code, ...(hint ? { hint } : {}) };
  return error.retryable
    ? new ApiProblem(503, 'CloudUnavailable', `${error.message}; ask again in a moment`, extra)
    : new ApiProblem(502, 'CloudRefused', error.message, extra);
}
