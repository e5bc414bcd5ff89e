import { BlockList, isIP } from 'node:net';

/** The IPv4 ranges that are not public: https://www.iana.org/assignments/iana-ipv4-special-registry */
const specialIpv4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * The parts of the global IPv6 range that are not public, or that carry an IPv4 address (Teredo, 6to4):
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const specialIpv6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const ipv4Special = new BlockList();
for (const [address, bits] of specialIpv4) ipv4Special.addSubnet(address, bits, 'ipv4');

const ipv6Special = new BlockList();
for (const [address, bits] of specialIpv6) ipv6Special.addSubnet(address, bits, 'ipv6');

/** All public IPv6 addresses are in it. IPv4 addresses in the form of IPv6, and those of NAT64, are not. */
const ipv6Global = new BlockList();
ipv6Global.addSubnet('2000::', 3, 'ipv6');

/**
 * Checks whether an IP address belongs to the public internet. Addresses of this machine, of a private network, of a cloud's
 * metadata service, of groups and of documentation do not. Anything that is no IP address does not either.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !ipv4Special.check(address, 'ipv4');
    case 6:
      return ipv6Global.check(address, 'ipv6') && !ipv6Special.check(address, 'ipv6');
    default:
      return false;
  }
}
