import type { Problem } from '../problem/index.js';
import { driverError, sqlState } from './failures.js';
import { ambient } from './transaction.js';

/** The name of the unique, check, exclusion or foreign key constraint that the failure violates. */
export function violatedConstraint(error: unknown): string | undefined {
  if (!sqlState(error)?.startsWith('23')) return undefined;
  return (driverError(error) as { constraint?: string }).constraint;
}

/**
 * Runs work in which a violated constraint is an expected failure: `rules` gives each constraint its problem. Inside a
 * transaction the work is undone up to here, so that the transaction can go on; calls must not run side by side in one.
 *
 * @throws the problem of the violated constraint, else what the work throws.
 */
export async function onViolation<T>(rules: Record<string, () => Problem>, work: () => Promise<T>): Promise<T> {
  const transaction = ambient.getStore();
  try {
    return await (transaction ? transaction.part(work) : work());
  } catch (error) {
    const constraint = violatedConstraint(error);
    const rule = constraint === undefined ? undefined : rules[constraint];
    throw rule ? rule() : error;
  }
}
