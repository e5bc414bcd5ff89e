import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes dumps and queries of databases. */
export const databases: TextWriters = {
  'dumps of SQL': (random) => {
    const table = draw.snake(random);
    const columns = random.list(4, 7, () => draw.snake(random));
    const row = (): string => columns.map(() => value(random)).join(random.pick([', ', ',']));
    return random.pick([
      () =>
        `INSERT INTO \`${table}\` (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES\n${random.list(3, 8, () => `(${row()})`).join(',\n')};`,
      () =>
        `COPY public.${table} (${columns.join(', ')}) FROM stdin;\n${random.lines(4, 9, () => columns.map(() => value(random).replaceAll("'", '')).join('\t'))}\n\\.`,
      () =>
        `CREATE TABLE ${table} (\n  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),\n${columns.map((column) => `  ${column} ${random.pick(['integer NOT NULL', 'varchar(255)', 'numeric(10,2) DEFAULT 0.00', 'timestamp DEFAULT now()', 'bigint'])},`).join('\n')}\n  password_hash text,\n  CONSTRAINT fk_${draw.noun(random)} FOREIGN KEY (${draw.noun(random)}_id) REFERENCES ${draw.snake(random)} (id)\n);\nCREATE INDEX idx_${table}_${random.hex(8)} ON ${table} (${columns[0] ?? 'id'});`,
    ])();
  },
  'results of queries': (random) => {
    const width = random.integer(3, 6);
    const row = (): string =>
      `| ${Array.from({ length: width }, () => value(random).replaceAll("'", '')).join(' | ')} |`;
    return `| ${Array.from({ length: width }, () => draw.snake(random)).join(' | ')} |\n|${' --- |'.repeat(width)}\n${random.lines(4, 10, row)}`;
  },
};

function value(random: Random): string {
  return random.pick([
    () => random.number(random.integer(1, 7)),
    () => 'NULL',
    () => `'${draw.adjective(random)} ${draw.noun(random)}'`,
    () => `'${draw.timestamp(random)}'`,
    () => random.decimal(0, 9999, 2),
    () => `'${random.uuid()}'`,
    () => `'${random.hex(random.pick([32, 40, 64]))}'`,
    () => `'\\x${random.hex(24)}'`,
    () => `X'${random.string(alphabets.upperHex, 16)}'`,
    () => `'${draw.user(random)}@example.${random.pick(['com', 'org', 'net'])}'`,
    () => `'{"${draw.noun(random)}": ${random.integer(1, 99)}}'`,
    () => random.pick(['true', 'false', 't', 'f']),
  ])();
}
