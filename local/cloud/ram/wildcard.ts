/**
 * Whether a text is what a pattern of a policy says: `*` stands for any characters, none too, `?` for one.
 * Without backtracking over the whole text, so that no policy makes it slow.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0;
  let inText = 0;
  let star = -1;
  let starText = 0;
  while (inText < text.length) {
    if (pattern[at] === '*') {
      star = at++;
      starText = inText;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[inText])) {
      at++;
      inText++;
    } else if (star >= 0) {
      // The last star takes one character more.
      at = star + 1;
      inText = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}

/** Actions are compared without regard to case ("in most cases", RAM's page on policy elements). */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesPattern(pattern.toLowerCase(), action.toLowerCase());
}

/**
 * `acs:<service>:<region>:<account>:<relative-id>`, part by part: a `*` reaches no further than its part, but for a lone
 * `*`, which is everything.
 */
export function matchesResource(pattern: string, resource: string): boolean {
  if (pattern === '*') return true;
  const [wanted, asked] = [partsOf(pattern), partsOf(resource)];
  return wanted.length === asked.length && wanted.every((part, index) => matchesPattern(part, asked[index] ?? ''));
}

/** Five parts; the last may hold colons of its own. */
function partsOf(arn: string): string[] {
  const [acs = '', service, region, account, ...relative] = arn.split(':');
  return service === undefined || region === undefined || account === undefined
    ? [arn]
    : [acs, service, region, account, relative.join(':')];
}
