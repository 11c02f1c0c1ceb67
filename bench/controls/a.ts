import { send } from './bare-server.js';
import { preparedServer } from './prepared.js';
import { readSettings } from './settings.js';

const settings = readSettings();
const { fastify, read } = preparedServer(settings);
fastify.get('/api/v1/posts', async (request, reply) => send(request, reply, await read(request)));
fastify.get('/api/v1/posts/:slug', async (request, reply) => send(request, reply, await read(request)));
await fastify.listen({ port: settings.port, host: '127.0.0.1' });
