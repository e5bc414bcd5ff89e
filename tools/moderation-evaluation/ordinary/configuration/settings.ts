import { type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes settings of programs, with names of secrets and no secret. */
export const settings: TextWriters = {
  'env files without values': (random) =>
    random.lines(6, 14, () =>
      random.pick([
        () => `${draw.constant(random)}_PASSWORD=`,
        () => `${draw.constant(random)}_SECRET=""`,
        () => `${draw.constant(random)}_TOKEN=\${${draw.constant(random)}_TOKEN}`,
        () => `API_KEY=`,
        () => `# ${draw.sentence(random)}`,
        () => `${draw.constant(random)}_ENABLED=${random.pick(['1', '0', 'true', 'false'])}`,
        () => `${draw.constant(random)}_URL=http://${draw.host(random)}:${random.integer(80, 9999)}`,
        () => `export ${draw.constant(random)}_KEY=<your-key-here>`,
        () => `${draw.constant(random)}_API_KEY=changeme`,
        () => `${draw.constant(random)}_PORT=${random.integer(80, 65_000)}`,
        () => `${draw.constant(random)}_PRIVATE_KEY_PATH=/etc/${draw.noun(random)}/${draw.noun(random)}.pem`,
        () => `SECRET_KEY_FILE=./${draw.snake(random)}.txt`,
        () => `${draw.constant(random)}_TOKEN_TTL=${random.integer(60, 86_400)}`,
      ])(),
    ),
  'names of secrets': (random) =>
    random.lines(5, 10, () =>
      random.pick([
        () => `api_key_env = "${draw.constant(random)}_SECRET${random.integer(1, 9)}"`,
        () => `const password = process.env.${draw.constant(random)}_PASSWORD;`,
        () => `secret_name: ${draw.kebab(random)}-${random.pick(['prod', 'staging'])}-${random.integer(1, 9)}`,
        () => `apiKey: os.environ["${draw.constant(random)}_API_KEY"]`,
        () => `token_url = "https://${draw.host(random)}/oauth2/v${random.integer(1, 3)}/token"`,
        () => `user.password = request.body.${draw.noun(random)}${random.integer(1, 9)}.password`,
        () => `"passwordField": "${draw.snake(random)}_${random.integer(1, 99)}"`,
        () => `secrets: vault:${draw.noun(random)}/data/${draw.kebab(random)}#${draw.snake(random)}`,
        () => `key: ${draw.noun(random)}.${draw.noun(random)}.${draw.camel(random)}`,
        () => `keyFile: /var/lib/${draw.kebab(random)}/${draw.noun(random)}_${random.integer(1, 99)}.key`,
        () =>
          `password: ${random.pick(['********', '<redacted>', 'REDACTED', '{{ vault_password }}', 'xxxxxxxx', '""', 'null', '$PASSWORD'])}`,
        () => `auth_token_header = X-${capitalize(draw.noun(random))}-Token`,
      ])(),
    ),
  'keyboard and other keys': (random) =>
    random.lines(5, 12, () =>
      random.pick([
        () => `key: ${keys(random)}`,
        () =>
          `{ "key": "${keys(random)}", "command": "${draw.noun(random)}.${draw.camel(random)}", "when": "${draw.noun(random)}Focus" },`,
        () => `bind -n M-${random.pick([...'abcdefghjk'])} select-pane -${random.pick(['L', 'R', 'U', 'D'])}`,
        () =>
          `map <leader>${random.pick([...'abcdefgh'])}${random.pick([...'abcdefgh'])} :${capitalize(draw.verb(random))}<CR>`,
        () => `i18n key: ${draw.noun(random)}.${draw.noun(random)}.${draw.noun(random)}`,
        () => `sort key: ${draw.snake(random)} desc`,
        () => `Primary key: (${draw.noun(random)}_id, ${draw.snake(random)})`,
        () => `key=${draw.noun(random)}:${random.integer(1, 99_999)}:${draw.noun(random)}`,
        () => `Key: ${random.pick(['C# minor', 'B♭ major', 'F', 'A minor'])}, ${random.integer(60, 200)} bpm`,
      ])(),
    ),
  translations: (random) =>
    random.pick([
      () =>
        JSON.stringify(
          Object.fromEntries(
            random.list(5, 12, () => [
              `${draw.noun(random)}.${draw.noun(random)}.${draw.verb(random)}`,
              random.pick(phrases),
            ]),
          ),
          undefined,
          2,
        ),
      () => random.lines(5, 12, () => `msgid "${draw.sentence(random)}"\nmsgstr "${random.pick(phrases)}"`),
      () => random.lines(5, 12, () => `${draw.noun(random)}.${draw.noun(random)}=${random.pick(phrases)}`),
    ])(),
  'public keys and certificates': (random) => {
    const body = (bytes: number): string => (random.base64(bytes).match(/.{1,64}/g) ?? []).join('\n');
    return random.pick([
      () => `-----BEGIN CERTIFICATE-----\nMIID${body(600).slice(4)}\n-----END CERTIFICATE-----`,
      () => `-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A${body(256)}\n-----END PUBLIC KEY-----`,
      () =>
        random.lines(
          2,
          4,
          () =>
            `ssh-${random.pick(['ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI', 'rsa AAAAB3NzaC1yc2EAAAADAQABAAAB'])}${random.base64(random.pick([32, 256]))} ${draw.noun(random)}@${draw.host(random)}`,
        ),
      () =>
        random.lines(
          3,
          7,
          () =>
            `${random.integer(256, 4096)} SHA256:${random.base64(32).slice(0, 43)} ${draw.noun(random)}@${draw.host(random)} (ED25519)`,
        ),
      () =>
        `Serial Number: ${random.list(16, 16, () => random.hex(2)).join(':')}\nSHA1 Fingerprint=${random.list(20, 20, () => random.hex(2).toUpperCase()).join(':')}`,
    ])();
  },
};

const phrases = [
  'Enregistrer les modifications',
  'Mot de passe oublié ?',
  'Änderungen verwerfen',
  'Kennwort muss mindestens 8 Zeichen haben',
  'Wachtwoord vergeten?',
  'Uw bestelling {orderNumber} is verzonden',
  'Guardar y continuar',
  '¿Olvidó su contraseña?',
  'Aggiungi al carrello',
  'La password deve contenere {min} caratteri',
  'Zapisz zmiany',
  'Нажмите, чтобы продолжить',
  '下一步',
  '请输入密码',
  'パスワードを忘れた場合',
  'تسجيل الدخول',
  'Spara ändringar',
  'Palauta oletusasetukset',
  '{count, plural, one {# item} other {# items}}',
  'Seçilenleri kaldır',
];

function keys(random: Random): string {
  return random.pick([
    () => `ctrl+shift+F${random.integer(1, 12)}`,
    () => `cmd+k cmd+${random.pick([...'abcdefgh'])}`,
    () => `<C-${random.pick([...'abcdefgh'])}>`,
    () => `Alt+${random.integer(0, 9)}`,
    () => `KEY_KP${random.integer(0, 9)}`,
    () => 'ArrowLeft',
    () => `shift+alt+numpad${random.integer(0, 9)}`,
  ])();
}
