import type { ApiClient } from '../../local/house/api-client.ts';

/**
 * Asks again where the function that answers died on the way, or what it asked itself had too bad a day: deployed, it
 * remembers in the cloud. Everything that is asked here may be asked twice.
 */
export function insistent(api: ApiClient): ApiClient {
  return async (...asked) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await api(...asked);
      const failed = answer.status >= 500 || answer.headers.has('x-fc-error-type');
      if (!failed || attempt === MOST_ATTEMPTS) return answer;
    }
  };
}

const MOST_ATTEMPTS = 3;
