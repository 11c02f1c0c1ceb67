import { Injectable } from '@nestjs/common';

/** Who knows what users are called. */
export interface NameSource {
  /** The usernames that there are, by id. */
  usernamesOf(ids: string[]): Promise<Map<string, string>>;
  /** The id of a user, deleted or not. */
  idOf(username: string): Promise<string | undefined>;
}

/** The names behind the ids in the log, which knows no feature itself: whoever keeps the users offers them. */
@Injectable()
export class ActorNames implements NameSource {
  private source: NameSource | undefined;

  learnFrom(source: NameSource): void {
    this.source = source;
  }

  async usernamesOf(ids: string[]): Promise<Map<string, string>> {
    return (await this.source?.usernamesOf(ids)) ?? new Map<string, string>();
  }

  idOf(username: string): Promise<string | undefined> {
    return this.source?.idOf(username) ?? Promise.resolve(undefined);
  }
}
