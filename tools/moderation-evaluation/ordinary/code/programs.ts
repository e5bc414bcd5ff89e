import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes code of compiled languages. */
export const programs: TextWriters = {
  'code in Java': (random) =>
    `package com.example.${draw.noun(random)};\n\n@Service\npublic final class ${draw.pascal(random)} implements ${draw.pascal(random)} {\n    private static final long serialVersionUID = ${random.pick(['', '-'])}${random.number(random.integer(17, 19))}L;\n${random
      .list(2, 4, () =>
        random.pick([
          () =>
            `    @Value("\${${draw.noun(random)}.${draw.noun(random)}.password}")\n    private String ${draw.noun(random)}Password;`,
          () =>
            `    public Optional<${draw.pascal(random)}> ${draw.camel(random)}(@NotNull UUID ${draw.noun(random)}Id, int page) {\n        return ${draw.noun(random)}Repository.findAll(PageRequest.of(page, ${random.integer(10, 100)})).stream().filter(it -> it.get${capitalize(draw.noun(random))}() > ${random.integer(0, 999)}L).findFirst();\n    }`,
          () => `    static final UUID ${draw.constant(random)} = UUID.fromString("${random.uuid()}");`,
          () =>
            `    @Override public int hashCode() { return 31 * Objects.hash(${draw.noun(random)}, ${draw.noun(random)}) + 0x${random.hex(8)}; }`,
        ])(),
      )
      .join('\n\n')}\n}`,
  'code in Go': (random) =>
    `package ${draw.noun(random)}\n\nimport (\n\t"context"\n\t"github.com/${draw.noun(random)}/${draw.kebab(random)}/v${random.integer(2, 9)}"\n)\n\n${random
      .list(2, 4, () =>
        random.pick([
          () =>
            `func (s *${draw.pascal(random)}) ${draw.pascal(random)}(ctx context.Context, key string) (*${draw.pascal(random)}, error) {\n\t${draw.noun(random)}, err := s.${draw.noun(random)}.Get(ctx, "${draw.noun(random)}/"+key)\n\tif err != nil {\n\t\treturn nil, fmt.Errorf("${draw.verb(random)} ${draw.noun(random)}: %w", err)\n\t}\n\treturn ${draw.noun(random)}, nil\n}`,
          () =>
            `type ${draw.pascal(random)} struct {\n\tID        string    \`json:"id" db:"${draw.snake(random)}"\`\n\tSecretRef string    \`json:"secretRef,omitempty"\`\n\tCreatedAt time.Time \`json:"createdAt"\`\n}`,
          () => `var ${draw.camel(random)} = []byte{${random.list(8, 24, () => `0x${random.hex(2)}`).join(', ')}}`,
          () =>
            `const ${draw.camel(random)}Timeout = ${random.integer(1, 99)} * time.Second // ${draw.sentence(random)}`,
        ])(),
      )
      .join('\n\n')}`,
  'code in C': (random) =>
    `#include <stdint.h>\n#define ${draw.constant(random)} 0x${random.hex(8)}u\n\n${random
      .list(2, 4, () =>
        random.pick([
          () =>
            `static const uint${random.pick(['8', '16', '32'])}_t ${draw.snake(random)}[] = {\n${random.lines(2, 6, () => `    ${random.list(8, 8, () => `0x${random.hex(random.pick([2, 4, 8]))}`).join(', ')},`)}\n};`,
          () =>
            `int ${draw.snake(random)}(struct ${draw.noun(random)} *${draw.noun(random)}, size_t n) {\n    for (size_t i = 0; i < n; i++) {\n        if (${draw.noun(random)}->${draw.noun(random)}[i] & (1u << ${random.integer(0, 31)}))\n            return -E${random.pick(['INVAL', 'NOMEM', 'AGAIN'])};\n    }\n    return ${random.integer(0, 9)};\n}`,
          () =>
            `// clang: ${draw.sentence(random)}\nextern void __attribute__((noinline)) ${draw.snake(random)}(void *restrict p, const char *fmt, ...);`,
          () =>
            `    {0x${random.hex(2)}, "${draw.noun(random)}", ${random.decimal(0, 9, 6)}f, ${random.pick(['NULL', `&${draw.snake(random)}`])}},`,
        ])(),
      )
      .join('\n\n')}`,
  'tables of Qt code': (random) =>
    random.lines(5, 10, () =>
      random.pick([
        () =>
          `ui->tableWidget->setItem(${random.integer(0, 99)}, ${random.integer(0, 9)}, new QTableWidgetItem(tr("${capitalize(draw.noun(random))}")));`,
        () =>
          `connect(m_${draw.noun(random)}, &Q${draw.pascal(random)}::${draw.noun(random)}Changed, this, &${draw.pascal(random)}::on_${draw.snake(random)}_clicked);`,
        () =>
          `model->setData(model->index(row, ${random.integer(0, 9)}), QVariant::fromValue(${random.decimal(0, 99, 3)}), Qt::${random.pick(['DisplayRole', 'UserRole', 'EditRole'])});`,
        () =>
          `QHeaderView *header = view->horizontalHeader(); header->setSectionResizeMode(${random.integer(0, 9)}, QHeaderView::Stretch);`,
        () =>
          `QRegularExpression re("^[A-F0-9]{${random.integer(2, 9)}}$"); ui->lineEdit_${random.integer(1, 20)}->setEchoMode(QLineEdit::Password);`,
        () =>
          `  0x${random.hex(2)},0x${random.hex(2)},0x${random.hex(2)},0x${random.hex(2)},0x${random.hex(2)},0x${random.hex(2)},0x${random.hex(2)},0x${random.hex(2)},`,
        () => `palette.setColor(QPalette::Window, QColor("#${random.hex(6)}")); // ${draw.sentence(random)}`,
      ])(),
    ),
  'code in Rust': (random) =>
    `use ${draw.noun(random)}::{${draw.pascal(random)}, ${draw.pascal(random)}};\n\n${random
      .list(2, 4, () =>
        random.pick([
          () =>
            `impl<'a> ${draw.pascal(random)}<'a> {\n    pub fn ${draw.snake(random)}(&mut self, key: &str) -> Result<Vec<u8>, Error> {\n        let ${draw.noun(random)} = self.${draw.noun(random)}.get(key).ok_or_else(|| anyhow!("no ${draw.noun(random)}"))?;\n        Ok(${draw.noun(random)}[..${random.integer(1, 64)}].to_vec())\n    }\n}`,
          () =>
            `const ${draw.constant(random)}: [u64; 4] = [${random.list(4, 4, () => `0x${random.hex(16)}`).join(', ')}];`,
          () =>
            `#[derive(Debug, Clone)]\npub struct ${draw.pascal(random)} { pub token: Token, ${draw.noun(random)}: Option<Box<dyn ${draw.pascal(random)}>> }`,
          () => `assert_eq!(${draw.snake(random)}(${random.number(random.integer(4, 12))}_u64), "${random.hex(16)}");`,
        ])(),
      )
      .join('\n\n')}`,
};
