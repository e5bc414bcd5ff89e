import { type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes code of languages without a compiler, and of TypeScript. */
export const scripts: TextWriters = {
  'code in TypeScript': (random) =>
    `import { ${draw.camel(random)}, type ${draw.pascal(random)} } from '${random.pick(['./', '../', '@example/'])}${draw.kebab(random)}';\n\n${random
      .list(2, 4, () =>
        random.pick([
          () =>
            `export async function ${draw.camel(random)}(${draw.noun(random)}: ${draw.pascal(random)}, limit = ${random.integer(1, 999)}): Promise<${draw.pascal(random)}[]> {\n  const ${draw.noun(random)}s = await this.#${draw.noun(random)}.${draw.camel(random)}({ key: '${draw.kebab(random)}', limit });\n  if (${draw.noun(random)}s.length === 0) throw new Error(\`No ${draw.noun(random)} for \${${draw.noun(random)}}\`);\n  return ${draw.noun(random)}s.map((each) => each.${draw.noun(random)} ?? ${random.integer(0, 99)});\n}`,
          () =>
            `const ${draw.constant(random)} = ${random.pick([`0x${random.hex(8)}`, `'${random.hex(40)}'`, `${random.number(6)}`, `/^[a-z0-9_-]{${random.integer(2, 9)},${random.integer(10, 64)}}$/i`, `\`${draw.noun(random)}/\${${draw.noun(random)}}\``])};`,
          () =>
            `export class ${draw.pascal(random)} extends ${draw.pascal(random)} {\n  readonly #${draw.noun(random)}Token = inject(${draw.constant(random)}_TOKEN);\n  password = new FormControl('', [Validators.required, Validators.minLength(${random.integer(6, 16)})]);\n  get ${draw.noun(random)}Key(): string { return this.${draw.noun(random)}.${draw.noun(random)}Key; }\n}`,
          () =>
            `describe('${draw.pascal(random)}', () => {\n  it('${draw.sentence(random)}', async () => {\n    expect(await ${draw.camel(random)}('${draw.user(random)}@example.com')).toEqual({ id: '${random.uuid()}', total: ${random.decimal(0, 999, 2)} });\n  });\n});`,
        ])(),
      )
      .join('\n\n')}`,
  'minified JavaScript': (random) =>
    `!function(e,t){"use strict";${random.list(8, 20, () => random.pick([() => `var ${name(random)}=${name(random)}(${random.integer(1, 99_999)}),${name(random)}=${random.pick(['!0', '!1', 'void 0', `"${random.hex(8)}"`, `${random.decimal(0, 1, 6)}`])};`, () => `function ${name(random)}(${name(random)},${name(random)}){return ${name(random)}&&${name(random)}.${name(random)}?${name(random)}<<${random.integer(1, 31)}:0x${random.hex(4)}}`, () => `${name(random)}.${name(random)}=function(){${name(random)}["${draw.camel(random)}"]=[${random.list(3, 9, () => random.integer(0, 255)).join(',')}]};`, () => `case ${random.integer(1, 300)}:return ${name(random)}.${draw.camel(random)}(${name(random)});`])()).join('')}}(this,function(){});\n//# sourceMappingURL=${draw.noun(random)}.${random.hex(8)}.js.map`,
  'code in Python': (random) =>
    `import ${draw.noun(random)}\nfrom ${draw.noun(random)}.${draw.noun(random)} import ${draw.pascal(random)}\n\n${random
      .list(2, 4, () =>
        random.pick([
          () =>
            `def ${draw.snake(random)}(self, ${draw.noun(random)}: str, *, ${draw.noun(random)}=${random.pick(['None', '0.5', `"${draw.noun(random)}"`, '1e-05'])}) -> dict[str, int]:\n    """${draw.sentence(random)}"""\n    ${draw.noun(random)} = [x ** 2 for x in range(${random.integer(1, 99)}) if x % ${random.integer(2, 9)} == 0]\n    return {"${draw.snake(random)}": ${draw.noun(random)}[${random.integer(0, 9)}:${random.integer(10, 90)}]}`,
          () =>
            `@app.route("/${draw.noun(random)}/<int:${draw.noun(random)}_id>", methods=["GET"])\nasync def ${draw.snake(random)}(${draw.noun(random)}_id):\n    token = request.headers.get("X-${capitalize(draw.noun(random))}-Token")\n    log.info(f"{${draw.noun(random)}_id=} {token is not None}")`,
          () =>
            `df["${draw.snake(random)}"] = df.groupby("${draw.noun(random)}")["${draw.noun(random)}"].transform(lambda s: (s - s.mean()) / s.std())\nprint(df.iloc[${random.integer(0, 9)}:${random.integer(10, 99)}, ${random.integer(0, 9)}].to_numpy())`,
          () =>
            `np.random.seed(${random.integer(0, 99_999)})\nweights = torch.tensor([${random.list(4, 8, () => random.decimal(-1, 1, random.integer(4, 16))).join(', ')}])\noptimizer = torch.optim.AdamW(model.parameters(), lr=${random.integer(1, 9)}e-${random.integer(3, 6)})`,
          () =>
            `PASSWORD = os.environ["${draw.constant(random)}_PASSWORD"]\nassert hashlib.sha256(data).hexdigest() == "${random.hex(64)}"`,
        ])(),
      )
      .join('\n\n')}`,
  'shell scripts': (random) =>
    `#!/usr/bin/env bash\nset -euo pipefail\n${random.lines(5, 10, () =>
      random.pick([
        () => `${draw.constant(random)}="\${${draw.constant(random)}:-${draw.noun(random)}}"`,
        () => `if [[ "$#" -lt ${random.integer(1, 4)} ]]; then echo "Usage: $0 <${draw.noun(random)}>" >&2; exit 1; fi`,
        () =>
          `for ${draw.noun(random)} in $(seq 1 ${random.integer(2, 99)}); do ssh ${draw.noun(random)}@${draw.host(random)} "uptime"; done`,
        () =>
          `find . -name '*.${random.pick(['log', 'tmp'])}' -mtime +${random.integer(1, 90)} -print0 | xargs -0 rm -f`,
        () =>
          `awk -F'\\t' '{ sum += $${random.integer(1, 9)} } END { printf "%.${random.integer(1, 9)}f\\n", sum / NR }' ${draw.noun(random)}.tsv`,
        () =>
          `openssl rand -hex 32 > "$${draw.constant(random)}_KEY_FILE" && chmod 600 "$${draw.constant(random)}_KEY_FILE"`,
        () =>
          `grep -rn '${draw.noun(random)}[0-9]\\{${random.integer(2, 9)}\\}' /var/log/${draw.noun(random)}* | sort -k${random.integer(1, 5)} | uniq -c`,
        () => `git rebase --onto ${random.hex(7)} ${random.hex(7)}^ ${draw.kebab(random)}`,
      ])(),
    )}`,
};

function name(random: Random): string {
  return random.string('abcdefghijklmnopqrstuvwxyz$_ABCDEFGHIJKLMNOPQRSTUVWXYZ', random.integer(1, 2));
}
