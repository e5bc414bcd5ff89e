import { BlockList, isIPv4, isIPv6 } from 'node:net';

import { type Detector } from '../spans/detected-span.js';
import { isIntroduced } from './number-context.js';

const version4 = /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{L}\p{N}]|\.\d)/gu;
const version6 = /(?<![\p{L}\p{N}:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\p{L}\p{N}:])/gu;

/** Addresses without an owner: this machine, private networks, examples in manuals (RFC 1918, 3927, 5737, 6890). */
const impersonal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  impersonal.addSubnet(network, prefix, 'ipv4');
}
impersonal.addSubnet('fc00::', 7, 'ipv6');
impersonal.addSubnet('fe80::', 10, 'ipv6');
impersonal.addSubnet('2001:db8::', 32, 'ipv6');

/** Words before the dotted number of a release or a section. */
const versionWord = /\b(?:version|release|v|ver|build|section|chapter)\.?\s*$/i;

/** Finds internet addresses, versions 4 and 6, except those without an owner. */
export const findIpAddresses: Detector = (text) => [
  ...[...text.matchAll(version4)].flatMap(({ 0: found, index }) =>
    isIPv4(found) && !impersonal.check(found, 'ipv4') && !isIntroduced(text, index, versionWord)
      ? [{ start: index, end: index + found.length, label: 'IP_ADDRESS', score: 0.9 }]
      : [],
  ),
  ...[...text.matchAll(version6)].flatMap(({ 0: found, index }) =>
    // Short forms such as a::b are names in several programming languages.
    isIPv6(found) && found.split(':').filter(Boolean).length >= 4 && !impersonal.check(found, 'ipv6')
      ? [{ start: index, end: index + found.length, label: 'IP_ADDRESS', score: 0.9 }]
      : [],
  ),
];
