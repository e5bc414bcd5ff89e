/** Something that a file of agents opens, such as an MCP server. */
export interface Resource {
  close(): void | Promise<void>;
}

/** Milliseconds that a resource stays open when no agent of the new file has it: runs under way may still use it. */
const usualGraceMs = 600_000;

/** Keeps the resources of a file from one version to the next: those whose settings are the same stay open. */
export class SharedResources {
  readonly #graceMs: number;
  #kept = new Map<string, Resource>();
  readonly #leaving = new Map<Resource, NodeJS.Timeout>();

  /** @param graceMs default: 10 minutes */
  constructor(graceMs = usualGraceMs) {
    this.#graceMs = graceMs;
  }

  /** Begins a new version of the file. */
  begin(): ResourceVersion {
    return new ResourceVersion(this.#kept, (used) => this.#replace(used));
  }

  /** Closes everything. */
  async close(): Promise<void> {
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    const all = [...this.#kept.values(), ...this.#leaving.keys()];
    this.#kept = new Map();
    this.#leaving.clear();
    await Promise.all(all.map(closeQuietly));
  }

  #replace(used: Map<string, Resource>): void {
    const earlier = this.#kept;
    this.#kept = used;
    for (const [key, resource] of earlier) {
      if (used.get(key) === resource) continue;
      const timer = setTimeout(() => {
        this.#leaving.delete(resource);
        void closeQuietly(resource);
      }, this.#graceMs);
      timer.unref();
      this.#leaving.set(resource, timer);
    }
  }
}

/** Holds the resources of one version of a file. */
export class ResourceVersion {
  readonly #earlier: ReadonlyMap<string, Resource>;
  readonly #onCommit: (used: Map<string, Resource>) => void;
  readonly #used = new Map<string, Resource>();

  constructor(earlier: ReadonlyMap<string, Resource>, onCommit: (used: Map<string, Resource>) => void) {
    this.#earlier = earlier;
    this.#onCommit = onCommit;
  }

  /** Gives the resource of a key, which names all its settings. It is opened when it is not there. */
  async take<Kind extends Resource>(key: string, open: () => Kind | Promise<Kind>): Promise<Kind> {
    const known = this.#used.get(key) ?? this.#earlier.get(key);
    const resource = (known as Kind | undefined) ?? (await open());
    this.#used.set(key, resource);
    return resource;
  }

  /** Puts this version in the place of the earlier one. */
  commit(): void {
    this.#onCommit(this.#used);
  }

  /** Closes what only this version has. */
  async discard(): Promise<void> {
    const own = [...this.#used].filter(([key, resource]) => this.#earlier.get(key) !== resource);
    await Promise.all(own.map(([, resource]) => closeQuietly(resource)));
  }
}

async function closeQuietly(resource: Resource): Promise<void> {
  try {
    await resource.close();
  } catch {
    // It is not used any more, whatever it says.
  }
}
