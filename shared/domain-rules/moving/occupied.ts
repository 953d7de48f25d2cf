/**
 * Whether EAS refuses a domain because another gateway holds it. Its code for that is not documented, so any word for it
 * in the code or the message counts; asked only where another gateway is known to hold the domain.
 */
export function saysOccupied(code: string, message: string): boolean {
  return /occup|already|exist|conflict|duplicat|in.?use/i.test(
    `${code.replace(/not.?exist/gi, '')} ${message.replace(/not.?exist/gi, '')}`,
  );
}
