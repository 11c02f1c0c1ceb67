import { fastify } from 'fastify';
import { announceDraining } from './drain-hook.js';
import { Readiness } from './readiness.js';

it('asks clients to connect anew once the instance is leaving, and not before', async () => {
  const server = fastify();
  const readiness = new Readiness();
  announceDraining(server, readiness);
  server.get('/', () => 'served');
  const before = await server.inject('/');
  readiness.drain();
  const after = await server.inject('/');
  expect([before.headers.connection, after.headers.connection]).toEqual(['keep-alive', 'close']);
  expect(after.body).toBe('served');
});
