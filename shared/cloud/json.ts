// A string literal, or a number; strings are matched first so that digits inside them are left alone.
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON, but an integer that a JavaScript number cannot hold becomes a string of its digits: order, owner and
 * record ids of this cloud go beyond 2^53, and a rounded id is somebody else's.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(STRING_OR_NUMBER, quoteIfUnsafe));
}

function quoteIfUnsafe(token: string): string {
  const unsafe = /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
  return unsafe ? `"${token}"` : token;
}
