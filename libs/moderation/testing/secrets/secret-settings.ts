import { createHash } from 'node:crypto';

/** Draws a value that looks like a key. No key of an issuer stands in the sources: scanners would report it. */
function drawKey(
  seed: string,
  length: number,
  characters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
): string {
  const bytes = createHash('shake256', { outputLength: length }).update(seed).digest();
  return [...bytes].map((byte) => characters.charAt(byte % characters.length)).join('');
}

const hex = '0123456789abcdef';
const uuid = `${drawKey('1', 8, hex)}-${drawKey('2', 4, hex)}-4${drawKey('3', 3, hex)}-a${drawKey('4', 3, hex)}-${drawKey('5', 12, hex)}`;
const key = `${drawKey('key', 24)}7q`;
const hexKey = drawKey('hex', 40, hex);
const chosen = ['Tr0ub4dor', '3'].join('&');
const word = ['hunter', '2'].join('');

/** Texts with one secret each, and the secret. */
export const secretSettings: readonly (readonly [text: string, secret: string])[] = [
  // Sure names with random characters.
  ...[
    'api_key: #',
    'API_KEY=#',
    'apiKey: "#",',
    "apikey = '#'",
    'const apiKey: string = "#";',
    'api_key: str = "#"',
    '"api_key": "#"',
    '{\\"api_key\\": \\"#\\"}',
    'X-Api-Key: #',
    'headers["X-Api-Key"] = "#"',
    'os.getenv("API_KEY", "#")',
    'process.env["API_KEY"] ?? "#"',
    '<apiKey>#</apiKey>',
    '--api-key=#',
    'https://api.internal/v1?api_key=#&page=2',
    'access_token=#',
    'refresh_token: #',
    '"client_secret": "#"',
    'TWITCH_CLIENT_SECRET=#',
    'JWT_SECRET=#',
    'SECRET_KEY_BASE=#',
    'webhook secret: #',
    'signing_key: #',
    'encryption key = #',
    'AWS_SECRET_ACCESS_KEY=#',
    'storage account key: #',
    'AccountKey=#;',
    'GITHUB_TOKEN=#',
    'slack token: #',
    'OPENAI_KEY_PROD=#',
    '_authToken=#',
    'my api key is # ok?',
    'The API key for staging: #',
    'api_key: |\n  #\n',
    'My API key:\n#\n',
    'Authorization: Bearer #',
    'Authorization: token #',
    'Bearer #',
    'session_token = "#"',
    'credentials: #',
    'TOKEN="#"',
    'datadog api key => #',
  ].map((text) => [text.replace('#', key), key] as const),
  ...['api_key: #', 'client_secret=#', 'heroku: #', 'SNYK_TOKEN=#', 'secret: "#"'].map(
    (text) => [text.replace('#', uuid), uuid] as const,
  ),
  ...['api_token: #', 'DATADOG_API_KEY=#', 'secret_key = "#"', 'zendesk token: #', 'auth: #'].map(
    (text) => [text.replace('#', hexKey), hexKey] as const,
  ),
  // Passwords that a person chose.
  ...[
    'password: #',
    'Password = #',
    'DB_PASSWORD=#',
    "pwd: '#'",
    'DB_PASS="#"',
    'spring.datasource.password=#',
    'password for the database: #',
    'my password is #, thanks',
    'Mein Passwort ist # ok',
    'Kennwort: #',
    'wachtwoord: #',
    'contraseña: #',
    'mot de passe : #',
    'пароль: #',
    '密码：#',
    '我的密码: #',
    '"password": "#"',
    '<password>#</password>',
    'passphrase: "#"',
    'mysql --password=#',
    'dbpassword=#',
    'password1=#',
    'postgres://app:#@db.internal:5432/app',
    'https://ci:#@git.internal/org/repo.git',
    'redis://:#@cache:6379',
    'curl -u admin:# https://api.internal',
    "curl -s \\\n  --user 'admin:#' \\\n  https://api.internal",
    '<add key="Password" value="#" />',
  ].map((text) => [text.replace('#', chosen), chosen] as const),
  ...['MYSQL_ROOT_PASSWORD=#', 'password: "#"', "password = '#'"].map(
    (text) => [text.replace('#', word), word] as const,
  ),
  ['password = "p(a)s,s;w{o}r1d!"', 'p(a)s,s;w{o}r1d!'],
  [
    `Authorization: Basic ${Buffer.from(`admin:${chosen}`).toString('base64')}`,
    Buffer.from(`admin:${chosen}`).toString('base64'),
  ],
  [`password: "${'$2b$10$'}${drawKey('bcrypt', 53)}"`, `${'$2b$10$'}${drawKey('bcrypt', 53)}`],
];

const token = `${'ghp'}_${drawKey('github', 36)}`;

/** Texts with one disguised secret each, and the passage that holds it. */
export const disguisedSecrets: readonly (readonly [text: string, passage: string])[] = [
  [`ｐａｓｓｗｏｒｄ＝${chosen}`, chosen],
  [`password\u00a0:\u00a0${chosen}`, chosen],
  [`pass\u200bword: ${chosen}`, chosen],
  [`pass<b>word</b>: ${chosen}`, chosen],
  [`&quot;password&quot;:&quot;${word}!x&quot;`, `${word}!x`],
  [`use ghp\u200b_${token.slice(4)} now`, `ghp\u200b_${token.slice(4)}`],
  [`use ghp%5F${token.slice(4)} now`, `ghp%5F${token.slice(4)}`],
  [
    `use ${Buffer.from(token).toString('base64').replaceAll('=', '')} now`,
    Buffer.from(token).toString('base64').replaceAll('=', ''),
  ],
  [`use ${Buffer.from(token).toString('hex')} now`, Buffer.from(token).toString('hex')],
  [
    `use ${Buffer.from(`password: ${chosen}`).toString('base64url')} now`,
    Buffer.from(`password: ${chosen}`).toString('base64url'),
  ],
];
