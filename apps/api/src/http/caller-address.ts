import { isIPv6 } from 'node:net';

/**
 * What of an address tells callers apart: all of one of IPv4; of IPv6 the first 64 bits, since whoever has one such address has
 * all that begin as it does.
 */
export function callerAddress(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address;
}

/** The groups of an address, those that `::` leaves out as zeros. */
function groupsOf(address: string): string[] {
  const [start, end] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  if (!start || !end) return start ?? [];
  return [...start, ...Array.from({ length: Math.max(0, 8 - start.length - end.length) }, () => '0'), ...end];
}
