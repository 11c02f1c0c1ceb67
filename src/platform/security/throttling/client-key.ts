import ipaddr from 'ipaddr.js';

/**
 * The name of a client address in counters: an IPv4 address, also when it came mapped into IPv6, or the /64 of an IPv6
 * address, which is what one subscriber has. All spellings of one address give one name.
 */
export function clientKey(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = new ipaddr.IPv6([...(parsed as ipaddr.IPv6).parts.slice(0, 4), 0, 0, 0, 0]);
  return `${network.toString()}/64`;
}
