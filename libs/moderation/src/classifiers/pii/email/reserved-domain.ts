/** Ends of names that nobody can own: top-level names and domains for tests and documentation (RFC 2606, RFC 6761). */
const reserved = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/i;

/** Checks whether a domain is reserved for tests and documentation, so that it belongs to nobody. */
export function isReservedDomain(domain: string): boolean {
  return reserved.test(domain);
}
