/** An order of a list in which every row has one place: an expression, ties broken by the row's id. */
export interface KeysetOrder {
  /** SQL that is never NULL (use coalesce) and not made of input. */
  expression: string;
  /** The type of the expression, for casting a place's text back. */
  type: 'timestamptz' | 'text' | 'integer' | 'bigint' | 'real' | 'double precision' | 'numeric';
  direction: 'asc' | 'desc';
  /** The column that holds the row's uuid. */
  id: string;
}

/** The place of a row: its expression as PostgreSQL writes it (microseconds included), and its id. */
export interface KeysetPlace {
  value: string | null;
  id: string;
}

/** The columns `"sortValue"` and `"sortId"`, from which the place of a row is made. */
export function keysetColumns({ expression, id }: KeysetOrder): string {
  return `(${expression})::text AS "sortValue", ${id} AS "sortId"`;
}

/** What {@link keysetColumns} adds to a row. */
export interface KeysetRow {
  sortValue: string;
  sortId: string;
}

/** The `ORDER BY` list. */
export function keysetOrderBy({ expression, direction, id }: KeysetOrder): string {
  // Never the text that came in: should a check before this one ever be passed by, SQL is still ours.
  const order = direction === 'asc' ? 'ASC' : 'DESC';
  return `${expression} ${order}, ${id} ${order}`;
}

/** A condition for the rows behind a place, whose value and id are the parameters `$first` and `$first+1`. */
export function keysetAfter({ expression, type, direction, id }: KeysetOrder, first: number): string {
  const comparison = direction === 'asc' ? '>' : '<';
  return `(${expression}, ${id}) ${comparison} ($${first}::text::${type}, $${first + 1}::uuid)`;
}

/** The values of the two parameters of {@link keysetAfter}. */
export function keysetValues({ value, id }: KeysetPlace): unknown[] {
  return [value, id];
}
