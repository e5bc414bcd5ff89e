import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes manuals: pages about products, with sample keys and addresses that belong to nobody. */
export const manuals: TextWriters = {
  'manuals with sample keys': (random) =>
    random.lines(4, 8, () =>
      random.pick([
        () =>
          `${draw.sentence(random)} For example: \`AWS_ACCESS_KEY_ID=${random.pick(['AKIAIOSFODNN7EXAMPLE', 'AKIAI44QH8DHBEXAMPLE', 'ASIAIOSFODNN7EXAMPLE'])}\`.`,
        () => `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`,
        () => `Set \`${draw.constant(random)}_API_KEY\` to your key, such as \`YOUR_API_KEY\` or \`sk-...\`.`,
        () =>
          `Send the header \`Authorization: Bearer <token>\` with each request to https://${draw.host(random)}/${draw.noun(random)}.`,
        () => `${draw.sentence(random)} Replace \`xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\` with your id.`,
        () => `password: "your-${draw.noun(random)}-password"`,
        () => `postgres://user:password@localhost:5432/${draw.noun(random)}`,
        () =>
          `Keep your API key secret. A key has ${random.integer(20, 64)} characters and begins with \`${random.pick(['sk-', 'ghp_', 'AKIA', 'xoxb-', 'glpat-'])}\`.`,
        () => `The account 123456789012 owns arn:aws:s3:::example-${draw.noun(random)}/*.`,
      ])(),
    ),
  'addresses that are reserved': (random) =>
    random.lines(5, 10, () => {
      const local = random.pick([
        draw.user(random),
        'noreply',
        'no-reply',
        'user',
        'admin',
        'alice',
        'jane.doe',
        `${draw.noun(random)}+${draw.noun(random)}`,
      ]);
      const domain = random.pick([
        'example.com',
        'example.org',
        'example.net',
        `${draw.noun(random)}.example`,
        `${draw.noun(random)}.test`,
        `${draw.noun(random)}.invalid`,
        `${draw.noun(random)}.localhost`,
        `mail.example.com`,
        'localhost',
      ]);
      return random.pick([
        `${local}@${domain}`,
        `From: ${draw.person(random)} <${local}@${domain}>`,
        `"email": "${local}@${domain}",`,
        `Write to ${local}@${domain}.`,
        `https://${domain}/${draw.noun(random)}`,
        `ssh ${local.replace('+', '')}@${domain}`,
        `Message-ID: <${random.hex(16)}.${random.number(8)}@${domain}>`,
        `mailto:${local}@${domain}?subject=${capitalize(draw.noun(random))}`,
      ]);
    }),
  'pages of Markdown': (random) =>
    `# ${capitalize(draw.adjective(random))} ${draw.noun(random)}\n\n[![build](https://img.shields.io/badge/build-passing-${random.hex(6)}.svg)](https://${draw.host(random)})\n\n${random
      .list(3, 6, () =>
        random.pick([
          () =>
            `## ${capitalize(draw.verb(random))} a ${draw.noun(random)}\n\n${draw.sentence(random)} ${draw.sentence(random)}`,
          () =>
            `- [x] ${draw.sentence(random)}\n- [ ] ${draw.sentence(random)} See #${random.integer(1, 9999)} and ${random.hex(7)}.`,
          () =>
            `\`\`\`sh\nnpm install ${draw.package(random)}@${draw.version(random)}\nexport TOKEN=$(cat ./token.txt)\n\`\`\``,
          () =>
            `| ${draw.noun(random)} | ${draw.noun(random)} |\n| --- | ---: |\n${random.lines(2, 5, () => `| \`${draw.camel(random)}\` | ${random.number(random.integer(1, 5))} |`)}`,
          () => `> **Note** ${draw.sentence(random)}[^${random.integer(1, 9)}]`,
          () =>
            `${draw.sentence(random)} **${capitalize(draw.noun(random))}** is _${draw.adjective(random)}_, and \`${draw.snake(random)}\` is ~~${draw.adjective(random)}~~ done.`,
          () =>
            `<details><summary>${capitalize(draw.noun(random))}</summary>\n\n${draw.sentence(random)}\n\n</details>`,
        ])(),
      )
      .join('\n\n')}`,
  'lists of changes': (random) =>
    `## [${draw.version(random)}](https://github.com/${draw.noun(random)}/${draw.kebab(random)}/compare/v${draw.version(random)}...v${draw.version(random)}) (${draw.date(random)})\n\n${random.lines(4, 10, () => `* **${draw.noun(random)}:** ${draw.sentence(random)} ([${random.hex(7)}](https://github.com/${draw.noun(random)}/${draw.noun(random)}/commit/${random.hex(40)})), closes [#${random.integer(1, 9999)}](https://${draw.host(random)}/${random.integer(1, 9999)})`)}`,
  notebooks: (random) =>
    JSON.stringify({
      cells: random.list(2, 4, () => ({
        cell_type: 'code',
        execution_count: random.integer(1, 99),
        id: random.hex(8),
        metadata: {},
        outputs: [
          {
            data: {
              'text/plain': [`array([${random.list(4, 9, () => random.decimal(-1, 1, 8)).join(', ')}])`],
              'image/png': `iVBORw0KGgo${random.base64(random.integer(60, 300))}`,
            },
            output_type: 'execute_result',
          },
        ],
        source: [`${draw.snake(random)} = ${draw.noun(random)}.${draw.snake(random)}(${random.integer(1, 99)})\n`],
      })),
      metadata: { kernelspec: { name: 'python3' } },
    }),
  'timetables and sports': (random) =>
    random.lines(5, 12, () =>
      random.pick([
        () =>
          `${hour(random)} ${capitalize(draw.noun(random))} → ${hour(random)} ${capitalize(draw.noun(random))}, track ${random.integer(1, 22)}, train ${random.number(random.integer(3, 5))}`,
        () =>
          `${capitalize(draw.noun(random))} ${random.integer(0, 5)}–${random.integer(0, 5)} ${capitalize(draw.noun(random))} (${random.integer(0, 3)}–${random.integer(0, 3)})`,
        () =>
          `${random.integer(1, 99)}. ${draw.person(random)} ${random.integer(0, 3)}:${random.digits(2)}.${random.digits(3)} (+${random.decimal(0, 60, 3)})`,
        () =>
          `Flight ${random.string(alphabets.upper, 2)}${random.number(random.integer(3, 4))} ${draw.date(random)} gate ${random.pick([...'ABCDEF'])}${random.integer(1, 60)}, seat ${random.integer(1, 40)}${random.pick([...'ABCDEF'])}`,
        () =>
          `Room ${random.integer(1, 9)}.${random.digits(2)}, ${hour(random)}–${hour(random)}: ${draw.sentence(random)}`,
        () =>
          `Set ${random.integer(1, 5)}: ${random.integer(0, 7)}-${random.integer(0, 7)}, ${random.integer(0, 7)}-${random.integer(0, 7)}; aces ${random.integer(0, 30)}`,
      ])(),
    ),
};

function hour(random: Random): string {
  return `${`${random.integer(0, 23)}`.padStart(2, '0')}:${`${random.integer(0, 59)}`.padStart(2, '0')}`;
}
