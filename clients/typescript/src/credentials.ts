/** Headers that tell who calls; none for an anonymous caller. */
export type CredentialHeaders = Readonly<Record<string, string>>;

/** Who calls. */
export interface Credentials {
  headers(): Promise<CredentialHeaders>;
  /** What to send instead of headers that were refused; undefined when there is nothing better. */
  renewed(refused: CredentialHeaders): Promise<CredentialHeaders | undefined>;
}

/** A program with an API key. */
export class ApiKey implements Credentials {
  constructor(private readonly key: string) {}

  async headers(): Promise<CredentialHeaders> {
    return { 'X-API-Key': this.key };
  }

  async renewed(): Promise<undefined> {
    return undefined;
  }
}
