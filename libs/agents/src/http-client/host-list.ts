/** The form of an entry: `docs.example.com`, `*.example.com`, `docs.example.com:8443`, or `http://` before one of them. */
export const hostEntryPattern = /^(?:http:\/\/)?(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/;

interface HostEntry {
  readonly protocol: string;
  readonly host: string;
  /** Whether the hosts below `host` are meant, and not the host itself. */
  readonly hasWildcard: boolean;
  /** Empty: the usual one of the protocol. */
  readonly port: string;
}

/** A list of the hosts that may be called. An entry without `http://` asks for HTTPS, and one without a port for the usual one. */
export class HostList {
  readonly #entries: readonly HostEntry[];

  /** @param entries each as `hostEntryPattern` describes */
  constructor(entries: readonly string[]) {
    this.#entries = entries.map(toEntry);
  }

  has(url: URL): boolean {
    // `Host.` names the same host as `host` does.
    const host = url.hostname.replace(/\.$/, '');
    return this.#entries.some(
      (entry) =>
        entry.protocol === url.protocol &&
        entry.port === url.port &&
        (entry.hasWildcard ? host.endsWith(`.${entry.host}`) : host === entry.host),
    );
  }
}

function toEntry(text: string): HostEntry {
  const protocol = text.startsWith('http://') ? 'http:' : 'https:';
  const place = text.replace(/^http:\/\//, '');
  const hasWildcard = place.startsWith('*.');
  const [host = '', port = ''] = place.replace(/^\*\./, '').split(':');
  const usual = protocol === 'http:' ? '80' : '443';
  return { protocol, host, hasWildcard, port: port === usual ? '' : port };
}
