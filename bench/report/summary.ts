import type { Aim, Fact, Row } from '../results.js';

/** One line about what was found, with the number of connections, for those who wait. */
export function summary(finding: Row | Fact): string {
  if ('failure' in finding && finding.failure !== undefined) return `${placeOf(finding)}: void (${finding.failure})`;
  return `${placeOf(finding)}: ${finding.aims.map(verdict).join('; ')}`;
}

/** What was measured, and at how many connections. */
export function placeOf(finding: Row | Fact): string {
  return 'connections' in finding ? `${finding.title} (${finding.connections})` : finding.title;
}

/** `0.63 of (b) (≥ 0.6 of (b): met)` */
export function verdict(aim: Aim): string {
  return aim.aim === '' ? aim.value : `${aim.value} (${aim.aim}: ${outcome(aim)})`;
}

/** Whether an aim was met, or by how much of it not. */
export function outcome({ isMet, missedBy }: Aim): string {
  if (isMet) return 'met';
  return missedBy === undefined ? 'missed' : `missed by ${Number((100 * missedBy).toPrecision(2))} %`;
}
