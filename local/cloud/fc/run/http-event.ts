/** A request to a function, whole. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** One value a name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly httpVersion: string;
}

/** The event of an HTTP trigger, version `v1` (documented). */
export function toHttpEvent(
  { method, target, headers, body, sourceIp, httpVersion }: HttpRequest,
  { requestId, accountId, now }: { requestId: string; accountId: string; now: number },
) {
  const cut = target.indexOf('?');
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  const isText = body.equals(Buffer.from(body.toString('utf8'), 'utf8'));
  const domainName = headers.host ?? 'localhost';
  return {
    version: 'v1',
    rawPath,
    // Samples of the real platform carry canonical names, whatever the client wrote.
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [canonicalName(name), value])),
    queryParameters: joinQuery(cut < 0 ? '' : target.slice(cut + 1)),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
    requestContext: {
      accountId,
      domainName,
      domainPrefix: domainName.split('.')[0],
      requestId,
      time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
      timeEpoch: String(now),
      http: {
        method,
        path: decodePath(rawPath),
        protocol: `HTTP/${httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
    },
  };
}

/** Several values of a name are joined by commas. */
function joinQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

function canonicalName(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (start) => start.toUpperCase());
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return rawPath;
  }
}
