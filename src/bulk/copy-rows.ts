/** Bytes of the buffer at first; it grows with what does not fit. */
const ROOM = 196_608;

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);

const TEXT_OID = 25;
/** PostgreSQL counts from 2000 on, in microseconds. */
const EPOCH = Date.UTC(2000, 0, 1);

/** Rows in the binary format of PostgreSQL's `COPY … FROM STDIN`, which costs both sides less than its text format. */
export class CopyRows {
  /** What precedes the first row, and follows the last one. */
  static readonly header: Buffer = HEADER;
  static readonly trailer: Buffer = TRAILER;

  private buffer = Buffer.allocUnsafe(ROOM);
  private end = 0;

  /** All rows so far. They must not be added to afterwards. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.end);
  }

  /** Begins a row, of which as many values must follow. */
  begin(values: number): void {
    this.reserve(2);
    this.end = this.buffer.writeInt16BE(values, this.end);
  }

  null(): void {
    this.size(-1);
  }

  boolean(value: boolean): void {
    this.size(1);
    this.end = this.buffer.writeInt8(value ? 1 : 0, this.end);
  }

  integer(value: number): void {
    this.size(4);
    this.end = this.buffer.writeInt32BE(value, this.end);
  }

  bigint(value: number): void {
    this.size(8);
    this.end = this.buffer.writeBigInt64BE(BigInt(value), this.end);
  }

  timestamptz(value: Date): void {
    this.bigint((value.getTime() - EPOCH) * 1000);
  }

  /** @param value in the usual form with hyphens. */
  uuid(value: string): void {
    this.size(16);
    this.end += this.buffer.write(value.replaceAll('-', ''), this.end, 'hex');
  }

  text(value: string): void {
    // As long as UTF-8 can make it, which is cheaper than to count first.
    this.reserve(4 + 3 * value.length);
    const length = this.buffer.write(value, this.end + 4);
    this.end = this.buffer.writeInt32BE(length, this.end) + length;
  }

  texts(values: readonly string[]): void {
    this.size(0);
    const start = this.end;
    this.words(values.length === 0 ? 0 : 1, 0, TEXT_OID);
    if (values.length > 0) this.words(values.length, 1);
    for (const value of values) this.text(value);
    this.buffer.writeInt32BE(this.end - start, start - 4);
  }

  /** A value of any type as the type's own function sends it. */
  sent(value: Uint8Array): void {
    this.size(value.length);
    this.buffer.set(value, this.end);
    this.end += value.length;
  }

  private words(...values: number[]): void {
    this.reserve(4 * values.length);
    for (const value of values) this.end = this.buffer.writeInt32BE(value, this.end);
  }

  /** Announces a value of so many bytes, and makes room for it. */
  private size(bytes: number): void {
    this.reserve(4 + Math.max(bytes, 0));
    this.end = this.buffer.writeInt32BE(bytes, this.end);
  }

  private reserve(bytes: number): void {
    if (this.end + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.end + bytes));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}
