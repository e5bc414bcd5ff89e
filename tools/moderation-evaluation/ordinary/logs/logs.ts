import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes logs of programs, servers and machines. */
export const logs: TextWriters = {
  'logs of a service': (random) =>
    random.lines(
      6,
      14,
      () => `${draw.timestamp(random)} ${random.pick(['INFO', 'WARN', 'ERROR', 'DEBUG', '[info]'])} ${message(random)}`,
    ),
  'access logs': (random) =>
    random.lines(5, 10, () => {
      const moment = random
        .moment()
        .toUTCString()
        .slice(5, 25)
        .replaceAll(' ', '/')
        .replace(/\/(\d\d:)/, ':$1');
      return `${random.chance(0.8) ? draw.ipv4(random) : draw.ipv6(random)} - - [${moment} +0000] "${random.pick(['GET', 'POST', 'PUT', 'DELETE'])} /${draw.noun(random)}/${random.pick([random.uuid(), random.number(5), draw.kebab(random)])} HTTP/1.1" ${random.pick([200, 201, 204, 301, 304, 400, 404, 500])} ${random.integer(0, 99_999)} "-" "${random.pick(['curl/8.5.0', 'kube-probe/1.29', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.127 Safari/537.36'])}" rt=${random.decimal(0, 3, 3)} id=${random.hex(32)}`;
    }),
  'logs in JSON': (random) =>
    random.lines(4, 8, () =>
      JSON.stringify({
        level: random.pick([20, 30, 40, 'info', 'warn']),
        time: random.moment().getTime(),
        pid: random.integer(1, 65_000),
        hostname: `${draw.kebab(random)}-${random.hex(9)}-${random.string(alphabets.lower + alphabets.digits, 5)}`,
        reqId: random.pick([random.uuid(), `req-${random.string(alphabets.lower + alphabets.digits, 4)}`]),
        traceId: random.hex(32),
        spanId: random.hex(16),
        duration: Number(random.decimal(0, 900, random.integer(3, 13))),
        msg: message(random),
      }),
    ),
  'logs of a machine': (random) =>
    random.lines(6, 12, () => {
      const time = random.moment().toUTCString();
      const head = `${time.slice(8, 11)} ${time.slice(5, 7)} ${time.slice(17, 25)} ${draw.noun(random)}${random.integer(1, 20)}`;
      return random.pick([
        () =>
          `${head} kernel: [${random.number(random.integer(3, 6))}.${random.digits(6)}] pci 0000:${random.hex(2)}:${random.hex(2)}.0: BAR ${random.integer(0, 6)}: assigned [mem 0x${random.hex(8)}-0x${random.hex(8)}]`,
        () => `${head} systemd[1]: Started ${draw.kebab(random)}.service - ${draw.sentence(random)}`,
        () =>
          `${head} dockerd[${random.integer(100, 9999)}]: level=info msg="Container ${random.hex(64)} failed to exit within 10s"`,
        () =>
          `${head} sshd[${random.integer(100, 9999)}]: Connection from ${draw.ipv4(random)} port ${random.integer(1024, 65_000)}`,
        () =>
          `${head} audit[${random.integer(100, 9999)}]: AVC apparmor="DENIED" operation="open" name="/proc/${random.integer(1, 9999)}/${draw.noun(random)}" pid=${random.integer(1, 9999)}`,
        () => `${head} CRON[${random.integer(100, 9999)}]: (root) CMD (/usr/lib/${draw.kebab(random)}.sh)`,
      ])();
    }),
  'output of builds': (random) =>
    random.lines(6, 14, () =>
      random.pick([
        () =>
          `#${random.integer(1, 30)} sha256:${random.hex(64)} ${random.decimal(0, 99, 2)}MB / ${random.decimal(0, 99, 2)}MB ${random.decimal(0, 30, 1)}s`,
        () => `added ${random.integer(1, 900)} packages in ${random.integer(1, 90)}s`,
        () =>
          `dist/assets/${draw.noun(random)}-${random.string(alphabets.base64url, 8)}.js  ${random.decimal(1, 900, 2)} kB │ gzip: ${random.decimal(1, 300, 2)} kB`,
        () =>
          `[${random.integer(1, 300)}/${random.integer(300, 900)}] Compiling ${draw.package(random)} v${draw.version(random)}`,
        () => `Successfully built ${random.hex(12)}`,
        () => `✓ ${draw.camel(random)} (${random.integer(1, 900)} ms)`,
        () => `digest: sha256:${random.hex(64)} size: ${random.integer(500, 9999)}`,
        () =>
          `Get:${random.integer(1, 90)} http://archive.example.org/${draw.noun(random)} ${draw.kebab(random)} amd64 ${draw.version(random)}-${random.integer(1, 9)}ubuntu${random.integer(1, 9)} [${random.integer(10, 900)} kB]`,
      ])(),
    ),
};

function message(random: Random): string {
  return random.pick([
    () => `${draw.camel(random)} took ${random.integer(1, 9999)} ms (request ${random.uuid()})`,
    () => `deployed ${draw.kebab(random)}@${random.hex(random.pick([7, 8, 10, 40]))} to ${draw.noun(random)}`,
    () => `connected to ${draw.ipv4(random)}:${random.integer(1000, 65_000)}`,
    () => `cache_key: ${random.hex(40)} miss`,
    () => `cache key=${draw.noun(random)}:${random.hex(32)} ttl=${random.integer(1, 86_400)}`,
    () => `trace=${random.hex(32)} span=${random.hex(16)}`,
    () => `image ${draw.kebab(random)}:${draw.version(random)} pulled, digest sha256:${random.hex(64)}`,
    () =>
      `offset=${random.number(random.integer(3, 12))} partition=${random.integer(0, 64)} lag=${random.integer(0, 9999)}`,
    () => `Retry ${random.integer(1, 5)} of 5 in ${random.decimal(0, 30, 3)}s: ${draw.sentence(random)}`,
    () => `token count: ${random.integer(1, 9999)}; tokens per second: ${random.decimal(1, 99, 4)}`,
    () => `session ${random.base64url(18)} expired`,
    () => `ETag "${random.hex(32)}" unchanged`,
    () => `user ${random.integer(1, 99_999)} opened ${draw.kebab(random)}`,
    () => `heap ${random.number(9)} bytes at 0x${random.hex(12)}`,
    () => `password check passed; secret rotation is due on ${draw.date(random)}`,
  ])();
}
