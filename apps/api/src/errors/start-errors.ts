import { ApiError } from './api-error.js';

/**
 * Thrown when the server cannot listen on the address of the settings. The message says why, and which setting to
 * change.
 */
export class AddressError extends ApiError {
  static override readonly code = 'ADDRESS_UNUSABLE';
  readonly code = AddressError.code;

  constructor(host: string, port: number, problem: string, cause: unknown) {
    super(`The address ${host}:${port} cannot be used: ${problem}.`, { cause });
  }
}

/** Thrown when a model of the settings cannot be loaded. The message names the settings, and repeats the cause. */
export class ModelSettingsError extends ApiError {
  static override readonly code = 'MODEL_NOT_LOADED';
  readonly code = ModelSettingsError.code;

  /** @param settings as `NAME=value`; empty when every setting has its default */
  constructor(settings: readonly string[], cause: unknown) {
    const message = cause instanceof Error ? cause.message : `${cause}`;
    super(settings.length === 0 ? message : `${settings.join(', ')}: ${message}`, { cause });
  }
}

/** Thrown when the file or folder of a setting cannot be used. The message names the setting, in one line. */
export class SettingError extends ApiError {
  static override readonly code = 'SETTING_UNUSABLE';
  readonly code = SettingError.code;

  constructor(setting: string, cause: unknown) {
    const [problem = '', ...places] = (cause instanceof Error ? cause.message : `${cause}`).split('\n');
    // A policy has a line for each of its problems.
    super(`${setting}: ${problem}${places.length > 0 ? ` ${places.join('; ')}.` : ''}`, { cause });
  }
}

/** Opens the file or folder of a setting. @throws {SettingError} that names the setting */
export async function openSetting<Opened>(setting: string, open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open();
  } catch (error) {
    throw new SettingError(setting, error);
  }
}
