import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes lists of identifiers: UUIDs, hashes, network addresses, versions and keys of issues. */
export const identifierLists: TextWriters = {
  'UUIDs, 50': (random) => {
    const form = random.pick<(uuid: string) => string>([
      (uuid) => uuid,
      (uuid) => uuid.toUpperCase(),
      (uuid) => `- ${uuid}`,
      (uuid) => `"${uuid}",`,
      (uuid) => `urn:uuid:${uuid}`,
      (uuid) => `{${uuid}}`,
    ]);
    return Array.from({ length: 50 }, () => form(random.uuid())).join(random.pick(['\n', ' ', ', ']));
  },
  'sums of files': (random) => {
    const length = random.pick([32, 40, 56, 64, 96, 128]);
    const file = (): string =>
      `${draw.kebab(random)}-${draw.version(random)}.${random.pick(['tar.gz', 'zip', 'deb', 'iso', 'whl', 'jar'])}`;
    return random.pick([
      () => random.lines(5, 12, () => `${random.hex(length)}  ${file()}`),
      () => random.lines(5, 12, () => `SHA${length * 4} (${file()}) = ${random.hex(length)}`),
      () => random.lines(5, 12, () => `sha256:${random.hex(64)}`),
      () => random.lines(5, 12, () => `md5=${random.string(alphabets.upperHex, 32)} size=${random.integer(10, 9e8)}`),
      () => random.lines(5, 12, () => `sha512-${random.base64(64)}`),
    ])();
  },
  'IPv6 and MAC addresses': (random) =>
    random.lines(6, 16, () =>
      random.pick([
        () => `inet6 ${draw.ipv6(random)}/${random.pick([48, 64, 128])} scope link`,
        () => `ether ${mac(random, ':')}  txqueuelen 1000  (Ethernet)`,
        () => `${draw.ipv6(random)} dev eth${random.integer(0, 3)} lladdr ${mac(random, ':')} REACHABLE`,
        () => `${draw.ipv4(random)}\t${mac(random, '-').toUpperCase()}\tdynamic`,
        () => `[${draw.ipv6(random)}]:${random.integer(80, 65_000)}`,
        () => `${random.hex(4)}.${random.hex(4)}.${random.hex(4)}`,
      ])(),
    ),
  'lists of versions': (random) =>
    random.pick([
      () => random.list(10, 30, () => draw.version(random)).join(random.pick([' ', ', ', '\n'])),
      () =>
        random.lines(
          6,
          15,
          () => `${draw.package(random)}@${random.pick(['^', '~', '', '>='])}${draw.version(random)}`,
        ),
      () => random.lines(6, 15, () => `${draw.noun(random)}:${draw.version(random)}.${random.integer(0, 9)}`),
      () =>
        random.lines(
          6,
          15,
          () =>
            `${draw.kebab(random)}${random.pick(['==', ' v', ' version ', '-'])}${random.integer(1, 200)}.${random.integer(0, 99)}.${random.integer(0, 9)}.${random.integer(0, 255)}`,
        ),
      () =>
        random.lines(
          6,
          15,
          () => `v${draw.date(random).replaceAll('-', '.')}.${random.integer(1, 40)}+${random.hex(7)}`,
        ),
    ])(),
  'keys of issues': (random) =>
    random.lines(4, 10, () => {
      const key = `${random.string(alphabets.upper, random.integer(2, 5))}-${random.number(random.integer(1, 6))}`;
      return random.pick([
        `${key}: ${draw.sentence(random)}`,
        `Jira: ${key}-${draw.noun(random)}`,
        `${draw.verb(random)}/${key}-${draw.kebab(random)}`,
        `Closes ${key}, relates to #${random.integer(1, 99_999)}`,
        `api: v1beta${random.integer(1, 3)}-${draw.date(random).replaceAll('-', '')}`,
        `GHSA-${random.string(alphabets.lower + alphabets.digits, 4)}-${random.string(alphabets.lower + alphabets.digits, 4)}-${random.string(alphabets.lower + alphabets.digits, 4)} CVE-${random.integer(2015, 2029)}-${random.number(random.integer(4, 6))}`,
      ]);
    }),
  'identifiers of records': (random) => {
    const make = random.pick<() => string>([
      () => `01${random.string(alphabets.crockford, 24)}`,
      () => `c${random.string(alphabets.lower + alphabets.digits, 24)}`,
      () => random.string(alphabets.base64url, 21),
      () => random.hex(24),
      () =>
        `${random.pick(['usr', 'ord', 'evt', 'run', 'thread', 'msg', 'file'])}_${random.string(alphabets.alphanumeric, 24)}`,
      () => random.string(alphabets.alphanumeric, 11),
      () => `1${random.digits(18)}`,
      () => random.string(alphabets.base64url, random.integer(8, 16)),
    ]);
    return random.lines(8, 20, () =>
      random.pick([make(), `id: ${make()}`, `${draw.noun(random)}_id=${make()}`, `/${draw.noun(random)}s/${make()}`]),
    );
  },
};

function mac(random: Random, separator: string): string {
  return Array.from({ length: 6 }, () => random.hex(2)).join(separator);
}
