import { BlockList, isIPv4, isIPv6 } from 'node:net';

import { type PersonalDataDetector, type PlainText } from './plain-text.js';

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

/** Words and signs before the dotted number of a release or a section. */
const versionSign =
  /(?:(?<!\p{L})(?:versions?|versie|versión|versione|releases?|v|ver|build|section|chapter|firmware|driver|kernel|tag|upgraded? to|upgraded? from|updated? to)|版本|[=~^<>!]=?|\p{L}\/)[\s:="'.]{0,3}$/iu;

/** Signs behind the number of a release: `-beta`, `_2`, `+build`. */
const versionEnd = /^[-_+]\w/;

/** Words for a computer in a network. They may stand a few words before its address. */
const addressWords =
  /(?<![\p{L}\d-])(?:x-real-ip|x-forwarded-for|ips?(?:[ _-]?(?:addr(?:ess(?:es)?)?|adres(?:se)?n?))?|ipv4|addr|address|adres|adresse|dirección|indirizzo|hosts?|server|client|clients?|remote|peer|gateway|dns|nameserver|resolver|proxy|vpn|router|ping|traceroute|whois|ssh|connect(?:ed|ing|ion|s)?|logged in|login|from|van|von|desde|depuis|subnet|network|netwerk|source|src|dst|destination|listen(?:ing)?|bind|forwarded[ _-]for|via)(?![\p{L}-])|地址|服务器|来自/giu;

/** The farthest distance of such a word. */
const maximumDistance = 24;

/** A port, the size of a network, a path, or the columns of an access log, behind an address. */
const addressEnd = /^(?::\d{2,5}(?![\d.:])|\/\d{1,2}(?![\d.])|(?: -){2} \[)/;

/** Numbers of versions rarely have a second or third part of three digits. */
const minimumAddressPart = 100;

/** The sides of an address that is alone in its line. */
const lineStart = /(?:^|\n)[ \t>*-]{0,8}$/;
const lineEnd = /^[ \t,;]{0,8}(?:[\r\n]|$)/;

/** The words of a sentence that goes on behind an address. */
const sentence = /^[,;)]? \p{L}/u;

/** The groups that an IPv6 address must have, because short forms such as a::b are names in several programming languages. */
const minimumGroups = 4;

/** Public addresses begin with 2 or 3, and then two more groups are enough. */
const publicStart = /^[23][0-9a-f]{3}:/i;

/** Finds internet addresses, versions 4 and 6, except those without an owner. */
export const findIpAddresses: PersonalDataDetector = (plain) => [
  ...[...plain.text.matchAll(version4)].flatMap(({ 0: found, index }) =>
    isIPv4(found) && !impersonal.check(found, 'ipv4') && isAddress(plain, found, index)
      ? [{ start: index, end: index + found.length, label: 'IP_ADDRESS', score: 0.9 }]
      : [],
  ),
  ...[...plain.text.matchAll(version6)].flatMap(({ 0: found, index }) => {
    const groups = found.split(':').filter(Boolean).length;
    const isLong = groups >= minimumGroups || (groups === minimumGroups - 1 && publicStart.test(found));
    return isLong && isIPv6(found) && !impersonal.check(found, 'ipv6')
      ? [{ start: index, end: index + found.length, label: 'IP_ADDRESS', score: 0.9 }]
      : [];
  }),
];

/** Tells an address from the number of a version: one with small parts alone needs a second sign. */
function isAddress(plain: PlainText, found: string, start: number): boolean {
  const { text } = plain;
  const before = text.slice(Math.max(0, start - 24), start);
  const after = text.slice(start + found.length, start + found.length + 8);
  if (/(?::\/\/|@)$/.test(before) || addressEnd.test(after)) return true;
  if (versionSign.test(before) || versionEnd.test(after)) return false;
  const isHigh = found.split('.').map((part) => Number(part) >= minimumAddressPart);
  const isAlone = lineStart.test(before) && lineEnd.test(after);
  if (isHigh[1] || isHigh[2] || (isHigh.includes(true) && (isAlone || sentence.test(after)))) return true;
  // `image-name:1.2.3.4` is the tag of an image.
  if (/[\w/-]:$/.test(before) && !/(?:^|[^\p{L}-])(?:(?:\w+_)?(?:ip|addr|host)|\w+_address|ffff):$/iu.test(before))
    return false;
  const distance = plain.findDistance(start, addressWords);
  return distance !== undefined && distance <= maximumDistance;
}
