import { issuers } from './services.js';
import { splitName } from './split-name.js';

/**
 * Names how surely a name announces a secret.
 *
 * - `password`: a word that a person chose may stand behind it.
 * - `secret`: random characters, a hash and a UUID behind it are secrets.
 * - `token`: it may also be a token of another kind, such as a place in a list. Only a value that looks like a key counts.
 */
export type SecretNameKind = 'password' | 'secret' | 'token';

/** Letters that the names of secrets have in common, and few other names: a cheap test before a name is read. */
export const secretStems = 'key|token|secret|pass|pwd|auth|cred|wort|woord|contrase|senha|парол|密|口令|パスワード';

const passwordNouns = new Set([
  ...[
    'password',
    'passwd',
    'passphrase',
    'pwd',
    'passcode',
    'passwords',
    'passwort',
    'kennwort',
    'wachtwoord',
    'senha',
  ],
  ...['contrasena', 'contraseña', 'passe', 'пароль', '密码', '密碼', '口令', 'パスワード'],
]);

const secretNouns = new Set(['secret', 'secrets', 'credential', 'credentials', 'creds', 'auth', 'authorization']);

/** Nouns that name a secret only with the word before them: a key may be any key. */
const keyNouns = new Set(['key', 'keys', 'token', 'tokens']);

/** Words before `key` and `token` with which they name what gives access. */
const accessWords = new Set([
  ...['api', 'secret', 'access', 'private', 'auth', 'oauth', 'authentication', 'authorization', 'bearer', 'refresh'],
  ...['session', 'security', 'client', 'signing', 'signature', 'encryption', 'decryption', 'master', 'admin', 'deploy'],
  ...['account', 'app', 'application', 'service', 'consumer', 'subscription', 'personal', 'user', 'bot', 'webhook'],
  ...['hmac', 'aes', 'jwt', 'id', 'login', 'root', 'shared', 'registration', 'reset', 'verification', 'license'],
]);

/** Words before `pass` with which it means a password. */
const accountWords = new Set([
  ...['db', 'database', 'user', 'admin', 'root', 'smtp', 'mail', 'email', 'mysql', 'postgres', 'pg', 'redis', 'ftp'],
  ...['ldap', 'login', 'rabbitmq', 'mongo', 'sudo', 'auth', 'basic', 'proxy', 'wifi', 'my', 'account'],
]);

/** Finds how surely a name announces a secret. A name whose last noun is another, such as `path`, announces none. */
export function toSecretNameKind(name: string): SecretNameKind | undefined {
  const words = splitName(name);
  const noun = words.at(-1);
  if (noun === undefined) return undefined;
  const before = words.at(-2);
  if (passwordNouns.has(noun) || endsWithPasswordNoun(noun)) return 'password';
  if (noun === 'pass') return before !== undefined && accountWords.has(before) ? 'password' : undefined;
  if (secretNouns.has(noun)) return 'secret';
  if (!keyNouns.has(noun)) return undefined;
  if (before === undefined || articles.has(before)) return 'token';
  return accessWords.has(before) || issuers.has(before) ? 'secret' : undefined;
}

const articles = new Set(['my', 'the', 'a', 'our', 'new', 'this', 'const', 'let', 'var', 'export', 'set', 'x']);

/** Scripts without spaces write words before the noun: 我的密码. */
function endsWithPasswordNoun(word: string): boolean {
  return /(?:密码|密碼|口令|パスワード)$/.test(word);
}
