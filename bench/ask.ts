import type { Call } from './load.js';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

/** A word that nobody has sent before. */
export function newWord(): string {
  return `w${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
}

/** Asks once, as the load generator does. @throws Error when the answer is no success. */
export async function ask(url: string, call: Call, word = newWord()): Promise<Reply> {
  const reply = await send(url, call, word);
  if (reply.status >= 400) throw refusal(call, reply);
  return reply;
}

/** The same, with whatever answer comes. */
export async function send(url: string, call: Call, word = newWord()): Promise<Reply> {
  const filled = JSON.parse(JSON.stringify(call).replaceAll('{n}', word)) as Call;
  const { method = 'GET', path, headers = {}, body } = filled;
  // Like the load generator, and unlike fetch by itself, it asks for no compression.
  const reply = await fetch(url + path, { method, headers: { 'Accept-Encoding': 'identity', ...headers }, body });
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

/** What to throw about an answer that was not expected. */
export function refusal({ method = 'GET', path }: Call, { status, text }: Reply): Error {
  return new Error(`${method} ${path} was answered with ${status}: ${text.slice(0, 300)}`);
}

/** A call that sends JSON. */
export function posting(path: string, body: object, headers: Record<string, string> = {}): Call {
  return {
    method: 'POST',
    path: `/api/v1${path}`,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}
