import { ApiProblem } from '../problem.ts';

/**
 * Refuses what no client of this API sends: addresses that cannot be decoded or hold control characters, and sizes beyond
 * all need.
 *
 * @throws ApiProblem RequestUnreadable
 */
export function assertSane(request: Request): void {
  const { pathname, searchParams, search } = new URL(request.url);
  if (pathname.length + search.length > LONGEST_URL) throw unreadable(`its address has over ${LONGEST_URL} characters`);
  if (!isDecodable(pathname) || !isDecodable(search.replaceAll('+', ' '))) {
    throw unreadable('its address is not percent-encoded UTF-8');
  }
  if (pathname.split('/').some((segment) => HIDDEN.test(decodeURIComponent(segment)))) {
    throw unreadable('its path has a slash, a backslash or a control character in a name');
  }
  for (const [name, value] of searchParams) {
    if (CONTROL.test(name + value)) throw unreadable('its query has control characters');
    if (value.length > LONGEST_VALUE) throw unreadable(`a value of its query has over ${LONGEST_VALUE} characters`);
  }
  let headers = 0;
  for (const [name, value] of request.headers) headers += name.length + value.length;
  if (headers > LONGEST_HEADERS) throw unreadable(`its headers have over ${LONGEST_HEADERS} characters`);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function unreadable(why: string): ApiProblem {
  return new ApiProblem(400, 'RequestUnreadable', `the request is not read: ${why}`);
}

const CONTROL = /[\p{Cc}\p{Cs}]/u;
const HIDDEN = /[\p{Cc}\p{Cs}/\\]/u;
const LONGEST_URL = 4096;
const LONGEST_VALUE = 2048;
const LONGEST_HEADERS = 32 * 1024;
