import { type StructuredToolInterface, tool, type ToolRunnableConfig } from '@langchain/core/tools';
import { z } from 'zod';

import { labelTool, type ToolLabels } from '../../contract/index.js';
import { RequestFailedError } from '../../errors/index.js';
import { HostList, isPublicAddress, sendBoundedRequest } from '../../http-client/index.js';
import { cutText, htmlToText } from '../../text/index.js';

/** Options of the tool `http_get`. */
export interface HttpGetOptions {
  /** The hosts that may be called, such as `docs.example.com`, `*.example.com` or `http://localhost:8080`. */
  readonly hosts: readonly string[];
  /** Whether addresses of private networks and of this machine may be called. Default: false. */
  readonly allowsPrivateAddresses?: boolean | undefined;
  /** The most bytes of an answer. Default: 1,000,000. */
  readonly maximumBytes?: number | undefined;
  /** The most characters that the model reads of an answer. Default: 20,000. */
  readonly maximumCharacters?: number | undefined;
  /** Milliseconds for a call. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  readonly labels?: Partial<ToolLabels> | undefined;
}

/** External: the model chooses the URL, so that a call can carry data to its host. */
const httpGetLabels: ToolLabels = { reads: ['untrusted'], effect: 'external' };

const maximumRedirects = 3;

/**
 * Creates the tool `http_get`, which reads a page or a text from a list of hosts. HTML is converted to text.
 *
 * Every redirect is held to the same list, and no address of a private network is called unless the options say so.
 */
export function createHttpGetTool(options: HttpGetOptions): StructuredToolInterface {
  const {
    allowsPrivateAddresses = false,
    maximumBytes = 1_000_000,
    maximumCharacters = 20_000,
    timeoutMs = 10_000,
    labels,
  } = options;
  const hosts = new HostList(options.hosts);
  const read = async ({ url }: { url: string }, { signal }: { signal?: AbortSignal | undefined }): Promise<string> => {
    const { status, type, text, ...answer } = await sendBoundedRequest({
      url: new URL(url),
      headers: { accept: 'text/html, text/*;q=0.9, application/json;q=0.9, */*;q=0.1' },
      allowsUrl: (target) => hosts.has(target),
      allowsAddress: (address) => allowsPrivateAddresses || isPublicAddress(address),
      allowsType: isTextType,
      maximumBytes,
      maximumRedirects,
      timeoutMs,
      signal,
    });
    if (status >= 400) throw new RequestFailedError(answer.url.host, `it answered with the status ${status}`);
    return cutText(type.includes('html') ? htmlToText(text) : text, maximumCharacters);
  };
  const httpGet = tool((input: { url: string }, config: ToolRunnableConfig) => read(input, config), {
    name: 'http_get',
    description: `Reads a page or a text from the web. These hosts can be read: ${options.hosts.join(', ')}.`,
    schema: z.object({
      url: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .describe('The URL, with https://.'),
    }),
  });
  return labelTool(httpGet, { ...httpGetLabels, ...labels });
}

function isTextType(type: string): boolean {
  return type.startsWith('text/') || /^application\/(?:[\w.-]+\+)?(?:json|xml|yaml)$/.test(type);
}
