import type pg from 'pg';
import type { SentStatement } from '../../support/statements.js';

/** Rows from which on a table or an index is large: to read it from end to end costs more with each row. */
const LARGE = 5_000;
/** Rows that one step may put into order, or read in vain: more than any page has. */
const FEW = 1_000;

/** A node of `EXPLAIN (FORMAT JSON)`. */
interface PlanNode {
  'Node Type': string;
  'Parent Relationship'?: string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Subplan Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  Plans?: PlanNode[];
}

interface Explained {
  'QUERY PLAN': [{ Plan: PlanNode }];
}

const EXPLAINABLE = /^\s*(WITH|SELECT|INSERT|UPDATE|DELETE)\b/;
/** Also those that lock rows, and the functions that change something. */
const WRITES = /\b(INSERT|UPDATE|DELETE|SHARE)\b|graphile_worker\.|audit_log_\w+\(/;

/**
 * Looks for plans whose cost grows with the tables. It has a statement planned as PostgreSQL does for its values and,
 * where it is prepared, also for whatever values may come: that plan a connection may keep from the sixth time on.
 */
export class Planner {
  /** Every index that a plan goes by. */
  readonly usedIndexes = new Set<string>();

  private constructor(
    private readonly client: pg.Client,
    private readonly large: ReadonlySet<string>,
  ) {}

  /** On a connection of its own, once the tables are filled and analysed. */
  static async on(client: pg.Client): Promise<Planner> {
    const { rows } = await client.query<{ relname: string }>('SELECT relname FROM pg_class WHERE reltuples >= $1', [
      LARGE,
    ]);
    return new Planner(client, new Set(rows.map(({ relname }) => relname)));
  }

  isLarge(table: string): boolean {
    return this.large.has(table);
  }

  /**
   * What is wrong with the plans of statements: nothing, one hopes.
   *
   * @param whole the tables and indexes that may be read from end to end.
   */
  async faultsOf(statements: SentStatement[], whole: readonly string[] = []): Promise<string[]> {
    const different = new Map(statements.map((statement) => [statement.name ?? statement.text, statement]));
    const found = new Set<string>();
    for (const statement of different.values()) {
      if (!EXPLAINABLE.test(statement.text)) continue;
      const plans = [await this.plan(statement)];
      if (statement.name !== undefined) plans.push(await this.keptPlan(statement));
      for (const fault of plans.flatMap((plan) => this.faultsIn(plan, false, whole))) {
        found.add(`${fault}: ${labelOf(statement)}`);
      }
    }
    return [...found];
  }

  /** How many pages of tables and indexes a statement that only reads touches. */
  async pagesOf({ text, values }: SentStatement): Promise<number> {
    const plan = await this.explain('ANALYZE, TIMING OFF, BUFFERS, FORMAT JSON', text, values);
    return (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
  }

  /** The plan for these values; of what only reads, with the rows that it really meets. */
  private plan({ text, values }: SentStatement): Promise<PlanNode> {
    return this.explain(WRITES.test(text) ? 'FORMAT JSON' : 'ANALYZE, TIMING OFF, FORMAT JSON', text, values);
  }

  private async keptPlan({ text, values }: SentStatement): Promise<PlanNode> {
    await this.client.query(`SET plan_cache_mode = force_generic_plan; PREPARE kept AS ${text}`);
    try {
      const unknown = values.length === 0 ? '' : `(${values.map(() => 'NULL').join(', ')})`;
      return await this.explain('FORMAT JSON', `EXECUTE kept${unknown}`, []);
    } finally {
      await this.client.query('DEALLOCATE kept; RESET plan_cache_mode');
    }
  }

  private async explain(options: string, text: string, values: unknown[]): Promise<PlanNode> {
    const { rows } = await this.client.query<Explained>(`EXPLAIN (${options}) ${text}`, values);
    const [row] = rows;
    if (!row) throw new Error('EXPLAIN has said nothing');
    return row['QUERY PLAN'][0].Plan;
  }

  /** @param stops whether a LIMIT above has the node stop once a page is full. */
  private faultsIn(node: PlanNode, stops: boolean, whole: readonly string[]): string[] {
    const below = (node.Plans ?? []).flatMap((child) => this.faultsIn(child, stopsBelow(node, child, stops), whole));
    return [...this.ownFaults(node, stops, whole), ...below];
  }

  private ownFaults(node: PlanNode, stops: boolean, whole: readonly string[]): string[] {
    const { 'Node Type': type, 'Relation Name': table = '', 'Index Name': index } = node;
    const loops = node['Actual Loops'];
    const faults: string[] = [];
    if (index !== undefined) this.usedIndexes.add(index);
    // That a page stops a scan of the table in time, only the rows that it has met can tell.
    const readsAll = type.endsWith('Seq Scan') ? !(stops && loops !== undefined) : !stops && !node['Index Cond'];
    const relation = type.endsWith('Seq Scan') ? table : (index ?? '');
    if (readsAll && this.isLarge(relation) && !whole.includes(relation)) faults.push(`reads all of ${relation}`);
    const met = (node['Actual Rows'] ?? 0) * (loops ?? 0);
    const inVain = (node['Rows Removed by Filter'] ?? 0) * (loops ?? 0);
    if (table !== '' && inVain > FEW + met) faults.push(`reads ${table} in vain`);
    if (type === 'Sort' && (node.Plans?.[0]?.['Actual Rows'] ?? 0) > FEW) faults.push('puts many rows into order');
    return faults;
  }
}

/** Nodes that hand on what they are given row by row. */
const PASSING = new Set([
  'Nested Loop',
  'Append',
  'Merge Append',
  'Incremental Sort',
  'Subquery Scan',
  'Result',
  'LockRows',
  'Memoize',
]);
/** Those that do so with their first source only. */
const PASSING_FIRST = new Set(['Hash Join', 'Merge Join']);

function stopsBelow(node: PlanNode, child: PlanNode, stops: boolean): boolean {
  if (child['Subplan Name'] !== undefined) return false;
  const type = node['Node Type'];
  if (type === 'Limit') return true;
  if (PASSING_FIRST.has(type)) return stops && child['Parent Relationship'] === 'Outer';
  return stops && PASSING.has(type);
}

function labelOf({ name, text }: SentStatement): string {
  return name ?? text.trim().replaceAll(/\s+/g, ' ').slice(0, 200);
}
