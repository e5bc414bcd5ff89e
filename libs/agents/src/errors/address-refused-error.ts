import { AgentsError } from './agents-error.js';

/** Thrown for an address that this server does not call. */
export class AddressRefusedError extends AgentsError {
  static override readonly code = 'ADDRESS_REFUSED';
  readonly code = AddressRefusedError.code;

  constructor(field: string, reason: string, options?: ErrorOptions) {
    super(`The address in \`${field}\` is not called: ${reason}.`, options);
  }
}
