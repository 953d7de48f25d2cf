import type { IncomingHttpHeaders } from 'node:http';
import type { ReceivedRequest } from './receive.ts';
import { refusal } from './refusal.ts';

/** A request with its target and its form taken apart, values decoded. */
export interface ParsedRequest extends ReceivedRequest {
  /** As it came, still percent-encoded. */
  readonly path: string;
  readonly query: readonly Pair[];
  /** Pairs of an `application/x-www-form-urlencoded` body. */
  readonly form: readonly Pair[];
}

export type Pair = readonly [name: string, value: string];

export function parse(request: ReceivedRequest): ParsedRequest {
  const cut = request.target.indexOf('?');
  const path = cut < 0 ? request.target : request.target.slice(0, cut);
  const isForm = header(request.headers, 'content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  return {
    ...request,
    path,
    query: cut < 0 ? [] : decodePairs(request.target.slice(cut + 1), 'query'),
    form: isForm ? decodePairs(request.body.toString('utf8'), 'body') : [],
  };
}

/** One value of a header, or undefined. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** First value of a name in query or form. */
export function firstValue(request: ParsedRequest, name: string): string | undefined {
  return (request.query.find(([key]) => key === name) ?? request.form.find(([key]) => key === name))?.[1];
}

function decodePairs(text: string, place: string): Pair[] {
  try {
    return text
      .split('&')
      .filter((part) => part !== '')
      .map((part) => {
        const cut = part.indexOf('=');
        return cut < 0 ? [decode(part), ''] : [decode(part.slice(0, cut)), decode(part.slice(cut + 1))];
      });
  } catch {
    throw refusal('InvalidParameter', place);
  }
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
