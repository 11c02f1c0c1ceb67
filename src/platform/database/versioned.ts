import { isDeepStrictEqual } from 'node:util';
import { Column } from 'typeorm';

/** A row whose version counts its changes, and which knows the version that changed each member last. `Members` are those that it lets change. */
export abstract class Versioned<Members extends object> {
  @Column({ type: 'integer' })
  version = 1;

  @Column({ name: 'field_versions', type: 'jsonb' })
  fieldVersions: Record<string, number> = {};

  @Column({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', precision: 3 })
  updatedAt: Date;

  readonly #unsaved = new Set<string>();

  /**
   * Sets members. Those that are undefined or equal already don't count; when none is left, nothing happens.
   *
   * @returns the names of the members that really changed.
   */
  protected change(changes: Partial<Members>, now: Date): string[] {
    const current = this as unknown as Record<string, unknown>;
    const different = Object.entries(changes).filter(
      ([name, value]) => value !== undefined && !isDeepStrictEqual(value, current[name]),
    );
    if (different.length === 0) return [];
    const names = different.map(([name]) => name);
    this.version += 1;
    this.updatedAt = now;
    this.fieldVersions = { ...this.fieldVersions, ...Object.fromEntries(names.map((name) => [name, this.version])) };
    for (const [name, value] of different) current[name] = value;
    for (const name of [...names, 'version', 'updatedAt', 'fieldVersions']) this.#unsaved.add(name);
    return names;
  }

  /** Sets a member that follows from what `change` has set: it is written along, and is no change of its own. */
  protected follow<Name extends keyof this & string>(name: Name, value: this[Name]): void {
    this[name] = value;
    this.#unsaved.add(name);
  }

  /** The names of the members that changed after a version. */
  changedSince(version: number): string[] {
    return Object.keys(this.fieldVersions).filter((name) => (this.fieldVersions[name] ?? 0) > version);
  }

  /** The members that `change` has set since the last call, for the repository's UPDATE; undefined when there are none. */
  takeUnsaved(): Partial<this> | undefined {
    if (this.#unsaved.size === 0) return undefined;
    const current = this as unknown as Record<string, unknown>;
    const unsaved = Object.fromEntries([...this.#unsaved].map((name) => [name, current[name]]));
    this.#unsaved.clear();
    return unsaved as Partial<this>;
  }
}
