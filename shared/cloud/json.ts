/**
 * Parses JSON, but an integer that a JavaScript number cannot hold becomes a string of its digits: order, owner and
 * record ids of this cloud go beyond 2^53, and a rounded id is somebody else's.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(/\d{16}/.test(text) ? quoteUnsafeIntegers(text) : text);
}

/** One pass over escapes, quotes and numbers: a pattern for whole strings overflows the stack on very long ones. */
function quoteUnsafeIntegers(text: string): string {
  let insideText = false;
  return text.replace(/\\.|"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (token === '"') insideText = !insideText;
    const unsafe = !insideText && /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
    return unsafe ? `"${token}"` : token;
  });
}
