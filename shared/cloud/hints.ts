/** What the owner can do about an error that every product may answer. Codes: the products' published error lists. */
export function hintFor(code: string, action: string): string | undefined {
  if (/^(Forbidden(\.RAM|Ram)?|NoPermission|AccessDenied(\.NoAuth)?|PermissionDenied)$/.test(code)) {
    return `the role that made this call may not use ${action}: allow it in the role's policy`;
  }
  if (/^InvalidAccessKeyId\./.test(code)) return 'the access key does not exist or is disabled: use another one';
  if (/^InvalidSecurityToken\./.test(code)) return 'the temporary credentials have run out: get new ones';
  if (/^InvalidTimeStamp\./.test(code)) return 'the clock of this machine is more than 15 minutes off: set it';
  if (code === 'SignatureDoesNotMatch' || code === 'IncompleteSignature') {
    return 'the access key secret does not belong to the access key id, or something on the way changed the request';
  }
  if (code.includes('Throttling') || code === 'FlowControlError') {
    return `the account calls ${action} more often than its quota allows: other callers share the quota`;
  }
  return undefined;
}
