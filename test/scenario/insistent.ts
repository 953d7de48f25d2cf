import type { ApiAnswer, ApiClient } from '../../local/house/api-client.ts';

/**
 * Asks again where the function that answers died on the way, or says to ask again: deployed, it remembers in the cloud, which
 * may have a bad day. Everything that is asked here may be asked twice.
 */
export function insistent(api: ApiClient): ApiClient {
  return async (...asked) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await api(...asked);
      if (!(hasDied(answer) || saysToAskAgain(answer)) || attempt === MOST_ATTEMPTS) return answer;
    }
  };
}

const hasDied = ({ headers }: ApiAnswer) => headers.has('x-fc-error-type');
/** In this process what it remembers is at hand, and nothing excuses it. */
const saysToAskAgain = ({ status }: ApiAnswer) => status === 503 && process.env.TORII_DEPLOYED === '1';

const MOST_ATTEMPTS = 3;
