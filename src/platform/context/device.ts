/** Where a request comes from, as lists of sessions and the audit log show it. */
export interface Device {
  /** The client's, as told by the connection, or by a proxy that `TRUST_PROXY` names. */
  ipAddress: string;
  userAgent: string | null;
}

const USER_AGENT_LENGTH = 500;

/** A user agent that can be stored, logged and shown: bounded, and without control characters. */
export function cleanUserAgent(text = ''): string | null {
  const clean = text
    .slice(0, USER_AGENT_LENGTH)
    .replace(/\p{C}+/gu, ' ')
    .trim();
  return clean === '' ? null : clean;
}
