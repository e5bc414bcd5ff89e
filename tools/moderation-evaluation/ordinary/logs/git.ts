import { type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes output of Git and addresses of its repositories. */
export const git: TextWriters = {
  'git log': (random) =>
    random.pick([
      () => random.lines(6, 16, () => `${random.hex(random.pick([7, 8, 9, 10]))} ${subject(random)}`),
      () =>
        random
          .list(
            2,
            5,
            () =>
              `commit ${random.hex(40)}${random.chance(0.2) ? ` (HEAD -> main, origin/main)` : ''}\nAuthor: ${draw.person(random)} <${draw.user(random)}@${draw.host(random)}>\nDate:   ${random.moment().toUTCString().replace('GMT', '+0200')}\n\n    ${subject(random)}`,
          )
          .join('\n\n'),
      () =>
        random.lines(
          6,
          14,
          () =>
            `* ${random.hex(7)} - (${draw.date(random)}) ${subject(random)}${random.chance(0.3) ? ` (tag: v${draw.version(random)})` : ''}`,
        ),
      () => random.lines(6, 14, () => `pick ${random.hex(7)} ${subject(random)}`),
      () =>
        random.lines(
          6,
          12,
          () =>
            `${random.hex(8)} (${draw.person(random)} ${draw.timestamp(random)} +0100 ${random.integer(1, 900)}) const ${draw.camel(random)} = ${random.integer(1, 99)};`,
        ),
    ])(),
  'git diff': (random) => {
    const file = `${draw.path(random)}.${random.pick(['ts', 'py', 'go', 'css', 'yml'])}`;
    return `diff --git a/${file} b/${file}\nindex ${random.hex(7)}..${random.hex(7)} 100644\n--- a/${file}\n+++ b/${file}\n@@ -${random.integer(1, 900)},${random.integer(1, 20)} +${random.integer(1, 900)},${random.integer(1, 20)} @@ ${draw.camel(random)}\n${random.lines(
      5,
      12,
      () =>
        `${random.pick(['+', '-', ' '])}  ${random.pick([
          () => `${draw.camel(random)}(${draw.noun(random)}, '${draw.kebab(random)}');`,
          () => `const ${draw.noun(random)} = "${random.hex(random.integer(6, 40))}";`,
          () => `color: #${random.hex(random.pick([3, 6]))};`,
          () => `"${draw.package(random)}": "^${draw.version(random)}",`,
          () => `image: ${draw.kebab(random)}:${draw.version(random)}@sha256:${random.hex(64)}`,
          () => `// ${draw.sentence(random)}`,
          () => `if (${draw.noun(random)}.password === undefined) return ${draw.noun(random)};`,
          () => `${draw.noun(random)}.${draw.noun(random)}Key = request.body.${draw.noun(random)}1.password;`,
        ])()}`,
    )}`;
  },
  'addresses of repositories': (random) =>
    random.lines(3, 8, () => {
      const repository = `${draw.noun(random)}/${draw.kebab(random)}`;
      const host = random.pick([
        'github.com',
        'gitlab.com',
        'bitbucket.org',
        `git.${draw.host(random)}`,
        'ssh.dev.azure.com',
      ]);
      return random.pick([
        `git clone git@${host}:${repository}.git`,
        `origin\tgit@${host}:${repository}.git (fetch)`,
        `"url": "git+ssh://git@${host}/${repository}.git#${random.hex(40)}"`,
        `git clone --depth 1 --branch v${draw.version(random)} https://${host}/${repository}.git`,
        `To ssh://git@${host}:2222/${repository}.git\n   ${random.hex(7)}..${random.hex(7)}  main -> main`,
        `remote add upstream ${draw.noun(random)}@${draw.host(random)}:/srv/git/${repository}.git`,
        `npm install git+https://${host}/${repository}.git#semver:^${draw.version(random)}`,
      ]);
    }),
};

function subject(random: Random): string {
  return random.pick([
    () =>
      `${random.pick(['feat', 'fix', 'chore', 'docs', 'refactor', 'test'])}(${draw.noun(random)}): ${draw.verb(random)} ${draw.adjective(random)} ${draw.noun(random)}`,
    () => `Merge pull request #${random.integer(1, 9999)} from ${draw.noun(random)}/${draw.kebab(random)}`,
    () => `Bump ${draw.package(random)} from ${draw.version(random)} to ${draw.version(random)}`,
    () => `Revert "${draw.sentence(random).slice(0, -1)}"\n\n    This reverts commit ${random.hex(40)}.`,
    () => `${draw.sentence(random)} (#${random.integer(1, 9999)})`,
  ])();
}
