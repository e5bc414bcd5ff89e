import { SettingError } from '../../errors/start-errors.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Checks whether the variables of OpenTelemetry ask for traces. */
export function namesTraceEndpoint(variables: Variables): boolean {
  const endpoint = variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || variables.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || variables.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  return variables.OTEL_TRACES_EXPORTER !== 'none';
}

/**
 * Refuses variables that ask for something else than OTLP over HTTP with protobuf.
 *
 * @throws {SettingError} that names the variable
 */
export function assertTraceSettings(variables: Variables): void {
  const { OTEL_TRACES_EXPORTER: exporter } = variables;
  if (exporter && exporter !== 'otlp') {
    throw new SettingError(`OTEL_TRACES_EXPORTER=${exporter}`, 'must be "otlp" or "none".');
  }
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL']) {
    const protocol = variables[name];
    if (protocol && protocol !== 'http/protobuf') {
      throw new SettingError(`${name}=${protocol}`, 'must be "http/protobuf", which collectors receive at port 4318.');
    }
  }
  for (const name of ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT']) {
    const endpoint = variables[name];
    // The value may hold a password, so the message does not repeat it.
    if (endpoint && !isHttpAddress(endpoint)) {
      throw new SettingError(name, 'must be an address such as http://collector:4318.');
    }
  }
}

/** Checks whether spans may hold the text that moderation has approved. */
export function capturesContent(variables: Variables): boolean {
  return variables.OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT?.toLowerCase() === 'true';
}

function isHttpAddress(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
