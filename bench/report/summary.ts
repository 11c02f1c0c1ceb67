import type { Aim, Fact, Row } from '../results.js';

/** One line about what was found, with the number of connections, for those who wait. */
export function summary(finding: Row | Fact): string {
  const place = 'connections' in finding ? `${finding.title} (${finding.connections})` : finding.title;
  if ('failure' in finding && finding.failure !== undefined) return `${place}: void (${finding.failure})`;
  return `${place}: ${finding.aims.map(verdict).join('; ')}`;
}

/** `0.63 of (b) (≥ 0.60: met)` */
export function verdict({ aim, value, isMet }: Aim): string {
  return aim === '' ? value : `${value} (${aim}: ${isMet ? 'met' : 'missed'})`;
}
