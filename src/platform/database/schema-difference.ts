import { DataSource, type EntitySchema } from 'typeorm';
import type { DatabaseConfig } from '../config/index.js';
import { sslOptions } from './data-source-options.js';

export type EntityClass = (new (...args: never[]) => object) | EntitySchema;

export interface SchemaDifference {
  up: string[];
  down: string[];
}

const ADDITION = /^ALTER TABLE (\S+) (?:ADD|DROP(?: COLUMN)?) ("\w+")/;
const COLUMN_CHANGE = /^ALTER TABLE \S+ ALTER COLUMN \S+ (?:TYPE|SET NOT NULL|DROP NOT NULL)/;

/**
 * The statements that give the database the tables and columns that the entities have and it lacks, and those that take
 * them back. Entities say nothing of constraints, indexes, defaults, and of columns that only SQL uses: those belong to
 * the migrations alone, and so does dropping anything.
 */
export async function schemaDifference(
  url: string,
  entities: EntityClass[],
  ssl: DatabaseConfig['ssl'] = 'off',
): Promise<SchemaDifference> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    ssl: sslOptions(ssl),
    entities,
    logger: 'debug',
    installExtensions: false,
  });
  await dataSource.initialize();
  try {
    const log = await dataSource.driver.createSchemaBuilder().log();
    const up = log.upQueries.map(({ query }) => query);
    const down = log.downQueries.map(({ query }) => query).reverse();
    const added = new Set(up.filter(isAdding).map(columnOf));
    const counts = (query: string): boolean => isWhole(query) || added.has(columnOf(query));
    return { up: up.filter(counts), down: down.filter(counts) };
  } finally {
    await dataSource.destroy();
  }
}

/** Whether the statement is about a whole table, or about the type of a column or whether it may be null. */
function isWhole(query: string): boolean {
  return /^(?:CREATE|DROP) TABLE /.test(query) || COLUMN_CHANGE.test(query);
}

function isAdding(query: string): boolean {
  return ADDITION.test(query) && query.includes(' ADD "');
}

function columnOf(query: string): string | undefined {
  const match = ADDITION.exec(query);
  return match ? `${match[1] ?? ''}.${match[2] ?? ''}` : undefined;
}
