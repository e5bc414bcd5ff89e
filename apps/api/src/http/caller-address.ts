import { isIPv6 } from 'node:net';

/**
 * Reduces an address to the part that identifies a caller: all of IPv4, and of IPv6 the first 64 bits.
 *
 * A host gets a whole /64 network and picks the other bits itself (RFC 4291, section 2.5.1).
 */
export function toCallerAddress(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? `${toGroups(address).slice(0, 4).join(':')}::/64` : address;
}

/** Splits an address into its groups; those that `::` leaves out are zeros. */
function toGroups(address: string): string[] {
  const [start, end] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  if (!start || !end) return start ?? [];
  return [...start, ...Array.from({ length: Math.max(0, 8 - start.length - end.length) }, () => '0'), ...end];
}
