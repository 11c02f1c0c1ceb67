/** What is logged of a request. Its members are safe to log as they are, which nobody asks again: every request writes one. */
export class AccessLine {
  constructor(
    readonly msg: string,
    readonly fields: Readonly<Record<string, string | number | boolean>>,
  ) {}
}
