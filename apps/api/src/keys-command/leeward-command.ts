import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { hashKey } from '../access/api-keys-schema.js';
import { ApiError } from '../errors/api-error.js';
import { editKeysFile, readKeysFile } from './edit-keys-file.js';
import { CommandLineError, KeyExistsError, KeyUnknownError } from './errors.js';
import { type KeyOptions, readKeyOptions } from './key-options.js';
import { writeKeysTable } from './list-keys.js';

const help = `Usage: leeward keys add --name NAME [options] [--file PATH]
       leeward keys list [--file PATH]
       leeward keys revoke NAME [--file PATH]

add prints a new key. It is shown only this once: the file holds its hash.
  --expires 30d|TIME         12h, 30d, 8w, or a time such as 2027-01-31T00:00:00Z
  --models A,B               the models that the key may use, by their ids or other names
  --requests-per-minute N    the limit for requests
  --tokens-per-minute N      the limit for tokens of prompts and answers together
  --tokens-per-day N         the same, in 24 hours

--file is the file of keys. Default: that of API_KEYS_PATH. A server that runs reads it again within a second.
`;

type Variables = Readonly<Record<string, string | undefined>>;

/** The options of all commands; `readArguments` refuses those that a command does not have. */
const optionTypes = {
  help: { type: 'boolean', short: 'h' },
  file: { type: 'string' },
  name: { type: 'string' },
  expires: { type: 'string' },
  models: { type: 'string' },
  'requests-per-minute': { type: 'string' },
  'tokens-per-minute': { type: 'string' },
  'tokens-per-day': { type: 'string' },
} as const;

/**
 * Runs `leeward keys add`, `leeward keys list` or `leeward keys revoke`.
 *
 * @returns the exit status: 0, or 1 when the command fails, or 2 for a command line that is wrong
 */
export async function leewardCommand(given: readonly string[], variables: Variables): Promise<0 | 1 | 2> {
  try {
    const { values, positionals } = readArguments(given);
    if (values.help || positionals.length === 0) {
      process.stdout.write(help);
      return values.help ? 0 : 2;
    }
    await runCommand(positionals, values, variables);
    return 0;
  } catch (error) {
    if (!ApiError.isInstance(error)) throw error;
    const isWrongLine = CommandLineError.isInstance(error);
    process.stderr.write(`${error.code}: ${error.message}${isWrongLine ? ' See leeward --help.' : ''}\n`);
    return isWrongLine ? 2 : 1;
  }
}

function readArguments(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], allowPositionals: true, options: optionTypes });
  } catch (error) {
    const message = error instanceof Error ? error.message : `${error}`;
    throw new CommandLineError(`${message.replace(/\.$/, '')}.`);
  }
}

type Options = KeyOptions & { readonly file?: string | undefined };

async function runCommand(
  [group = '', command = '', ...others]: readonly string[],
  options: Options,
  variables: Variables,
): Promise<void> {
  if (group !== 'keys') throw new CommandLineError(`There is no command "${group}", only "keys".`);
  switch (command) {
    case 'add':
      ensureNoMore(others);
      return addKey(options, readPath(options, variables));
    case 'list':
      ensureNoMore(others);
      ensureOnlyFile(options);
      return listKeys(readPath(options, variables));
    case 'revoke': {
      const [name, ...more] = others;
      if (name === undefined) throw new CommandLineError('The name of the key is missing.');
      ensureNoMore(more);
      ensureOnlyFile(options);
      return revokeKey(name, readPath(options, variables));
    }
    default:
      throw new CommandLineError(`There is no command "keys ${command}", only "add", "list" and "revoke".`);
  }
}

function ensureNoMore([first]: readonly string[]): void {
  if (first !== undefined) throw new CommandLineError(`The argument "${first}" is not known. Put a name in quotes.`);
}

function ensureOnlyFile({ file: _, ...others }: Options): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new CommandLineError(`--${name} is only for "keys add".`);
}

/** An empty variable counts as absent, as in the settings of the server. */
function readPath({ file }: Options, variables: Variables): string {
  const path = file ?? (variables['API_KEYS_PATH'] || undefined);
  if (path) return path;
  throw new CommandLineError('The file of keys is missing: set API_KEYS_PATH, or give --file PATH.');
}

async function addKey(options: KeyOptions, path: string): Promise<void> {
  const entry = readKeyOptions(options, Date.now());
  const key = `lw-${randomBytes(32).toString('base64url')}`;
  await editKeysFile(path, (keys) => {
    if (keys.some(({ name }) => name === entry.name)) throw new KeyExistsError(entry.name);
    const { name, ...others } = entry;
    return { add: { name, sha256: hashKey(key), ...others } };
  });
  // The key alone, so that a program can read it.
  process.stdout.write(`${key}\n`);
  process.stderr.write(`This key of "${entry.name}" is not shown again: ${path} holds its hash only.\n`);
}

async function listKeys(path: string): Promise<void> {
  process.stdout.write(writeKeysTable(await readKeysFile(path), Date.now()));
}

async function revokeKey(name: string, path: string): Promise<void> {
  await editKeysFile(path, (keys) => {
    const index = keys.findIndex((key) => key.name === name);
    if (index < 0) throw new KeyUnknownError(name);
    return { remove: index };
  });
  process.stdout.write(`The key of "${name}" is revoked.\n`);
}
