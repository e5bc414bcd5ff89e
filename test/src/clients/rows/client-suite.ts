/** Describes one thing that a client does. Both texts go on after "sends" and "gets". */
export interface ClientRow {
  readonly sends: string;
  readonly gets: string;
}

/** Describes the rows of a client that one file tests. */
export interface ClientSuite {
  /** The name of the client, with the API that it calls where it has several. */
  readonly title: string;
  /** The packages whose versions the page names. */
  readonly packages: readonly string[];
  /** The path of the tests, from the root of the repository. */
  readonly test: string;
  /** The rows by the ids that the tests use. */
  readonly rows: Readonly<Record<string, ClientRow>>;
}

/** Writes the title of the test of a row, which reads alone in a list of failures. */
export function toTitle({ sends, gets }: ClientRow): string {
  return `sends ${sends}, and gets ${gets}`;
}
