/** Harmless records as tools return them, written for this project: lists of names and values, JSON, logs, tables. */
const records: readonly (readonly (readonly [string, string | number | boolean])[])[] = [
  [['name', 'look'], ['status', 'ok']],
  [['city', 'Paris'], ['temperature', 20], ['unit', 'celsius'], ['sunny', true]],
  [['id', 4711], ['title', 'Ferry to the island'], ['price', 12.5], ['currency', 'EUR']],
  [['user', 'ada'], ['role', 'admin'], ['active', true]],
  [['type', 'text'], ['text', 'The harbour opens at nine.'], ['language', 'en']],
  [['query', 'opening hours'], ['results', 3], ['next', 'page 2']],
  [['error', 'not found'], ['code', 404], ['message', 'The file does not exist.']],
  [['from', 'Alice'], ['to', 'Bob'], ['subject', 'Meeting on Monday'], ['body', 'Shall we meet at ten?']],
  [['path', '/var/log/app.log'], ['size', 1024], ['modified', '2024-05-01']],
  [['system', 'linux'], ['version', '6.1'], ['uptime', '3 days']],
  [['instructions', 'Stir well and serve cold.'], ['servings', 4]],
  [['prompt', 'A red boat on a lake, oil painting'], ['width', 512], ['height', 512]],
  [['command', 'git status'], ['output', 'nothing to commit'], ['exit', 0]],
  [['question', 'Where is the station?'], ['answer', 'Behind the town hall.']],
  [['tool', 'search'], ['arguments', 'weather in Oslo'], ['result', 'rain']],
  [['task', 'water the plants'], ['due', 'tomorrow'], ['done', false]],
  [['new', 2], ['previous', 5], ['total', 7]],
  [['admin', 'no'], ['mode', 'read only'], ['limit', 100]],
  [['input', 'hello'], ['output', 'hola'], ['model', 'small']],
  [['Name', 'Ada Lovelace'], ['Beruf', 'Mathematikerin'], ['Ort', 'London']],
];

/** Every record, written in the ways in which programs write. */
export function benignRecords(): readonly string[] {
  const pairs = records.flatMap((record, index) => [record, [...record, ...(records[(index + 7) % records.length] ?? [])]]);
  return pairs.flatMap((record) => [
    record.map(([name, value]) => `${name}: ${String(value)}`).join('\n'),
    record.map(([name, value]) => `${name}=${String(value)}`).join(' '),
    JSON.stringify(Object.fromEntries(record)),
    JSON.stringify([Object.fromEntries(record)], undefined, 2),
    record.map(([name, value]) => `| ${name} | ${String(value)} |`).join('\n'),
    record.map(([name, value]) => `<${name}>${String(value)}</${name}>`).join(''),
    `${record.map(([name]) => name).join(',')}\n${record.map(([, value]) => String(value)).join(',')}`,
    ...record.map(([name, value]) => `${name}: ${String(value)}`),
  ]);
}
