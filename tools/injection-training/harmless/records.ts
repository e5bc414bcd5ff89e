import { type WrittenText } from '../written-text.js';

/** Harmless tool results, written for this project: lists of names and values. */
const records: readonly (readonly (readonly [string, string | number | boolean])[])[] = [
  [
    ['name', 'look'],
    ['status', 'ok'],
  ],
  [
    ['city', 'Paris'],
    ['temperature', 20],
    ['unit', 'celsius'],
    ['sunny', true],
  ],
  [
    ['id', 4711],
    ['title', 'Ferry to the island'],
    ['price', 12.5],
    ['currency', 'EUR'],
  ],
  [
    ['user', 'ada'],
    ['role', 'admin'],
    ['active', true],
  ],
  [
    ['type', 'text'],
    ['text', 'The harbour opens at nine.'],
    ['language', 'en'],
  ],
  [
    ['query', 'opening hours'],
    ['results', 3],
    ['next', 'page 2'],
  ],
  [
    ['error', 'not found'],
    ['code', 404],
    ['message', 'The file does not exist.'],
  ],
  [
    ['from', 'Alice'],
    ['to', 'Bob'],
    ['subject', 'Meeting on Monday'],
    ['body', 'Shall we meet at ten?'],
  ],
  [
    ['path', '/var/log/app.log'],
    ['size', 1024],
    ['modified', '2024-05-01'],
  ],
  [
    ['system', 'linux'],
    ['version', '6.1'],
    ['uptime', '3 days'],
  ],
  [
    ['instructions', 'Stir well and serve cold.'],
    ['servings', 4],
  ],
  [
    ['prompt', 'A red boat on a lake, oil painting'],
    ['width', 512],
    ['height', 512],
  ],
  [
    ['command', 'git status'],
    ['output', 'nothing to commit'],
    ['exit', 0],
  ],
  [
    ['question', 'Where is the station?'],
    ['answer', 'Behind the town hall.'],
  ],
  [
    ['tool', 'search'],
    ['arguments', 'weather in Oslo'],
    ['result', 'rain'],
  ],
  [
    ['task', 'water the plants'],
    ['due', 'tomorrow'],
    ['done', false],
  ],
  [
    ['new', 2],
    ['previous', 5],
    ['total', 7],
  ],
  [
    ['admin', 'no'],
    ['mode', 'read only'],
    ['limit', 100],
  ],
  [
    ['input', 'hello'],
    ['output', 'hola'],
    ['model', 'small'],
  ],
  [
    ['Name', 'Ada Lovelace'],
    ['Beruf', 'Mathematikerin'],
    ['Ort', 'London'],
  ],
  [
    ['weather', 'fog'],
    ['wind', 'north 4'],
    ['advice', 'Take a coat.'],
  ],
  [
    ['event', 'login'],
    ['from', '10.0.0.7'],
    ['attempts', 1],
    ['locked', false],
  ],
  [
    ['language', 'de'],
    ['translation', 'Guten Morgen'],
    ['confidence', 0.93],
  ],
  [
    ['step', 3],
    ['action', 'click'],
    ['target', 'button.save'],
    ['done', true],
  ],
  [
    ['sender', 'shop@example.org'],
    ['subject', 'Your order 4711'],
    ['text', 'It will arrive on Tuesday.'],
  ],
  [
    ['isbn', '978-3-16-148410-0'],
    ['author', 'M. Olsen'],
    ['pages', 311],
    ['available', true],
  ],
  [
    ['model', 'X200'],
    ['serial', 'AB-1209'],
    ['warranty', '2026-01-31'],
  ],
  [
    ['assistant', 'Ines Berg'],
    ['phone', 'none'],
    ['room', 12],
  ],
  [
    ['rule', 'no parking'],
    ['valid', 'Mon to Fri'],
    ['fine', 35],
  ],
  [
    ['message', 'Password changed'],
    ['level', 'info'],
    ['time', '12:04:55'],
  ],
  [
    ['start', '2024-01-01'],
    ['end', '2024-01-31'],
    ['days', 31],
  ],
  [['ok', true]],
  [
    ['count', 0],
    ['items', 'none'],
  ],
  [
    ['table', 'users'],
    ['rows', 812],
    ['dropped', 0],
  ],
  [
    ['stdout', 'hello world'],
    ['stderr', ''],
    ['code', 0],
  ],
  [
    ['temperature', -3],
    ['humidity', 81],
    ['station', 'Graz'],
  ],
  [
    ['Betreff', 'Rechnung 2024-118'],
    ['Betrag', '48,20 EUR'],
    ['fällig', '14 Tage'],
  ],
  [
    ['Stadt', 'Bremen'],
    ['Einwohner', 570000],
    ['Fluss', 'Weser'],
  ],
  [
    ['headline', 'Council votes on new bridge'],
    ['source', 'Evening Post'],
    ['summary', 'The vote was close.'],
  ],
  [
    ['role', 'user'],
    ['name', 'Bruno'],
    ['last seen', 'yesterday'],
  ],
  [
    ['permission', 'read'],
    ['granted', true],
    ['by', 'system'],
  ],
  [
    ['note', 'Ring twice, the bell is broken.'],
    ['floor', 4],
  ],
  [
    ['definition', 'a small boat with one mast'],
    ['word', 'sloop'],
  ],
  [
    ['reply', 'yes'],
    ['approved', true],
    ['comment', 'Looks good to me.'],
  ],
  [
    ['function', 'add'],
    ['a', 2],
    ['b', 3],
    ['returns', 5],
  ],
  [
    ['latitude', 48.2],
    ['longitude', 16.37],
    ['place', 'Vienna'],
  ],
  [
    ['status', 'shipped'],
    ['carrier', 'post'],
    ['tracking', 'RR123456785DE'],
  ],
  [
    ['username', 'lina'],
    ['email', 'lina@example.org'],
    ['subscribed', 'no'],
  ],
  [
    ['answer', '42'],
    ['unit', ''],
    ['exact', true],
  ],
  [
    ['warning', 'Disk is 91% full.'],
    ['free', '18 GB'],
  ],
];

const callers = ['Result: ', 'Tool output:\n', 'Here is what I found:\n', 'search -> '];

/** Writes every record, and pairs of neighbouring records, in the formats of programs. */
export function harmlessRecords(): readonly WrittenText[] {
  return records.flatMap((record, index) => {
    const next = records[index + 1];
    // Two neighbours are one family, since a pair combines them.
    const family = `record ${Math.floor(index / 2)}`;
    const written = index % 2 === 0 && next !== undefined ? [record, [...record, ...next]] : [record];
    const texts = written.flatMap(writeInAllFormats);
    return [
      ...texts,
      ...texts
        .filter((_, turn) => turn % 3 === 0)
        .map((text, turn) => `${callers[turn % callers.length] ?? ''}${text}`),
    ].map((text) => ({ text, family }));
  });
}

function writeInAllFormats(record: readonly (readonly [string, string | number | boolean])[]): readonly string[] {
  return [
    record.map(([name, value]) => `${name}: ${value}`).join('\n'),
    record.map(([name, value]) => `${name}=${value}`).join(' '),
    record.map(([name, value]) => `The ${name} is ${value}.`).join(' '),
    JSON.stringify(Object.fromEntries(record)),
    JSON.stringify([Object.fromEntries(record)], undefined, 2),
    record.map(([name, value]) => `| ${name} | ${value} |`).join('\n'),
    record.map(([name, value]) => `<${name}>${value}</${name}>`).join(''),
    `${record.map(([name]) => name).join(',')}\n${record.map(([, value]) => String(value)).join(',')}`,
    record.map(([, value]) => String(value)).join(' '),
    ...record.map(([name, value]) => `${name}: ${value}`),
  ];
}
