/** DNS compares names without case, and with or without the root's dot (RFC 4343, RFC 1034 §3.1). */
export function plainName(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '');
}
